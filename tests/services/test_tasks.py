"""Running tasks, also with workers that die or stall."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from recolor import files, jobs, services
from recolor.engine.errors import GarmentNotFound, PhotoError
from recolor.engines import RecoloringResult
from recolor.models import Batch, Garment, RecolorTask
from recolor.pictures import EncodedPicture
from recolor.services.results import task_finish


def expire_lease(task):
    RecolorTask.objects.filter(pk=task.pk).update(lease_expires_at=timezone.now() - timedelta(seconds=1))


def test_a_queued_task_is_completed(new_task, media):
    task = new_task()
    assert task.status == "queued"
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.progress, task.attempt, task.error) == ("completed", 100, 1, None)
    assert task.completed_at and task.lease_expires_at is None
    change = task.color_changes.get()
    assert (change.color_hex, change.achieved_hex, change.delta_e) == ("#4169e1", "#4169e1", 0.1)
    assert {task.result.name, task.preview.name, task.thumbnail.name} <= media()


def test_a_completed_task_does_not_run_again(new_task):
    task = new_task()
    services.task_run(task.pk)
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.attempt == 1


def test_a_task_finds_and_stores_the_garments_of_a_queued_photo(new_photo, new_task):
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
def test_an_error_is_stored_and_the_task_can_be_retried(new_task, fake_engine, error, code):
    def fail(task):
        raise error

    fake_engine.during_recolor = fail
    task = new_task()
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.error_code, bool(task.result)) == ("failed", code, False)
    assert "a bug" not in task.error_message  # internal details are only logged
    assert services.task_retry(task)
    fake_engine.during_recolor = lambda task: None
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.error) == ("completed", None)


def test_an_error_that_takes_back_a_finished_task_is_stored(new_task, monkeypatch):
    """It is raised by a later statement of the transaction that finishes the task."""
    monkeypatch.setattr("recolor.services.results.Truncator", lambda _text: 1 / 0)
    task = new_task()
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.error_code, task.attempt) == ("failed", "internal", 1)


def test_the_sweep_queues_the_task_of_a_dead_worker_again(new_task):
    task = new_task()
    assert jobs.claim(task)
    assert services.sweep() == 0, "its lease has not expired"
    expire_lease(task)
    assert services.sweep() == 1
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.attempt) == ("completed", 2)


def test_a_task_fails_after_too_many_interrupted_attempts(new_task, settings):
    settings.RECOLOR_MAX_ATTEMPTS = 2
    task = new_task()
    for _ in range(2):
        task.refresh_from_db()
        assert jobs.claim(task)
        expire_lease(task)
        services.sweep()
    task.refresh_from_db()
    assert (task.status, task.error_code) == ("failed", "interrupted")


def test_the_late_result_of_a_stalled_worker_is_dropped(new_task, fake_engine, media, monkeypatch):
    """The lease of the first worker expires, a second worker completes the task, then the first one continues."""
    task = new_task()
    before = media()

    def stall(stalled):
        fake_engine.during_recolor = lambda task: None
        expire_lease(stalled)
        monkeypatch.setattr(jobs, "_running", set())  # as in the process of the second worker
        services.sweep()
        services.task_run(stalled.pk)

    fake_engine.during_recolor = stall
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.attempt) == ("completed", 2)
    assert len(media() - before) == 3, "one result with its smaller versions, and no file of the late result"
    assert "/2/" in task.result.name


def test_a_task_deleted_while_it_runs_leaves_no_file(new_task, fake_engine, media, django_capture_on_commit_callbacks):
    task = new_task()
    before = media()

    def delete(running):
        with django_capture_on_commit_callbacks(execute=True):
            services.task_delete(RecolorTask.objects.get(pk=running.pk))

    fake_engine.during_recolor = delete
    services.task_run(task.pk)
    assert not RecolorTask.objects.filter(pk=task.pk).exists()
    assert media() == before


def test_a_task_deleted_before_its_result_is_stored_leaves_no_file(new_task, media, monkeypatch):
    """The task is deleted after the last progress report."""
    from recolor.services import tasks as module

    task_finish = module.task_finish

    def delete_then_finish(task, recoloring):
        RecolorTask.objects.filter(pk=task.pk).delete()
        task_finish(task, recoloring)

    monkeypatch.setattr(module, "task_finish", delete_then_finish)
    task = new_task()
    before = media()
    services.task_run(task.pk)
    assert media() == before


def test_the_second_download_of_a_result_does_not_remove_the_first(new_task, media):
    """Two workers downloaded the same hosted result, because the first one was slow."""
    task = new_task()
    assert jobs.claim_for_hosted(task)
    second = RecolorTask.objects.get(pk=task.pk)
    recoloring = RecoloringResult(EncodedPicture(b"result", "jpg", b"preview", b"thumbnail", 120, 160), [])
    task_finish(task, recoloring)
    stored = media()
    with pytest.raises(jobs.JobLost):
        task_finish(second, recoloring)
    assert task.result.name in stored and media() == stored


@pytest.fixture
def rare_reports(monkeypatch):
    """Let all reports follow the last one too soon, however slow the machine is."""
    monkeypatch.setattr(jobs, "_REPORTED_EVERY", timedelta(days=1))


def test_reports_in_quick_succession_are_stored_with_the_result(rare_reports, new_task, django_assert_num_queries):
    task = new_task()
    assert jobs.claim(task)
    with django_assert_num_queries(0):
        jobs.report(task, "reading the photo", 5)
    assert jobs.finish(task)
    stored = RecolorTask.objects.get(pk=task.pk)
    assert [stage for stage, _time in stored.timeline] == ["starting", "reading the photo"]
    assert stored.progress == 100


@pytest.mark.parametrize("error", [PhotoError("It cannot be read."), ZeroDivisionError()])
def test_the_stage_in_which_a_task_failed_is_stored(rare_reports, new_task, fake_engine, error):
    def fail(task):
        raise error

    fake_engine.during_recolor = fail
    task = new_task()
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.status == "failed"
    assert [stage for stage, _time in task.timeline] == ["starting", "recoloring"]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_report_is_stored_if_the_last_one_is_old_or_the_stage_takes_long(new_task, at_once):
    task = new_task()
    assert jobs.claim(task)
    if not at_once:
        task.lease_expires_at -= timedelta(seconds=60)
    jobs.report(task, "recoloring", 40, at_once=at_once)
    stored = RecolorTask.objects.get(pk=task.pk)
    assert (stored.stage, stored.progress) == ("recoloring", 40)
    assert stored.lease_expires_at == task.lease_expires_at
    stored.delete()
    with pytest.raises(jobs.JobLost):
        jobs.report(task, "writing", 80, at_once=True)


def test_running_a_task_takes_few_queries(rare_reports, new_task, django_assert_max_num_queries):
    task = new_task()
    with django_assert_max_num_queries(10):
        services.task_run(task.pk)
    task.refresh_from_db()
    assert task.status == "completed"


def test_what_a_worker_reads_for_each_task_is_built_once(rare_reports, workspace, photo, monkeypatch):
    changes = [{"target": "blouse", "color": "red"}], [{"target": "blouse", "color": "teal"}]
    batch = services.batch_create(workspace, [{"model": photo, "changes": each} for each in changes])
    first, second = batch.tasks.order_by("pk")
    services.task_run(first.pk)
    built, build = [], SQLCompiler.as_sql
    monkeypatch.setattr(SQLCompiler, "as_sql", lambda *given, **named: built.append(given[0]) or build(*given, **named))
    services.task_run(second.pk)
    # Whether the batch is paused, which is a part of an update; the fake engine reads garments.
    assert {compiler.query.model for compiler in built} <= {Batch, Garment}
    assert set(batch.tasks.values_list("status", flat=True)) == {"completed"}


def test_a_repeated_download_removes_the_files_of_the_one_that_was_killed(new_task, media):
    task = new_task()
    RecolorTask.objects.update(engine="hosted")
    task.refresh_from_db()
    assert jobs.claim_for_hosted(task)
    before = media()
    recoloring = RecoloringResult(EncodedPicture(b"result", "jpg", b"preview", b"thumbnail", 120, 160), [])
    files.store_picture(files.attempt_folder(task), "result", recoloring.picture)  # the kill came before the commit
    task_finish(task, recoloring)
    assert media() - before == {task.result.name, task.preview.name, task.thumbnail.name}


def test_a_task_that_a_worker_has_just_claimed_is_canceled(new_task):
    task = new_task()
    assert jobs.claim(RecolorTask.objects.get(pk=task.pk))
    assert services.task_cancel(task)
    task.refresh_from_db()
    assert (task.status, task.error_code) == ("failed", "canceled")


def test_deleting_a_task_removes_its_files(new_task, media, django_capture_on_commit_callbacks):
    task = new_task()
    before = media()
    services.task_run(task.pk)
    assert media() != before
    with django_capture_on_commit_callbacks(execute=True):
        services.task_delete(RecolorTask.objects.get(pk=task.pk))
    assert media() == before


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], "Send 1 to 12"),
        ([{"target": "blouse", "color": "royl bluu"}], "royl bluu"),
        ([{"target": "blouse", "color": "red"}, {"target": "Blouse", "color": "blue"}], "twice"),
        ([{"target": "spoon", "color": "red"}], "spoon"),
        ([{"target": "hat", "color": "red"}], "Found: blouse, lehenga"),
    ],
)
def test_invalid_color_changes_are_refused(new_task, changes, expected):
    with pytest.raises(ValidationError) as refusal:
        new_task(changes=changes)
    assert expected in " ".join(refusal.value.message_dict["color_changes"])
    assert not RecolorTask.objects.exists()
