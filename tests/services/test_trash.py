"""Trashing, restoring and purging tasks, and canceling."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recolor import selectors, services
from recolor.models import RecolorTask

from ..conftest import download


def trash(*tasks):
    return services.tasks_trash(RecolorTask.objects.filter(pk__in=[task.pk for task in tasks]))[0]


def test_the_api_treats_trashed_tasks_as_deleted(client, api_key, new_task):
    task = new_task()
    services.task_run(task.pk)
    headers = {"HTTP_X_API_KEY": api_key}
    address = f"/v2/models/multipose-tasks/{task.pk}/"
    result = client.get(address, **headers).json()["result_url"]
    trash(task)
    assert client.get(address, **headers).status_code == 404
    assert client.delete(address, **headers).status_code == 404
    assert client.get("/v4/models/multipose-image-recolor/", **headers).json()["count"] == 0
    assert client.get(result).status_code == 404, "its signed link does not work either"
    services.tasks_restore(selectors.trashed_tasks(task.workspace))
    assert client.get(address, **headers).json()["status"] == "completed"
    assert download(client, result)


def test_tasks_trashed_together_are_restored_together(workspace, new_task):
    first, second, third = (new_task() for _ in range(3))
    together = trash(first, second)
    trash(third)
    assert services.tasks_restore(selectors.trashed_tasks(workspace).filter(trash_group=together)) == 2
    assert {task.pk for task in selectors.tasks(workspace)} == {first.pk, second.pk}


def test_a_running_task_is_canceled_by_trashing_and_queued_by_restoring(workspace, fake_engine, new_task):
    task = new_task()
    fake_engine.during_recolor = trash
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.error_code, task.result.name) == ("failed", "canceled", "")
    fake_engine.during_recolor = lambda running: None
    services.tasks_restore(selectors.trashed_tasks(workspace))
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.status == "completed"


def test_a_task_canceled_before_trashing_stays_canceled(workspace, new_task):
    task = new_task()
    services.task_cancel(task)
    trash(task)
    services.tasks_restore(selectors.trashed_tasks(workspace))
    task.refresh_from_db()
    assert (task.status, task.trashed_at) == ("failed", None)


def test_purging_removes_the_files(workspace, new_task, media, django_capture_on_commit_callbacks):
    kept, purged = new_task(), new_task()
    for task in (kept, purged):
        services.task_run(task.pk)
    trash(purged)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.trash_purge(workspace) == (0, 1, 0)
    assert [task.pk for task in RecolorTask.objects.all()] == [kept.pk]
    assert not [name for name in media() if f"/tasks/{purged.pk}/" in name]
    assert [name for name in media() if f"/tasks/{kept.pk}/" in name]


def test_a_photo_whose_tasks_are_all_in_the_trash_is_deleted_without_cascade(photo, new_task):
    trash(new_task())
    assert services.photo_delete(photo) == 1
    assert not RecolorTask.objects.exists()


def test_a_purge_deletes_old_tasks(settings, new_task):
    old, recent = new_task(), new_task()
    trash(old, recent)
    long_ago = timezone.now() - timedelta(days=settings.RECOLOR_TRASH_DAYS, hours=1)
    RecolorTask.objects.filter(pk=old.pk).update(trashed_at=long_ago)
    services.purge_old()
    assert [task.pk for task in RecolorTask.objects.all()] == [recent.pk]


@pytest.mark.parametrize("status", ["queued", "completed"])
def test_only_a_task_in_progress_can_be_canceled(new_task, status):
    task = new_task()
    if status == "completed":
        services.task_run(task.pk)
        task.refresh_from_db()
    assert services.task_cancel(task) == (status == "queued")
    task.refresh_from_db()
    assert task.error_code == ("canceled" if status == "queued" else "")
    if status == "queued":
        assert services.task_retry(task)


def test_finished_tasks_are_trashed_and_restored_with_few_queries(workspace, new_task, django_assert_max_num_queries):
    for _ in range(20):
        services.task_run(new_task().pk)
    with django_assert_max_num_queries(15):
        services.tasks_trash(RecolorTask.objects.all())
    with django_assert_max_num_queries(15):
        assert services.tasks_restore(selectors.trashed_tasks(workspace)) == 20
