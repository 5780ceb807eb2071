"""The trash: gone for programs, back with one click, purged in the end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recolor import selectors, services
from recolor.models import RecolorTask


def trash(*tasks):
    return services.tasks_trash(RecolorTask.objects.filter(pk__in=[task.pk for task in tasks]))[0]


def test_what_is_trashed_is_gone_for_programs_until_it_is_restored(client, api_key, new_task):
    task = new_task()
    services.task_run(task.pk)
    headers = {"HTTP_X_API_KEY": api_key}
    address = f"/v2/models/multipose-tasks/{task.pk}/"
    result = client.get(address, **headers).json()["result_url"]
    trash(task)
    assert client.get(address, **headers).status_code == 404
    assert client.delete(address, **headers).status_code == 404
    assert client.get("/v4/models/multipose-image-recolor/", **headers).json()["count"] == 0
    assert client.get(result).status_code == 404, "its signed link is dead, too"
    services.tasks_restore(selectors.trashed_tasks(task.workspace))
    assert client.get(address, **headers).json()["status"] == "completed"
    assert client.get(result).status_code == 200


def test_what_went_together_comes_back_together(workspace, new_task):
    first, second, third = (new_task() for _ in range(3))
    together = trash(first, second)
    trash(third)
    assert services.tasks_restore(selectors.trashed_tasks(workspace).filter(trash_group=together)) == 2
    assert {task.pk for task in selectors.tasks(workspace)} == {first.pk, second.pk}


def test_one_that_runs_is_canceled_and_runs_again_when_it_comes_back(workspace, quick_backend, new_task):
    task = new_task()
    quick_backend.during_recolor = lambda running: trash(running)
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.error_code, task.result.name) == ("failed", "canceled", "")
    quick_backend.during_recolor = lambda running: None
    services.tasks_restore(selectors.trashed_tasks(workspace))
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.status == "completed"


def test_what_a_person_had_canceled_before_stays_canceled(workspace, new_task):
    task = new_task()
    services.task_cancel(task)
    trash(task)
    services.tasks_restore(selectors.trashed_tasks(workspace))
    task.refresh_from_db()
    assert (task.status, task.trashed_at) == ("failed", None)


def test_purging_takes_the_files_along(workspace, new_task, media, django_capture_on_commit_callbacks):
    kept, gone = new_task(), new_task()
    for task in (kept, gone):
        services.task_run(task.pk)
    trash(gone)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.trash_purge(workspace) == 1
    assert [task.pk for task in RecolorTask.objects.all()] == [kept.pk]
    assert not [name for name in media() if f"/tasks/{gone.pk}/" in name]
    assert [name for name in media() if f"/tasks/{kept.pk}/" in name]


def test_a_photo_whose_results_are_all_in_the_trash_goes_without_a_question(photo, new_task):
    trash(new_task())
    assert services.photo_delete(photo) == 1
    assert not RecolorTask.objects.exists()


def test_the_sweep_purges_what_is_old(settings, new_task):
    old, young = new_task(), new_task()
    trash(old, young)
    long_ago = timezone.now() - timedelta(days=settings.RECOLOR_TRASH_DAYS, hours=1)
    RecolorTask.objects.filter(pk=old.pk).update(trashed_at=long_ago)
    services.sweep()
    assert [task.pk for task in RecolorTask.objects.all()] == [young.pk]


@pytest.mark.parametrize("status", ["queued", "completed"])
def test_canceling(new_task, status):
    task = new_task()
    if status == "completed":
        services.task_run(task.pk)
        task.refresh_from_db()
    assert services.task_cancel(task) == (status == "queued")
    task.refresh_from_db()
    assert task.error_code == ("canceled" if status == "queued" else "")
    if status == "queued":
        assert services.task_retry(task)
