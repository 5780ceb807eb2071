"""Which events are written to the outbox, and with what."""

import pytest
from django.db import transaction
from django.utils import timezone

from recolor import jobs, services
from recolor.models import Photo, RecolorTask, Review, Webhook, WebhookDelivery


@pytest.fixture
def image_webhook(webhook):
    """Return a webhook that is told about photos only."""
    services.webhook_update(webhook, events=["base_image.ready", "base_image.failed"])
    return webhook


def events():
    return list(WebhookDelivery.objects.order_by("pk").values_list("event", flat=True))


def test_a_completed_task_is_reported_as_the_api_represents_it(webhook, new_task, api_key, client):
    task = new_task()
    services.task_run(task.pk)
    delivery = WebhookDelivery.objects.get()
    headers = {"x-api-key": api_key}
    answer = client.get(f"/v2/models/multipose-tasks/{task.pk}/", headers=headers).json()
    assert (delivery.event, delivery.status) == ("task.completed", "pending")
    assert delivery.due_at <= timezone.now()
    assert delivery.data | {"result_url": ""} == answer | {"result_url": ""}
    assert answer["color_changes"][0]["achieved_hex"]


def test_failed_canceled_and_reviewed_tasks_are_reported(webhook, new_task, person):
    failed, canceled, done = new_task(), new_task(), new_task()
    jobs.fail(failed, "internal", "It failed.")
    services.task_cancel(canceled)
    services.task_run(done.pk)
    services.tasks_review([done, failed], Review.APPROVED, by=person)
    services.tasks_review([done], Review.TO_REVIEW, by=person)
    assert events() == ["task.failed", "task.failed", "task.completed", "task.reviewed", "task.reviewed"]
    data = WebhookDelivery.objects.order_by("pk").values_list("data", flat=True)
    assert [each["id"] for each in data] == [failed.pk, canceled.pk, done.pk, done.pk, done.pk]
    assert data[1]["error"]["code"] == "canceled"
    assert [each["review"] for each in data[2:]] == ["to_review", "approved", "to_review"]


def test_photos_whose_garments_are_found_or_cannot_be_found_are_reported(image_webhook, new_photo, api_key, client):
    found, failed = new_photo(), new_photo(found=False)
    jobs.fail(failed, "internal", "It failed.")
    assert not jobs.fail(failed, "internal", "It failed again.")
    assert events() == ["base_image.ready", "base_image.failed"]
    ready, problem = WebhookDelivery.objects.order_by("pk")
    answer = client.get(f"/v4/models/base-images/{found.pk}/", headers={"x-api-key": api_key}).json()
    for garment in answer["garments"]:
        garment["mask_url"] = None
    assert ready.data == answer and [garment["name"] for garment in answer["garments"]] == ["blouse", "lehenga"]
    assert (ready.photo_id, ready.task_id) == (found.pk, None)
    assert (problem.data["status"], problem.data["error"]["code"]) == ("failed", "internal")


def test_garments_that_are_found_again_are_reported_again(image_webhook, new_photo):
    photo = new_photo()
    assert services.photo_find_again(photo)
    services.photo_find_garments(photo.pk)
    services.photo_find_garments(photo.pk)
    assert events() == ["base_image.ready"] * 2


def test_garments_that_are_found_too_late_are_no_event(image_webhook, new_photo, fake_engine, monkeypatch):
    def find_and_lose(photo, progress):
        Photo.objects.update(attempt=photo.attempt + 1)
        return found(photo, progress)

    found = fake_engine.find
    photo = new_photo(found=False)
    with monkeypatch.context() as patch:
        patch.setattr(fake_engine, "find", find_and_lose)
        services.photo_find_garments(photo.pk)
    assert events() == []


def test_only_the_chosen_events_are_reported(webhook, new_task):
    services.webhook_update(webhook, events=["task.failed"])
    services.task_run(new_task().pk)
    services.task_cancel(new_task())
    assert events() == ["task.failed"]


def test_an_event_is_part_of_the_transaction_that_changes_the_task(webhook, new_task):
    task = new_task()
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        jobs.fail(task, "internal", "It failed.")
        raise KeyboardInterrupt
    assert events() == []
    assert RecolorTask.objects.get().status == "queued"


def test_a_result_that_comes_too_late_is_no_event(webhook, new_task, fake_engine):
    task = new_task()
    fake_engine.during_recolor = lambda running: services.task_cancel(RecolorTask.objects.get(pk=running.pk))
    services.task_run(task.pk)
    assert events() == ["task.failed"]


def test_webhooks_that_are_off_or_whose_key_is_gone_are_told_nothing(webhook, key, new_task):
    services.webhook_switch(webhook, False)
    services.task_cancel(new_task())
    services.webhook_switch(webhook, True)
    services.api_key_revoke(key)
    services.task_cancel(new_task())
    assert events() == []


def test_webhooks_of_another_workspace_are_told_nothing(webhook, other_workspace, new_task):
    Webhook.objects.update(workspace=other_workspace)
    services.task_cancel(new_task())
    assert events() == []


def test_reviewing_many_results_needs_a_fixed_number_of_queries(
    webhook, new_task, person, django_assert_max_num_queries
):
    tasks = [new_task() for _ in range(6)]
    RecolorTask.objects.update(status="completed")
    # The ids, the update, the record, the webhooks with their keys, the tasks with two photos, their changes, the
    # new rows.
    with django_assert_max_num_queries(9):  # with the two of the transaction
        services.tasks_review(tasks, Review.APPROVED, by=person)
    assert events() == ["task.reviewed"] * 6
