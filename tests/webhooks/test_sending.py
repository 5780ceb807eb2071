"""Sending messages: signatures, attempts, dead workers, switching off, and purging."""

import itertools
import json
import threading

import pytest
from django.utils import timezone

from recolor import services, webhooks
from recolor.client import verify_webhook
from recolor.exceptions import Conflict
from recolor.models import Webhook, WebhookDelivery
from recolor.webhooks import MAX_ATTEMPTS

from ..conftest import download

DAY = 24 * 3600


def webhook_step(**options):
    """Take the deliveries of all webhooks, as the two threads of the worker do; return their number."""
    return sum(webhooks.webhook_step(failing=failing, **options) for failing in (False, True))


def run(pass_time, seconds, step=600):
    """Run the worker's steps for so many seconds of the product's clock."""
    for _ in range(0, seconds, step):
        webhook_step()
        pass_time(step)


def test_a_message_has_a_valid_signature_and_the_task_with_a_working_link(webhook, receiver, new_task, client):
    task = new_task()
    services.task_run(task.pk)
    assert webhook_step() == 1
    [(path, headers, body)] = receiver.received
    event = verify_webhook(body, headers, webhook.secret)
    delivery = WebhookDelivery.objects.get()
    assert (path, event.id, event.type) == ("/hook", delivery.message_id, "task.completed")
    assert (event.task.id, event.task.status) == (str(task.pk), "completed")
    assert event.task.result_url.startswith("https://studio.example/files/")
    assert download(client, event.task.result_url.removeprefix("https://studio.example"))
    assert (delivery.status, delivery.answer_status, delivery.answer_text) == ("delivered", 200, "thank you")
    assert webhook_step() == 0


@pytest.mark.parametrize("status", [301, 400, 404, 410, 500])
def test_anything_but_a_2xx_answer_is_tried_again_under_the_same_id(webhook, receiver, new_task, pass_time, status):
    receiver.status, receiver.headers = status, {"Location": f"http://127.0.0.1:{receiver.port}/elsewhere"}
    services.task_cancel(new_task())
    run(pass_time, DAY // 2, step=900)
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.answer_status) == ("pending", status)
    receiver.status = 204
    run(pass_time, DAY, step=900)
    delivery.refresh_from_db()
    assert delivery.status == "delivered"
    assert {path for path, _headers, _body in receiver.received} == {"/hook"}, "redirects are not followed"
    ids = {headers["webhook-id"] for _path, headers, _body in receiver.received}
    assert (ids, len(receiver.received)) == ({delivery.message_id}, delivery.attempts)


def test_a_message_is_given_up_after_eight_attempts_within_about_a_day(webhook, receiver, new_task, pass_time):
    receiver.status = 500
    services.task_cancel(new_task())
    pauses = []
    while webhook_step() and (due_at := WebhookDelivery.objects.get().due_at):
        pauses.append((due_at - timezone.now()).total_seconds() + 1)
        assert webhook_step() == 0
        pass_time(pauses[-1])
    assert (len(pauses), len(receiver.received)) == (MAX_ATTEMPTS - 1, MAX_ATTEMPTS)
    assert all(after > 3 * before for before, after in itertools.pairwise(pauses))
    assert 20 * 3600 < sum(pauses) < 26 * 3600
    assert WebhookDelivery.objects.get().status == "failed"


def test_a_webhook_that_fails_for_days_is_switched_off(webhook, receiver, new_task, pass_time):
    receiver.status, receiver.body = 503, b"maintenance"
    for _ in range(4):
        services.task_cancel(new_task())
        run(pass_time, DAY)
    webhook.refresh_from_db()
    assert not webhook.active
    assert "3 days" in webhook.disabled_reason
    assert not WebhookDelivery.objects.filter(status="pending").exists()
    sent = len(receiver.received)
    services.task_cancel(new_task())
    run(pass_time, DAY)
    assert len(receiver.received) == sent


def test_a_success_ends_the_count_of_days(webhook, receiver, new_task, pass_time):
    for status in (500, 200, 500, 200, 500):
        receiver.status = status
        services.task_cancel(new_task())
        run(pass_time, DAY)
    webhook.refresh_from_db()
    assert webhook.active


def test_nothing_is_lost_when_a_worker_is_killed_during_an_attempt(webhook, receiver, new_task, pass_time, monkeypatch):
    def send_and_die(*args, **options):
        send(*args, **options)
        raise KeyboardInterrupt

    send = webhooks.post
    services.task_cancel(new_task())
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(webhooks, "post", send_and_die)
        webhook_step()
    assert webhook_step() == 0, "the dead worker's claim still holds"
    pass_time(130)
    assert webhook_step() == 1
    assert WebhookDelivery.objects.get().status == "delivered"
    assert len({headers["webhook-id"] for _path, headers, _body in receiver.received}) == 1


def test_two_workers_make_one_attempt(webhook, receiver, new_task):
    def take_twice(function, rows):
        return [function(row) for row in [*rows, *rows]]

    services.task_cancel(new_task())
    webhook_step(run=take_twice)
    assert len(receiver.received) == 1


@pytest.fixture
def several_webhooks(webhook, key, new_receiver):
    """Return two webhooks, of which the first one has many messages, and then each has one more."""
    url = f"http://127.0.0.1:{new_receiver().port}/"
    other = services.webhook_create(key, url=url, events=["task.failed"], site_url="https://studio.example/")
    for _ in range(20):
        services.webhook_test(webhook)
    for each in (webhook, other):
        services.webhook_test(each)
    return webhook, other


