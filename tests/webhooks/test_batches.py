"""The event of a completed batch: once for each completion, whoever ends its last tasks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recolor import services
from recolor.models import CompletionCheck, RecolorTask, ToneCheck, WebhookDelivery
from recolor.services import completion, portions
from recolor.services.completion import batches_report_completed


@pytest.fixture
def batch_webhook(webhook):
    """Return a webhook that is told about batches only."""
    services.webhook_update(webhook, events=["batch.completed"])
    return webhook


@pytest.fixture
def batch(batch_webhook, workspace, photo):
    """Return a batch of three tasks."""
    requests = [{"model": photo, "changes": [{"target": "blouse", "color": f"#00000{n}"}]} for n in range(3)]
    return services.batch_create(workspace, requests, name="Spring")


def run_all(batch):
    for pk in batch.tasks.filter(status="queued").values_list("pk", flat=True):
        services.task_run(pk)


def reported():
    services.sweep()
    return list(WebhookDelivery.objects.order_by("pk").values_list("data", flat=True))


def test_a_completed_batch_is_reported_once_as_the_api_lists_it(batch, api_key, client):
    first, second, third = batch.tasks.all()
    services.task_run(first.pk)
    services.task_cancel(second)
    assert reported() == []
    services.task_run(third.pk)
    (data,) = reported()
    assert (data["id"], data["name"], data["status"]) == (batch.pk, "Spring", "completed")
    assert data["counts"] == {"queued": 0, "processing": 0, "completed": 2, "failed": 1, "canceled": 1}
    address = "/v4/models/multipose-image-recolor/batch/"
    assert client.get(address, headers={"x-api-key": api_key}).json()["results"] == [data]
    assert len(reported()) == 1 and not CompletionCheck.objects.exists()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.event, delivery.batch_id, delivery.task_id) == ("batch.completed", batch.pk, None)


def test_a_batch_that_is_completed_again_is_reported_again(batch):
    services.batch_cancel_rest(batch)
    assert [data["counts"]["canceled"] for data in reported()] == [3]
    services.batch_retry_canceled(batch)
    assert len(reported()) == 1
    run_all(batch)
    assert [data["counts"]["completed"] for data in reported()] == [0, 3]


def test_a_batch_that_is_being_moved_to_the_trash_is_not_reported(batch, monkeypatch):
    services.task_run(batch.tasks.order_by("pk").first().pk)
    monkeypatch.setattr(portions, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(portions, "_let_others_write", services.sweep)  # of a worker
    services.batch_trash(batch)
    assert reported() == []


def test_a_batch_is_completed_when_its_last_unfinished_task_is_deleted(batch):
    first, *others = batch.tasks.all()
    for task in others:
        services.task_run(task.pk)
    services.task_delete(first)
    assert [data["count"] for data in reported()] == [2]


def test_a_batch_whose_results_are_still_to_be_compared_is_reported_later(batch, monkeypatch):
    run_all(batch)
    ToneCheck.objects.create(batch=batch, model_id=1, colors=[])
    batches_report_completed()
    assert not WebhookDelivery.objects.exists()
    assert len(reported()) == 1, "the sweep compares them before"


@pytest.mark.parametrize("single_results", [False, True])
def test_a_batch_in_the_trash_is_not_reported_until_its_restored_results_have_ended(batch, single_results):
    tasks = RecolorTask.objects.filter(batch=batch)
    services.tasks_trash(tasks) if single_results else services.batch_trash(batch)
    assert reported() == []
    assert not CompletionCheck.objects.exists()
    services.tasks_restore(tasks)
    assert reported() == []
    run_all(batch)
    assert len(reported()) == 1


def test_the_rest_of_a_batch_is_complete_without_a_result_that_went_to_the_trash(batch):
    first, *others = batch.tasks.all()
    for task in others:
        services.task_run(task.pk)
    services.tasks_trash([first])
    assert [data["counts"]["completed"] for data in reported()] == [2]


def test_nothing_is_noted_without_a_webhook_that_is_told_about_batches(batch, batch_webhook):
    services.webhook_update(batch_webhook, events=["task.completed"])
    run_all(batch)
    assert not CompletionCheck.objects.exists()
    services.webhook_update(batch_webhook, events=["batch.completed"])
    services.sweep()
    assert not WebhookDelivery.objects.filter(event="batch.completed").exists(), "it was completed before"


def test_two_workers_that_look_at_the_same_time_report_a_batch_once(batch, monkeypatch):
    report = completion._report

    def twice(row):
        report(row)
        report(row)

    monkeypatch.setattr(completion, "_report", twice)
    run_all(batch)
    assert len(reported()) == 1


def test_a_task_that_is_tried_again_before_the_report_postpones_it(batch, monkeypatch):
    report = completion._report

    def retry_first(row):
        services.task_retry(batch.tasks.first())
        report(row)

    services.batch_cancel_rest(batch)
    with monkeypatch.context() as patch:
        patch.setattr(completion, "_report", retry_first)
        assert reported() == []
    run_all(batch)
    assert [data["counts"]["completed"] for data in reported()] == [1]


def test_an_ended_task_of_a_batch_takes_one_more_query(batch, batch_webhook):
    def queries(task):
        with CaptureQueriesContext(connection) as captured:
            services.task_cancel(task)
        return len(captured)

    first, second, _third = batch.tasks.all()
    noted = queries(first)
    services.webhook_update(batch_webhook, events=["base_image.ready"])
    assert queries(second) == noted - 1


def test_looking_at_unfinished_batches_takes_one_query(batch, django_assert_num_queries):
    services.task_run(batch.tasks.last().pk)
    with django_assert_num_queries(1):
        batches_report_completed()
