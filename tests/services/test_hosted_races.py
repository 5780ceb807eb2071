"""Changes to a task at the moment in which the worker waits for an answer of the hosted service."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from recolor import services
from recolor.client import InvalidRequestError, Task
from recolor.engines.hosted import PICTURE_FAILED
from recolor.hosted import hosted_photo_add, hosted_step
from recolor.models import HostedService, HostedTask, RecolorTask


@pytest.fixture
def task(workspace):
    """Return a queued task of the hosted engine."""
    photo = hosted_photo_add(workspace, kind="model", hosted_id="7")
    HostedService.objects.create(pk=1, synced_at=timezone.now())
    return services.task_create(workspace, model=photo, changes=[{"target": "blouse", "color": "royal blue"}])


@pytest.fixture
def connect(monkeypatch):
    """Return a function that replaces the connection by one with the given methods."""

    def replace(**methods):
        replacement = SimpleNamespace(idempotent=False, **methods)
        for name in ("steps", "sending", "polling"):
            monkeypatch.setattr(f"recolor.hosted.{name}.connection", lambda: replacement)

    return replace


def set_row(**fields):
    HostedTask.objects.update(due_at=timezone.now(), **fields)


def test_a_task_that_is_canceled_while_the_service_refuses_it_is_not_searched_for(task, connect):
    def cancel_then_refuse(*args):
        services.task_cancel(task)
        raise InvalidRequestError("The color is not accepted.")

    connect(create=cancel_then_refuse)
    hosted_step()
    assert not HostedTask.objects.filter(sending=True).exists()
    hosted_step()
    assert not HostedTask.objects.exists()


def test_a_task_that_is_canceled_before_its_create_is_not_sent(task, connect, monkeypatch):
    connect(create=lambda *args: pytest.fail("The task was sent."))
    monkeypatch.setattr("recolor.hosted.sending.listed_recently", lambda: services.task_cancel(task))
    hosted_step()
    assert not HostedTask.objects.exists()


def test_a_task_that_is_canceled_while_its_candidates_are_listed_stays_due(task, connect):
    set_row(sending=True, sent_at=timezone.now())

    def cancel_then_list():
        services.task_cancel(task)
        return [Task(id="1", status="queued"), Task(id="2", status="queued")]

    connect(newest_tasks=cancel_then_list)
    hosted_step()
    row = HostedTask.objects.get()
    assert row.task is None and row.due_at and row.candidates == []


def test_a_retry_during_a_poll_of_the_failed_task_is_not_lost(task, connect):
    set_row(hosted_id="1")
    RecolorTask.objects.update(status="failed", error_code=PICTURE_FAILED)
    task.refresh_from_db()

    def retry_then_get(hosted_id):
        assert services.task_retry(task)
        return Task(id="1", status="completed")

    connect(get=retry_then_get)
    hosted_step()
    row = HostedTask.objects.get()
    assert row.task == task and row.due_at and row.due_at <= timezone.now()


def test_a_row_that_is_deleted_while_it_is_taken_is_skipped(task, connect, monkeypatch):
    connect()
    select_related = type(HostedTask.objects).select_related

    def delete_then_select(manager, *fields):
        services.task_cancel(task)
        return select_related(manager, *fields)

    monkeypatch.setattr(type(HostedTask.objects), "select_related", delete_then_select)
    assert hosted_step() == 1
    assert not HostedTask.objects.exists()


@pytest.mark.parametrize("status", ["completed", "processing", "failed"])
def test_an_old_answer_does_not_change_a_task_that_was_canceled_and_tried_again(task, connect, status):
    set_row(hosted_id="1")

    def cancel_and_retry_then_get(hosted_id):
        assert services.task_cancel(task) and services.task_retry(task)
        return Task(id="1", status=status, result_url="/result.jpg")

    connect(get=cancel_and_retry_then_get, fetch=lambda *args: pytest.fail("The old result was downloaded."))
    hosted_step()
    task.refresh_from_db()
    assert task.status == "queued"
    assert HostedTask.objects.get(task=task).hosted_id == ""
    old = HostedTask.objects.get(hosted_id="1")
    assert old.task is None and old.due_at
