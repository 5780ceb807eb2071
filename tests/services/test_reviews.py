"""Reviewing results, and the record of the decisions."""

import uuid

import pytest
from django.core.exceptions import ValidationError

from recolor import services


def record_of(task):
    return [(record.review, record.note, record.who) for record in task.review_records.all()]


@pytest.fixture
def done(new_task):
    task = new_task()
    services.task_run(task.pk)
    return task


def test_only_completed_tasks_can_be_reviewed(person, done, new_task):
    waiting = new_task()
    assert services.tasks_review([done, waiting], "rejected", by=person, note="  too   dark ") == 1
    done.refresh_from_db()
    assert (done.review, done.review_note, done.decision.by) == ("rejected", "too dark", person)
    assert not waiting.review_records.exists()
    assert services.tasks_review([done], "to_review", by=person) == 1
    done.refresh_from_db()
    assert (done.review, done.review_note, done.decision) == ("to_review", "", None)


def test_an_unknown_review_is_refused(person, new_task):
    with pytest.raises(ValidationError):
        services.tasks_review([new_task()], "splendid", by=person)


def test_every_decision_stays_on_record(workspace, person, done, django_user_model):
    other = django_user_model.objects.create_user("ravi")
    key = services.api_key_create(workspace, "shop")[0]
    services.tasks_review([done], "rejected", by=person, note="too dark")
    services.tasks_review([done], "approved", by=other)
    services.tasks_review([done], "rejected", key=key, note="wrong shade")
    services.tasks_review([done], "to_review", by=person)
    services.tasks_review([done], "to_review", by=person)  # it waits for review already
    assert record_of(done) == [
        ("rejected", "too dark", "asha"),
        ("approved", "", "ravi"),
        ("rejected", "wrong shade", "shop"),
        ("to_review", "", "asha"),
    ]
    other.delete()
    assert record_of(done)[1] == ("approved", "", "deleted account")


def test_undoing_restores_the_review_before_and_keeps_the_record(workspace, person, done):
    decision = uuid.uuid4()
    assert services.tasks_review_undo(workspace, decision, by=person) == 0
    services.tasks_review([done], "rejected", by=person, note="too dark")
    services.tasks_review([done], "approved", by=person, decided_in=decision)
    assert services.tasks_review_undo(workspace, decision, by=person) == 1
    done.refresh_from_db()
    assert (done.review, done.review_note) == ("rejected", "too dark")
    assert len(record_of(done)) == 3
    assert services.tasks_review_undo(workspace, decision, by=person) == 0, "it would restore what was undone"


def test_undoing_the_first_decision_puts_the_result_up_for_review(workspace, person, done):
    decision = uuid.uuid4()
    services.tasks_review([done], "approved", by=person, decided_in=decision)
    services.tasks_review_undo(workspace, decision, by=person)
    done.refresh_from_db()
    assert (done.review, record_of(done)[-1]) == ("to_review", ("to_review", "", "asha"))


def test_what_somebody_else_has_decided_since_is_not_undone(workspace, person, done, django_user_model):
    decision = uuid.uuid4()
    services.tasks_review([done], "approved", by=person, decided_in=decision)
    services.tasks_review([done], "rejected", by=django_user_model.objects.create_user("ravi"))
    assert services.tasks_review_undo(workspace, decision, by=person) == 0
    done.refresh_from_db()
    assert done.review == "rejected"
