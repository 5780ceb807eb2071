"""Versions: results that are made in place of others."""

import pytest
from django.core.exceptions import ValidationError

from recolor import selectors, services
from recolor.api.serializers import task_data
from recolor.models import RecolorTask


@pytest.fixture
def rejected(batch, person):
    """Return the first task of the batch, whose result was rejected."""
    task = batch.tasks.order_by("pk").first()
    services.tasks_review([task], "rejected", by=person, note="The color is wrong")
    return task


def progress(batch):
    return selectors.progress_of(selectors.batches(batch.workspace).get(pk=batch.pk))


def ids(task):
    return [each.pk for each in selectors.versions(task)]


def test_a_version_takes_the_place_of_the_rejected_one_in_its_batch(batch, rejected, new_task):
    second = new_task(replaces=rejected)
    assert (second.batch, second.first_version) == (batch, rejected)
    assert (progress(batch).count, progress(batch).rest, progress(batch).status) == (2, 1, "processing")
    services.task_run(second.pk)
    assert (progress(batch).completed, progress(batch).status) == (2, "completed")
    third = new_task(replaces=second)
    assert third.first_version == rejected
    assert ids(rejected) == ids(second) == ids(third) == [rejected.pk, second.pk, third.pk]
    rejected.refresh_from_db()
    assert (rejected.review, rejected.review_note) == ("rejected", "The color is wrong")


def test_replacing_an_older_version_again_continues_the_same_versions(rejected, new_task):
    second, third = new_task(replaces=rejected), new_task(replaces=rejected)
    assert ids(rejected) == [rejected.pk, second.pk, third.pk]


def test_a_version_in_the_trash_gives_its_place_back(batch, rejected, new_task):
    second = new_task(replaces=rejected)
    services.tasks_trash([second])
    assert (progress(batch).count, progress(batch).status) == (2, "completed")
    assert ids(rejected) == [rejected.pk]
    services.tasks_restore([second])
    assert ids(rejected) == [rejected.pk, second.pk]
    assert progress(batch).status == "processing", "it was canceled by the trash, and is queued again"


def test_deleting_the_first_version_keeps_the_others_together(rejected, new_task):
    second = new_task(replaces=rejected)
    third, fourth = new_task(replaces=second), new_task(replaces=second)
    services.task_delete(rejected)
    second, third, fourth = (RecolorTask.objects.get(pk=task.pk) for task in (second, third, fourth))
    assert second.first_version is None
    assert ids(second) == ids(fourth) == [second.pk, third.pk, fourth.pk]
    services.task_delete(third)
    assert ids(fourth) == [second.pk, fourth.pk]


def test_what_cannot_be_replaced_is_refused(workspace, batch, rejected, new_photo, new_task):
    other = new_photo()
    with pytest.raises(ValidationError, match="another photo"):
        new_task(of=other, replaces=rejected)
    changes = [{"target": "blouse", "color": "teal"}]
    with pytest.raises(ValidationError, match="its own batch"):
        services.batch_create(workspace, [{"model": rejected.photo, "changes": changes, "replaces": rejected}])
    services.tasks_trash([rejected])
    with pytest.raises(ValidationError, match="deleted"):
        new_task(replaces=rejected)
    assert RecolorTask.objects.count() == 2


def test_a_failed_version_is_tried_again_and_a_replaced_one_is_not(batch, rejected, new_task, fake_engine):
    def fail(task):
        raise RuntimeError

    fake_engine.during_recolor = fail
    second = new_task(replaces=rejected)
    services.task_run(second.pk)
    assert (progress(batch).completed, progress(batch).failed) == (1, 1)
    third = new_task(replaces=second)
    services.task_run(third.pk)
    assert services.batch_retry_failed(batch) == 1
    assert list(batch.tasks.filter(status="queued")) == [third]


def test_tones_compare_the_newest_versions_only(workspace, photo, new_photo, new_task):
    changes = [{"target": "blouse", "color": "teal"}]
    batch = services.batch_create(workspace, [{"model": each, "changes": changes} for each in (photo, new_photo())])
    first, other = batch.tasks.order_by("pk")
    again = new_task(changes=changes, replaces=first)
    for task in (first, other, again):
        services.task_run(task.pk)
    first.color_changes.update(achieved_hex="#ff0000")
    (tone,) = selectors.tones(batch)
    assert (tone.count, tone.delta_e) == (2, 0)


def test_of_several_versions_the_newest_approved_one_counts(workspace, rejected, person, new_task):
    tasks = selectors.tasks(workspace)
    assert selectors.outdated_versions(tasks) == []
    second, third = new_task(replaces=rejected), new_task(replaces=rejected)
    assert sorted(selectors.outdated_versions(tasks)) == [rejected.pk, second.pk]
    services.task_run(second.pk)
    services.tasks_review([second], "approved", by=person)
    assert sorted(selectors.outdated_versions(tasks)) == [rejected.pk, third.pk]
    assert selectors.outdated_versions(tasks.filter(pk=rejected.pk)) == [], "it is the only selected version"


def test_messages_name_the_first_version(rejected, new_task):
    assert task_data(rejected)["first_version"] is None
    assert task_data(new_task(replaces=rejected))["first_version"] == rejected.pk
