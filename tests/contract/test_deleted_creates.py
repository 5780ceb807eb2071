"""Tasks that are deleted here while the answer to their create is lost: they are deleted at the service, too."""

import pytest
from django.utils import timezone

from recolor import services
from recolor.client import ColorChange, Task
from recolor.hosted import hosted_step
from recolor.hosted.mirroring import hosted_tasks_mirror, hosted_tasks_mirror_newest, listed_recently
from recolor.models import Batch, HostedService, HostedTask, RecolorTask

from .test_hosted import faults_once


@pytest.fixture
def die_after_create(monkeypatch):
    """Return a function that has the service carry out a create, and kills the worker before the answer is stored."""

    def run(hosted_connection):
        def create_and_die(*args):
            type(hosted_connection).create(hosted_connection, *args)
            raise KeyboardInterrupt

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(hosted_connection, "create", create_and_die)
            hosted_step()

    return run


def assert_nothing_is_left(fake_service):
    assert not fake_service.tasks, "deleted at the service"
    hosted_tasks_mirror()
    assert not RecolorTask.objects.exists() and not HostedTask.objects.exists()


@pytest.mark.parametrize("idempotent", [True, False])
@pytest.mark.parametrize("mirrored", ["never", "before the deletion", "after the deletion"])
def test_a_task_that_is_deleted_after_its_worker_died_does_not_come_back(
    new_hosted_task, connect_hosted, fake_service, pass_time, die_after_create, mirrored, idempotent
):
    task = new_hosted_task()
    die_after_create(connect_hosted(idempotent=idempotent))
    if mirrored == "before the deletion":
        hosted_tasks_mirror()
    services.task_delete(task)
    if mirrored == "after the deletion":
        hosted_tasks_mirror()
        assert not RecolorTask.objects.exists(), "not even for a moment"
    pass_time(30)
    assert_nothing_is_left(fake_service)


def test_a_task_that_is_tried_again_after_its_worker_died_is_there_once(
    new_hosted_task, connect_hosted, fake_service, pass_time, die_after_create
):
    task = new_hosted_task()
    die_after_create(connect_hosted())
    assert services.task_cancel(task) and services.task_retry(task)
    pass_time(30)
    hosted_tasks_mirror()
    assert list(RecolorTask.objects.values_list("pk", "status")) == [(task.pk, "completed")]
    assert list(fake_service.tasks) == [502]


def test_a_later_failure_does_not_make_a_lost_create_forgotten(
    new_hosted_task, connect_hosted, fake_service, pass_time, die_after_create
):
    task = new_hosted_task()
    die_after_create(connect_hosted())
    fake_service.fault = lambda kind: "429" if kind == "create" else None
    pass_time(130)
    services.task_delete(task)
    fake_service.fault = lambda kind: None
    pass_time(70)
    assert_nothing_is_left(fake_service)


def test_a_task_whose_create_failed_often_before_does_not_come_back_for_a_moment(
    new_hosted_task, connect_hosted, die_after_create
):
    task = new_hosted_task()
    die_after_create(connect_hosted())
    HostedTask.objects.update(failures=10)
    services.task_delete(task)
    hosted_tasks_mirror()
    assert not RecolorTask.objects.exists()


def test_a_lost_create_is_repeated_although_its_batch_was_paused(
    new_hosted_task, connect_hosted, pass_time, die_after_create, workspace
):
    task = new_hosted_task()
    die_after_create(connect_hosted())
    RecolorTask.objects.update(batch=Batch.objects.create(workspace=workspace, paused_at=timezone.now()))
    pass_time(130)
    assert HostedTask.objects.get(task=task).hosted_id == "501"


def test_a_lost_create_that_never_arrived_leaves_nothing(new_hosted_task, connect_hosted, fake_service, pass_time):
    task = new_hosted_task()
    fake_service.fault = faults_once("create", "reset")
    hosted_step()
    services.task_delete(task)
    pass_time(30)
    assert_nothing_is_left(fake_service)


def test_a_refused_repetition_ends_the_search(new_hosted_task, connect_hosted, fake_service, pass_time):
    task = new_hosted_task()
    fake_service.fault = faults_once("create", "reset")
    hosted_step()
    services.task_delete(task)
    fake_service.photos.clear()
    pass_time(30)
    assert_nothing_is_left(fake_service)
    assert fake_service.requests["create"] == 2


@pytest.fixture
def two_unknown_tasks(new_hosted_task, connect_hosted, fake_service, die_after_create, monkeypatch):
    """Return our task, 501 at the service, where its create was not answered; 502 was made elsewhere, in red."""
    hosted_connection, task = connect_hosted(idempotent=False), new_hosted_task("royal blue")
    die_after_create(hosted_connection)
    fake_service.create({"models_image_generation_task_id": 7})
    colors = {501: "#4169e1", 502: "#ff0000"}
    monkeypatch.setattr(
        hosted_connection,
        "newest_tasks",
        lambda: [
            Task(str(pk), "completed", color_changes=[ColorChange("blouse", colors[pk])])
            for pk in sorted(fake_service.tasks, reverse=True)
        ],
    )
    return task


def test_a_service_that_reports_colors_shows_which_unknown_task_was_deleted(two_unknown_tasks, fake_service, pass_time):
    services.task_delete(two_unknown_tasks)
    pass_time(30)
    assert list(fake_service.tasks) == [502]


def test_a_create_of_the_version_before_is_recognized_by_its_colors(two_unknown_tasks, pass_time):
    HostedTask.objects.update(request=None)
    pass_time(130)
    assert HostedTask.objects.get(task=two_unknown_tasks).hosted_id == "501"


def test_the_account_does_not_count_as_listed_while_an_unknown_task_may_be_ours(
    new_hosted_task, connect_hosted, fake_service, die_after_create
):
    new_hosted_task()
    die_after_create(connect_hosted(idempotent=False))
    HostedService.objects.update(synced_at=None)
    for mirror in (hosted_tasks_mirror, hosted_tasks_mirror_newest):
        mirror()
        assert not listed_recently()
    HostedTask.objects.update(sending=False)
    hosted_tasks_mirror()
    assert listed_recently()
