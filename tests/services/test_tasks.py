"""A task's life, with workers that die, stall and come back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from recolor import jobs, services
from recolor.engine.errors import GarmentNotFound, PhotoError
from recolor.models import RecolorTask


def lease_runs_out(task):
    RecolorTask.objects.filter(pk=task.pk).update(lease_expires_at=timezone.now() - timedelta(seconds=1))


def test_a_task_runs_from_queued_to_completed(new_task, media):
    task = new_task()
    assert task.status == "queued"
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.progress, task.attempt, task.error) == ("completed", 100, 1, None)
    assert task.completed_at and task.lease_expires_at is None
    change = task.color_changes.get()
    assert (change.color_hex, change.achieved_hex, change.delta_e) == ("#4169e1", "#4169e1", 0.1)
    assert {task.result.name, task.preview.name, task.thumbnail.name} <= media()


def test_a_task_runs_once(new_task):
    task = new_task()
    services.task_run(task.pk)
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.attempt == 1


def test_a_task_that_comes_before_the_finding_finds_for_all(new_photo, new_task):
    photo = new_photo(found=False)
    task = new_task(photo)
    services.task_run(task.pk)
    photo.refresh_from_db()
    task.refresh_from_db()
    assert (task.status, photo.status) == ("completed", "ready")
    assert [garment.name for garment in photo.garments.all()] == ["blouse", "lehenga"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (GarmentNotFound("“saree” was not found. Found: blouse.", ["blouse"]), "garment_not_found"),
        (PhotoError("The file is cut off."), "unreadable_photo"),
        (RuntimeError("a bug"), "internal"),
    ],
)
def test_what_goes_wrong_is_told(new_task, quick_backend, error, code):
    def fail(task):
        raise error

    quick_backend.during_recolor = fail
    task = new_task()
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.error_code, bool(task.result)) == ("failed", code, False)
    assert "a bug" not in task.error_message  # what only we understand stays in the log
    assert services.task_retry(task)
    quick_backend.during_recolor = lambda task: None
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.error) == ("completed", None)


def test_the_sweep_puts_back_what_a_dead_worker_left(new_task):
    task = new_task()
    assert jobs.claim(task)
    assert services.sweep() == 0, "its lease still holds"
    lease_runs_out(task)
    assert services.sweep() == 1
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.attempt) == ("completed", 2)


def test_a_task_that_kills_its_workers_is_given_up(new_task, settings):
    settings.RECOLOR_MAX_ATTEMPTS = 2
    task = new_task()
    for _ in range(2):
        task.refresh_from_db()
        assert jobs.claim(task)
        lease_runs_out(task)
        services.sweep()
    task.refresh_from_db()
    assert (task.status, task.error_code) == ("failed", "interrupted")


def test_the_late_result_of_a_stalled_worker_is_dropped(new_task, quick_backend, media):
    """The worker stalls past its lease, another one does the task, then the first one comes back."""
    task = new_task()
    before = media()

    def stall(stalled):
        quick_backend.during_recolor = lambda task: None
        lease_runs_out(stalled)
        services.sweep()
        services.task_run(stalled.pk)

    quick_backend.during_recolor = stall
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.attempt) == ("completed", 2)
    assert len(media() - before) == 3, "one result with its smaller versions, and nothing of the late one"
    assert "/2/" in task.result.name


def test_a_task_deleted_while_it_runs_stops_and_leaves_no_file(
    new_task, quick_backend, media, django_capture_on_commit_callbacks
):
    task = new_task()
    before = media()

    def delete(running):
        with django_capture_on_commit_callbacks(execute=True):
            services.task_delete(RecolorTask.objects.get(pk=running.pk))

    quick_backend.during_recolor = delete
    services.task_run(task.pk)
    assert not RecolorTask.objects.filter(pk=task.pk).exists()
    assert media() == before


def test_a_task_deleted_at_the_last_moment_leaves_no_file(new_task, media, monkeypatch):
    """After the last progress report, before the result is kept."""
    from recolor.services import tasks as module

    keep = module.task_finish

    def delete_then_keep(task, recoloring):
        RecolorTask.objects.filter(pk=task.pk).delete()
        keep(task, recoloring)

    monkeypatch.setattr(module, "task_finish", delete_then_keep)
    task = new_task()
    before = media()
    services.task_run(task.pk)
    assert media() == before


def test_deleting_removes_the_files(new_task, media, django_capture_on_commit_callbacks):
    task = new_task()
    before = media()
    services.task_run(task.pk)
    assert media() != before
    with django_capture_on_commit_callbacks(execute=True):
        services.task_delete(RecolorTask.objects.get(pk=task.pk))
    assert media() == before


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ([], "Send 1 to 12"),
        ([{"target": "blouse", "color": "royl bluu"}], "royl bluu"),
        ([{"target": "blouse", "color": "red"}, {"target": "Blouse", "color": "blue"}], "twice"),
        ([{"target": "spoon", "color": "red"}], "spoon"),
        ([{"target": "hat", "color": "red"}], "Found: blouse, lehenga"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_at_once(new_task, changes, says):
    with pytest.raises(ValidationError) as refusal:
        new_task(changes=changes)
    assert says in " ".join(refusal.value.message_dict["color_changes"])
    assert not RecolorTask.objects.exists()