def test_webhooks_take_turns(several_webhooks):
    """A receiver that is slow with each of many messages holds up the others for a few of them only."""
    many, other = several_webhooks
    taken = []
    webhooks.webhook_step(failing=False, run=lambda _take, ids: taken.extend(ids) or ids)
    receivers = [WebhookDelivery.objects.get(pk=pk).webhook_id for pk in taken]
    assert receivers == [many.pk, other.pk] + 11 * [many.pk]


def test_a_webhook_that_begins_to_fail_holds_up_no_other(several_webhooks, receiver):
    many, other = several_webhooks
    WebhookDelivery.objects.filter(webhook=many).update(event="task.failed", data={"result_url": ""})
    receiver.status = 500
    webhooks.webhook_step(failing=False)
    assert len(receiver.received) == 1, "the rest is left to the steps of the webhooks that fail"
    assert WebhookDelivery.objects.get(webhook=other).status == "delivered"
    receiver.status = 200
    assert webhooks.webhook_step(failing=False) == 0
    webhooks.webhook_step(failing=True)
    assert len(receiver.received) == 2, "it has recovered"
    assert webhooks.webhook_step(failing=False) == 12


def test_a_message_that_was_written_while_the_webhook_was_switched_off_is_not_sent(webhook, receiver, new_task):
    services.task_cancel(new_task())
    Webhook.objects.update(disabled_at=timezone.now())
    webhook_step()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.attempts, receiver.received) == ("failed", 0, [])
    assert delivery.answer_text == "The webhook was switched off."


def test_only_a_test_is_sent_again_while_the_webhook_is_off(webhook, receiver, new_task):
    services.task_cancel(new_task())
    services.webhook_switch(webhook, False)
    message, test = WebhookDelivery.objects.get(), services.webhook_test(webhook)
    with pytest.raises(Conflict, match="Switch it on"):
        services.delivery_repeat(message)
    for _ in range(2):
        webhook_step()
        services.delivery_repeat(test)
    assert len(receiver.received) == 2
    message.refresh_from_db()
    assert message.status == "failed"


def test_a_late_outcome_does_not_change_a_message_that_was_sent_again(webhook, new_task, monkeypatch):
    def switch_off_and_on_then_answer(*args, **options):
        for active in (False, True):
            services.webhook_switch(Webhook.objects.get(), active)
        assert services.delivery_repeat(WebhookDelivery.objects.get())
        raise webhooks.AddressRefused("This address is refused.")

    services.task_cancel(new_task())
    with monkeypatch.context() as patch:
        patch.setattr(webhooks, "post", switch_off_and_on_then_answer)
        webhook_step()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.attempts) == ("pending", 0)


def test_an_answer_is_read_only_to_its_first_bytes(webhook, receiver, new_task):
    receiver.body = b"\xff\0" + b"x" * 5_000_000
    services.task_cancel(new_task())
    webhook_step()
    delivery = WebhookDelivery.objects.get()
    assert delivery.status == "delivered"
    assert 0 < len(delivery.answer_text) <= 300


def test_an_answer_that_takes_too_long_is_a_failure(webhook, receiver, new_task, monkeypatch):
    monkeypatch.setattr("recolor.public_http.ANSWER_SECONDS", 0.2)
    handler = receiver.server.RequestHandlerClass
    monkeypatch.setattr(handler, "send_response", lambda *args: threading.Event().wait(5))
    services.task_cancel(new_task())
    webhook_step()
    assert WebhookDelivery.objects.get().answer_text == "There was no answer within 10 seconds."


def test_a_receiver_that_ends_the_connection_at_once_is_not_called_slow(webhook, receiver, new_task, monkeypatch):
    monkeypatch.setattr(receiver.server.RequestHandlerClass, "do_POST", lambda handler: None)
    services.task_cancel(new_task())
    webhook_step()
    assert "broke" in WebhookDelivery.objects.get().answer_text


def test_a_test_event_is_sent_once_even_if_the_webhook_is_off(webhook, receiver, pass_time):
    services.webhook_switch(webhook, False)
    receiver.status = 500
    services.webhook_test(webhook)
    run(pass_time, DAY)
    [(_path, _headers, body)] = receiver.received
    assert json.loads(body)["type"] == "webhook.test"
    webhook.refresh_from_db()
    assert WebhookDelivery.objects.get().status == "failed" and webhook.failing_since is None


def test_a_message_can_be_sent_again(webhook, receiver, new_task):
    services.task_cancel(new_task())
    webhook_step()
    delivery = WebhookDelivery.objects.get()
    assert services.delivery_repeat(delivery)
    assert not services.delivery_repeat(delivery), "it waits already"
    webhook_step()
    assert len(receiver.received) == 2


def test_messages_end_when_the_key_is_revoked(webhook, key, receiver, new_task):
    services.task_cancel(new_task())
    services.api_key_revoke(key)
    webhook_step()
    assert not receiver.received
    assert WebhookDelivery.objects.get().status == "failed"


def test_old_messages_are_purged(webhook, receiver, new_task, pass_time, settings):
    settings.RECOLOR_WEBHOOKS_KEEP_DAYS = 2
    services.task_cancel(new_task())
    webhook_step()
    pass_time(DAY)
    services.purge_old()
    assert WebhookDelivery.objects.count() == 1
    pass_time(1.5 * DAY)
    services.purge_old()
    assert WebhookDelivery.objects.count() == 0
