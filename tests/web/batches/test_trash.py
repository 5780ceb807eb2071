"""Batches in the trash."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from recolor import services
from recolor.models import RecolorTask

from .conftest import names


def test_a_deleted_batch_comes_back_with_one_of_its_results_or_is_purged(signed_in, batch, new_batch, workspace):
    empty = new_batch(name="Empty")
    services.tasks_delete(empty.tasks.all())
    group, _count = services.batch_trash(empty)
    assert "Restored 1 batch." in signed_in.post(reverse("trash_restore"), {"trash_group": group}, follow=True).text
    services.batch_trash(empty)
    services.batch_trash(batch)
    services.tasks_restore(batch.tasks.all()[:1])
    assert names(signed_in) == ["Spring"]
    services.trash_purge(workspace)
    assert [each.name for each in workspace.batches.all()] == ["Spring"]


def test_the_trash_lists_batches_with_their_results(signed_in, batch, new_batch, workspace):
    empty = new_batch(name="Empty")
    services.tasks_delete(empty.tasks.all())
    for each in (empty, batch):
        services.batch_trash(each)
    page = signed_in.get(reverse("trash")).text
    assert "Batch with 2 results" in page and "Batch without results" in page
    assert 'name="task"' not in page, "the results are those of the batch"
    page = signed_in.post(reverse("trash_restore"), {"batch": [empty.pk, batch.pk]}, follow=True).text
    assert "Restored 2 batches and 2 results." in page and "The trash is empty" in page
    assert names(signed_in) == ["Empty", "Spring"]
    assert batch.tasks.filter(trashed_at=None).count() == 2


def test_batches_in_the_trash_are_purged_with_their_results(signed_in, batch, new_batch, workspace):
    results = list(batch.tasks.all())
    services.tasks_trash(results[:1])  # before the batch: it stays in the trash on its own
    services.batch_trash(batch)
    other = new_batch(name="Other")
    services.batch_trash(other)
    page = signed_in.get(reverse("trash")).text
    assert f'name="task" value="{results[0].pk}"' in page and "Batch with 1 result" in page
    page = signed_in.post(reverse("trash_purge"), {"batch": [batch.pk]}, follow=True).text
    assert "Permanently deleted 1 batch and 1 result." in page
    assert [task.pk for task in RecolorTask.objects.exclude(batch=other)] == [results[0].pk]
    page = signed_in.post(reverse("trash_purge"), {"all": "1"}, follow=True).text
    assert "Permanently deleted 1 batch and 3 results." in page and not workspace.batches.exists()


def test_old_deleted_batches_are_purged(batch, new_batch, settings, workspace):
    new_batch(name="Kept")
    services.batch_trash(batch)
    workspace.batches.filter(pk=batch.pk).update(trashed_at=timezone.now() - timedelta(days=31))
    services.trash_purge_old()
    assert [each.name for each in workspace.batches.all()] == ["Kept"]
