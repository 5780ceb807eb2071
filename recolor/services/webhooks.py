"""Creating, changing and testing webhooks, sending their messages again, and purging old ones."""

import base64
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..client.webhooks import SECRET_PREFIX
from ..exceptions import Conflict
from ..models import ApiKey, Webhook, WebhookDelivery
from ..public_http import url_problem
from .portions import delete_in_portions

MAX_WEBHOOKS = 10  # of one API key
_SECRET_BYTES = 32
_MAX_URL_LENGTH = 500


def webhook_create(key: ApiKey, *, url: str, events: Collection[str], site_url: str) -> Webhook:
    """Create a webhook of an API key, with a new secret. Raises ValidationError, by the API's field names.

    site_url: the address of this server under which the program reaches it, for links in messages.
    """
    if key.webhooks.count() >= MAX_WEBHOOKS:
        text = _("This key has %(count)s webhooks already, the largest number. Delete one first.")
        raise ValidationError({"url": text % {"count": MAX_WEBHOOKS}})
    url, events = _checked_url(url), _checked_events(events)
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    return Webhook.objects.create(
        workspace=key.workspace, key=key, url=url, events=events, secret=secret, site_url=site_url
    )


def webhook_update(webhook: Webhook, *, url: str | None = None, events: Collection[str] | None = None) -> None:
    """Change the address or the events; None keeps them. Raises ValidationError, by the API's field names.

    Messages that wait are sent to the new address.
    """
    webhook.url = webhook.url if url is None else _checked_url(url)
    webhook.events = webhook.events if events is None else _checked_events(events)
    webhook.save(update_fields=["url", "events"])


def webhook_switch(webhook: Webhook, active: bool, reason: str = "") -> None:
    """Switch a webhook on or off. Switching it off ends the messages that wait.

    reason: why it was not a person who switched it off.
    """
    webhook.disabled_at = None if active else timezone.now()
    webhook.disabled_reason = "" if active else reason
    webhook.failing_since = None
    with transaction.atomic():
        webhook.save(update_fields=["disabled_at", "disabled_reason", "failing_since"])
        if not active:
            webhook.deliveries.filter(status=WebhookDelivery.Status.PENDING).update(
                status=WebhookDelivery.Status.FAILED, due_at=None, answer_text=_("The webhook was switched off.")
            )


def webhook_delete(webhook: Webhook) -> None:
    """Delete a webhook and its log; messages that wait are not sent."""
    webhook.delete()


def webhook_test(webhook: Webhook) -> WebhookDelivery:
    """Write a message without a task, to test the address; it is sent once, also if the webhook is switched off."""
    return WebhookDelivery.objects.create(webhook=webhook, event=WebhookDelivery.TEST, due_at=timezone.now())


def delivery_repeat(delivery: WebhookDelivery) -> bool:
    """Send a message again, under the same id; return False if it waits already.

    Raises Conflict if the webhook is switched off, unless the message is a test.
    """
    if delivery.webhook.disabled_at and delivery.event != WebhookDelivery.TEST:
        raise Conflict(_("The webhook is switched off. Switch it on to send its messages again."))
    finished = WebhookDelivery.objects.filter(pk=delivery.pk).exclude(status=WebhookDelivery.Status.PENDING)
    return bool(finished.update(status=WebhookDelivery.Status.PENDING, due_at=timezone.now(), failures=0))


def deliveries_purge_old() -> None:
    """Delete messages that were finished and are older than `RECOLOR_WEBHOOKS_KEEP_DAYS` days."""
    before = timezone.now() - timedelta(days=settings.RECOLOR_WEBHOOKS_KEEP_DAYS)
    delete_in_portions(WebhookDelivery.objects.filter(created_at__lt=before, due_at=None).order_by("created_at"))


def _checked_url(url: str) -> str:
    url = url.strip()
    if len(url) > _MAX_URL_LENGTH:
        raise ValidationError({"url": _("The address is too long. Use at most 500 characters.")})
    if problem := url_problem(url, allow_private=settings.RECOLOR_WEBHOOKS_ALLOW_PRIVATE):
        raise ValidationError({"url": problem})
    return url


def _checked_events(events: Collection[str]) -> list[str]:
    if not events or set(events) - set(Webhook.Event.values):
        known = ", ".join(Webhook.Event.values)
        raise ValidationError({"events": _("Choose at least one of these events: %(known)s.") % {"known": known}})
    return [event for event in Webhook.Event.values if event in events]
