"""Reviewing results."""

import pytest
from django.core.exceptions import ValidationError

from recolor import services


def test_only_completed_tasks_can_be_reviewed(person, new_task):
    done, waiting = new_task(), new_task()
    services.task_run(done.pk)
    assert services.tasks_review([done, waiting], "rejected", by=person, note="  too   dark ") == 1
    done.refresh_from_db()
    assert (done.review, done.review_note, done.reviewed_by) == ("rejected", "too dark", person)
    assert services.tasks_review([done], "to_review", by=person) == 1
    done.refresh_from_db()
    assert (done.review, done.review_note, done.reviewed_at) == ("to_review", "", None)


def test_an_unknown_review_is_refused(person, new_task):
    with pytest.raises(ValidationError, match="Choose"):
        services.tasks_review([new_task()], "splendid", by=person)
