"""`verify_webhook` of the client."""

import pytest

from recolor.client import InvalidWebhookError, verify_webhook
from recolor.client.webhooks import sign_webhook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"type": "task.failed", "timestamp": "2026-11-28T09:00:00Z", "data": {"id": 5, "status": "failed"}}'
NOW = 1_700_000_000


def headers(body=BODY, timestamp=NOW, **changes):
    signature = sign_webhook(SECRET, "msg_1", timestamp, body)
    return {"Webhook-Id": "msg_1", "Webhook-Timestamp": str(timestamp), "Webhook-Signature": signature} | changes


def test_the_signature_of_the_specification():
    """The example of the Standard Webhooks libraries."""
    body = b'{"test": 2432232314}'
    signature = sign_webhook(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_valid_message_is_read():
    event = verify_webhook(BODY, headers(), SECRET, now=NOW + 200)
    assert (event.id, event.type, event.timestamp) == ("msg_1", "task.failed", "2026-11-28T09:00:00Z")
    assert (event.task.id, event.task.status) == ("5", "failed")


def test_a_message_about_a_base_image_and_one_of_a_later_version_are_read():
    data = b'"data": {"id": 7, "kind": "model", "status": "ready", "garments": [{"name": "saree"}]}}'
    for kind, garments in ((b"base_image.ready", ("saree",)), (b"palette.changed", None)):
        body = b'{"type": "%s", "timestamp": "2026-11-28T09:00:00Z", %s' % (kind, data)
        event = verify_webhook(body, headers(body), SECRET, now=NOW)
        assert (event.task, event.base_image and event.base_image.garments) == (None, garments)


def test_a_message_about_a_batch_is_read():
    data = b'{"id": 7, "name": "Spring", "status": "completed", "count": 2, "counts": {"completed": 1, "failed": 1}}'
    body = b'{"type": "batch.completed", "timestamp": "2026-11-28T09:00:00Z", "data": %s}' % data
    event = verify_webhook(body, headers(body), SECRET, now=NOW)
    assert (event.batch.id, event.batch.name, event.batch.counts["failed"]) == ("7", "Spring", 1)
    assert event.task is event.base_image is None


def test_one_of_several_signatures_is_enough():
    several = "v1,AAAA v2,x " + headers()["Webhook-Signature"]
    assert verify_webhook(BODY, headers() | {"Webhook-Signature": several}, SECRET, now=NOW)


@pytest.mark.parametrize(
    ("changes", "now"),
    [
        ({"Webhook-Id": "msg_2"}, NOW),
        ({"Webhook-Id": ""}, NOW),
        ({"Webhook-Timestamp": str(NOW + 1)}, NOW),
        ({"Webhook-Timestamp": "soon"}, NOW),
        ({"Webhook-Timestamp": "9" * 5000}, NOW),
        ({"Webhook-Signature": "v1,AAAA"}, NOW),
        ({"Webhook-Signature": "v1,ä"}, NOW),
        ({"Webhook-Signature": ""}, NOW),
        ({}, NOW + 301),
        ({}, NOW - 301),
    ],
)
def test_other_messages_are_refused(changes, now):
    with pytest.raises(InvalidWebhookError):
        verify_webhook(BODY, headers() | changes, SECRET, now=now)


def test_a_changed_body_and_another_secret_are_refused():
    with pytest.raises(InvalidWebhookError, match="signature"):
        verify_webhook(BODY + b" ", headers(), SECRET, now=NOW)
    with pytest.raises(InvalidWebhookError, match="signature"):
        verify_webhook(BODY, headers(), "whsec_" + "A" * 32, now=NOW)
    with pytest.raises(ValueError, match="whsec_"):
        verify_webhook(BODY, headers(), "whsec_ä", now=NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"no json",
        b"[]",
        b"{}",
        b'{"type": "task.failed", "timestamp": "", "data": {"id": 1}}',
        b'{"type": "base_image.ready", "timestamp": "", "data": null}',
        b'{"type": "batch.completed", "timestamp": "", "data": null}',
    ],
)
def test_a_body_that_is_no_event_is_refused(body):
    with pytest.raises(InvalidWebhookError, match="event"):
        verify_webhook(body, headers(body), SECRET, now=NOW)
