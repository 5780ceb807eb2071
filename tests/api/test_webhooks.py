"""The webhooks of an API key."""

import pytest
from rest_framework.test import APIClient

from recolor import services
from recolor.models import Webhook, WebhookDelivery

URL = "/v4/webhooks/"


@pytest.fixture
def create(api):
    def post(**fields):
        body = {"url": "https://shop.example/hook"} | fields
        return api.post(URL, body, format="json")

    return post


def test_a_webhook_is_created_listed_changed_and_deleted(api, create):
    created = create()
    assert created.status_code == 201
    body = created.json()
    assert body.pop("secret").startswith("whsec_")
    assert (body["url"], body["events"], body["active"]) == (
        "https://shop.example/hook",
        list(Webhook.TASK_EVENTS),
        True,
    )
    assert api.get(f"{URL}{body['id']}/").json() == body
    assert api.get(URL).json() == {"count": 1, "next": None, "previous": None, "results": [body]}
    changed = api.patch(f"{URL}{body['id']}/", {"events": ["task.failed"], "active": False}, format="json").json()
    assert (changed["events"], changed["active"], changed["url"]) == (["task.failed"], False, body["url"])
    assert api.patch(f"{URL}{body['id']}/", {"active": True}, format="json").json()["disabled_at"] is None
    assert api.delete(f"{URL}{body['id']}/").json() == {"detail": "Deleted successfully"}
    assert api.get(f"{URL}{body['id']}/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"url": "https://localhost.example@127.0.0.1/"}, "url"),
        ({"url": "https://192.168.0.1/"}, "url"),
        ({"url": "http://shop.example/"}, "url"),
        ({"url": "x" * 501}, "url"),
        ({"url": None}, "url"),
        ({"events": []}, "events"),
        ({"events": ["task.eaten"]}, "events"),
        ({"events": "task.failed"}, "events"),
    ],
)
def test_wrong_fields_are_refused_by_name(api, create, fields, name):
    refused = create(**fields)
    assert (refused.status_code, list(refused.json())) == (400, [name])
    pk = create().json()["id"]
    changed = api.patch(f"{URL}{pk}/", fields, format="json")
    assert (changed.status_code, list(changed.json())) == (400, [name])


def test_a_key_has_at_most_ten_webhooks(create):
    assert [create().status_code for _ in range(11)] == [201] * 10 + [400]


def test_the_webhooks_of_another_key_are_missing(api, create, workspace):
    other, _text = services.api_key_create(workspace, "other")
    theirs = services.webhook_create(other, url="https://a.example/", events=["task.failed"], site_url="")
    for path in (f"{URL}{theirs.pk}/", f"{URL}{theirs.pk}/deliveries/", f"{URL}{2**70}/"):
        assert api.get(path).status_code == 404
    assert api.delete(f"{URL}{theirs.pk}/").status_code == 404
    assert api.get(URL).json()["count"] == 0


def test_the_messages_of_a_webhook_are_listed(api, create, photo, new_task):
    pk = create().json()["id"]
    task = new_task()
    services.task_cancel(task)
    delivery = WebhookDelivery.objects.get()
    services.webhook_test(delivery.webhook)
    test, failed = api.get(f"{URL}{pk}/deliveries/").json()["results"]
    assert (test["event"], test["task"]) == ("webhook.test", None)
    assert (failed["id"], failed["event"], failed["task"]) == (delivery.message_id, "task.failed", task.pk)
    assert (failed["status"], failed["attempts"], failed["answer_status"]) == ("pending", 0, None)


def test_a_message_about_a_base_image_is_listed(api, create, new_photo):
    pk, photo = create(events=["base_image.ready"]).json()["id"], new_photo()
    (ready,) = api.get(f"{URL}{pk}/deliveries/").json()["results"]
    assert (ready["event"], ready["base_image"], ready["task"]) == ("base_image.ready", photo.pk, None)


def test_a_test_event_is_sent(api, create, workspace):
    pk = create().json()["id"]
    api.patch(f"{URL}{pk}/", {"active": False}, format="json")
    first, again = (api.post(f"{URL}{pk}/test/", headers={"Idempotency-Key": "1"}) for _ in range(2))
    delivery = WebhookDelivery.objects.get()
    assert (first.status_code, again.json()) == (201, first.json())
    assert (first.json()["id"], first.json()["event"]) == (delivery.message_id, "webhook.test")
    assert (first.json()["status"], first.json()["task"]) == ("pending", None)
    other, _text = services.api_key_create(workspace, "other")
    theirs = services.webhook_create(other, url="https://a.example/", events=["task.failed"], site_url="")
    assert api.post(f"{URL}{theirs.pk}/test/").status_code == 404


def test_a_message_is_sent_again(api, create, new_task):
    pk = create().json()["id"]
    services.task_cancel(new_task())
    WebhookDelivery.objects.update(status="failed", due_at=None, failures=8, attempts=8)
    (listed,) = api.get(f"{URL}{pk}/deliveries/").json()["results"]
    for _ in range(2):  # a message that waits stays as it is
        again = api.post(f"{URL}{pk}/deliveries/{listed['id']}/repeat/")
        assert (again.status_code, again.json()["id"], again.json()["status"]) == (200, listed["id"], "pending")
    assert again.json()["due_at"] and again.json()["attempts"] == 8
    assert WebhookDelivery.objects.get().failures == 0
    for missing in ("msg_0", "msg_%00"):
        assert api.post(f"{URL}{pk}/deliveries/{missing}/repeat/").status_code == 404


def test_no_message_of_a_webhook_that_is_off_is_sent_again(api, create, new_task):
    pk = create().json()["id"]
    services.task_cancel(new_task())
    api.patch(f"{URL}{pk}/", {"active": False}, format="json")
    address = f"{URL}{pk}/deliveries/{WebhookDelivery.objects.get().message_id}/repeat/"
    answer = api.post(address)
    assert answer.status_code == 409 and "Switch it on" in answer.json()["detail"]
    api.patch(f"{URL}{pk}/", {"active": True}, format="json")
    assert api.post(address).json()["status"] == "pending"


def test_a_message_of_another_key_is_missing(api, create, workspace):
    own = create().json()["id"]
    other, _text = services.api_key_create(workspace, "other")
    theirs = services.webhook_create(other, url="https://a.example/", events=["task.failed"], site_url="")
    delivery = services.webhook_test(theirs)
    WebhookDelivery.objects.update(status="failed", due_at=None)
    for pk in (own, theirs.pk):
        assert api.post(f"{URL}{pk}/deliveries/{delivery.message_id}/repeat/").status_code == 404
    assert WebhookDelivery.objects.get().status == "failed"


def test_the_same_idempotency_key_creates_one_webhook(api):
    body = {"url": "https://shop.example/hook"}
    first, again = (api.post(URL, body, format="json", headers={"Idempotency-Key": "1"}) for _ in range(2))
    assert first.json() == again.json() and Webhook.objects.count() == 1


def test_an_idempotency_key_is_that_of_one_program(api, workspace):
    """The answer to another program of the workspace would contain the secret of the first one's webhook."""
    other = APIClient(headers={"x-api-key": services.api_key_create(workspace, "other")[1]})
    body = {"url": "https://shop.example/hook"}
    first, second = (each.post(URL, body, format="json", headers={"Idempotency-Key": "1"}) for each in (api, other))
    assert (second.status_code, "Idempotency-Replayed" in second) == (201, False)
    assert first.json()["secret"] != second.json()["secret"]
