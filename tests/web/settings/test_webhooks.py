"""Webhooks in the dashboard: registering them, their page, and who may see them."""

import pytest
from django.urls import reverse

from recolor import services
from recolor.models import ApiKey, Webhook, WebhookDelivery

from ..conftest import problem_at


@pytest.fixture
def key(workspace, api_key):
    return ApiKey.objects.get()


@pytest.fixture
def webhook(key):
    return services.webhook_create(
        key, url="https://shop.example/hook", events=["task.completed"], site_url="http://testserver/"
    )


def change(client, webhook, **data):
    return client.post(reverse("webhook_change", args=[webhook.pk]), data, follow=True)


def test_a_webhook_is_created_and_its_secret_is_shown_once(signed_in, key):
    form = {"key": key.prefix, "url": " https://shop.example/hook ", "events": ["task.failed", "task.completed"]}
    page = signed_in.post(reverse("webhook_create"), form).text
    webhook = Webhook.objects.get()
    assert (webhook.url, webhook.events) == ("https://shop.example/hook", ["task.completed", "task.failed"])
    assert webhook.site_url == "http://testserver/"
    assert webhook.secret.startswith("whsec_") and webhook.secret in page
    settings_page = signed_in.get(reverse("settings")).text
    assert webhook.url in settings_page and webhook.secret not in settings_page
    assert webhook.secret not in signed_in.get(reverse("webhook", args=[webhook.pk])).text


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ({"url": "https://127.0.0.1/"}, "private network"),
        ({"url": "http://shop.example/"}, "https://"),
        ({"url": ""}, "not an address"),
        ({"url": "https://shop.example/", "events": []}, "at least one"),
        ({"url": "https://shop.example/", "events": ["task.eaten"]}, "at least one"),
    ],
)
def test_wrong_input_is_explained_and_kept(signed_in, key, form, text):
    answer = signed_in.post(reverse("webhook_create"), {"key": key.prefix, "events": ["task.failed"]} | form)
    assert answer.status_code == 422 and text in answer.text
    assert f'value="{form["url"]}"' in answer.text
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    ("form", "place", "field"),
    [
        ({"url": "https://new.example/a|b", "events": []}, "webhook-events", 'name="events" value="task.completed"'),
        ({"url": "https://10.0.0.1/", "events": ["task.reviewed"]}, "webhook", 'name="url"'),
    ],
)
def test_a_refused_change_is_explained_at_its_field_and_kept(signed_in, webhook, form, place, field):
    page = change(signed_in, webhook, **form).text
    assert problem_at(page, place)
    invalid = page.split(f'aria-describedby="problem-{place}"')[0].rpartition("<input")[2]
    assert field in invalid
    assert f'value="{form["url"]}"' in page
    ticked = [part.split('"')[0] for part in page.split('name="events" value="')[1:] if "checked" in part.split(">")[0]]
    assert ticked == form["events"]


def test_without_a_key_the_page_says_to_create_one(signed_in):
    assert "Create an API key first" in signed_in.get(reverse("settings")).text
    assert signed_in.post(reverse("webhook_create"), {"key": "x", "url": "https://a.example/"}).status_code == 404


def test_a_webhook_is_changed_switched_and_deleted(signed_in, webhook):
    assert "Saved" in change(signed_in, webhook, url="https://new.example/", events=["task.reviewed"]).text
    assert "private network" in change(signed_in, webhook, url="https://10.0.0.1/", events=["task.reviewed"]).text
    webhook.refresh_from_db()
    assert (webhook.url, webhook.events) == ("https://new.example/", ["task.reviewed"])
    assert "Switched off" in change(signed_in, webhook, action="off").text
    assert "Switched the webhook on" in change(signed_in, webhook, action="on").text
    change(signed_in, webhook, action="delete")
    assert not Webhook.objects.exists()


def test_the_page_says_why_a_webhook_was_switched_off(signed_in, webhook):
    services.webhook_switch(webhook, False, "No message could be delivered for 3 days.")
    for url in (reverse("settings"), reverse("webhook", args=[webhook.pk])):
        assert "No message could be delivered for 3 days." in signed_in.get(url).text


def test_the_log_shows_messages_and_sends_them_again(signed_in, webhook, photo, new_task):
    services.task_run(new_task().pk)
    WebhookDelivery.objects.update(
        status="failed", due_at=None, attempts=8, answer_status=502, answer_text="<b>Bad gateway</b>"
    )
    change(signed_in, webhook, action="test")
    page = signed_in.get(reverse("webhook", args=[webhook.pk])).text
    for text in ("task.completed", "webhook.test", "8 attempts", "Answer 502", "&lt;b&gt;Bad gateway", "Waiting"):
        assert text in page, text
    assert "hx-get" in page, "the page follows the test"
    failed = WebhookDelivery.objects.get(event="task.completed")
    signed_in.post(reverse("delivery_repeat", args=[webhook.pk, failed.pk]))
    failed.refresh_from_db()
    assert failed.status == "pending"
    change(signed_in, webhook, action="off")
    again = [
        reverse("delivery_repeat", args=[webhook.pk, each.pk]) for each in WebhookDelivery.objects.order_by("event")
    ]
    page = signed_in.get(reverse("webhook", args=[webhook.pk])).text
    assert [address in page for address in again] == [False, True], "only tests are sent while it is off"
    answer = signed_in.post(reverse("delivery_repeat", args=[webhook.pk, failed.pk]), follow=True)
    assert "The webhook is switched off. Switch it on" in answer.text
    failed.refresh_from_db()
    assert failed.status == "failed"


def test_the_log_names_the_results_the_photos_and_the_batches(signed_in, webhook, workspace, new_photo, new_task):
    services.webhook_update(webhook, events=Webhook.Event.values)
    photo, task = new_photo(), new_task()
    services.task_cancel(task)
    changes = [{"target": "blouse", "color": "teal"}]
    batch = services.batch_create(workspace, [{"model": photo, "changes": changes}])
    services.batch_cancel_rest(batch)
    services.sweep()
    page = signed_in.get(reverse("webhook", args=[webhook.pk])).text
    assert f"Photo {photo.pk}\n" in page and f"Result {task.pk}\n" in page
    assert f"Batch {batch.pk}\n" in page
    assert "The garments of a photo are found" in page


def test_the_number_of_queries_does_not_grow_with_the_log(signed_in, webhook, django_assert_num_queries):
    for _ in range(30):
        services.webhook_test(webhook)
    url = reverse("webhook", args=[webhook.pk])
    with django_assert_num_queries(7):  # session, person, workspaces, webhook with key, count, page, open work
        assert signed_in.get(url).text.count('class="list-group-item delivery"') == 25
    assert signed_in.get(f"{url}?page=2").text.count('class="list-group-item delivery"') == 5


def test_webhooks_of_another_workspace_are_missing(stranger_client, webhook):
    delivery = services.webhook_test(webhook)
    assert stranger_client.get(reverse("webhook", args=[webhook.pk])).status_code == 404
    assert stranger_client.post(reverse("webhook_change", args=[webhook.pk])).status_code == 404
    assert stranger_client.post(reverse("delivery_repeat", args=[webhook.pk, delivery.pk])).status_code == 404
    form = {"key": webhook.key.prefix, "url": "https://a.example/"}
    assert stranger_client.post(reverse("webhook_create"), form).status_code == 404
    assert webhook.url not in stranger_client.get(reverse("settings")).text


def test_signed_out_people_see_nothing(client, webhook):
    assert "sign-in" in client.get(reverse("webhook", args=[webhook.pk])).url
