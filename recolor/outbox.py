"""The outbox of webhooks: a row for each message, written in the transaction that changes the task or the photo.

So no event is lost after a crash, and none is sent for a change that was rolled back. `recolor/webhooks.py` sends the
rows. What a message says comes from the API's serializers, which are looked up by name here, because the API calls
services and services call this.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.module_loading import import_string

from .models import Photo, RecolorTask, Webhook, WebhookDelivery
from .prepared_query import PreparedQuery

_TASK_DATA = "recolor.api.serializers.task_data"
_BASE_IMAGE_DATA = "recolor.api.base_image_serializers.base_image_data"
_LISTENING = PreparedQuery(
    lambda workspace: Webhook.objects.filter(workspace_id=workspace, disabled_at=None).select_related("key"), -1
)


def record(event: Webhook.Event, tasks: Sequence[RecolorTask]) -> None:
    """Write a message about each task for each webhook of its workspace that is told about this event."""
    webhooks = _listening(event, {task.workspace_id for task in tasks})
    if not webhooks:
        return
    stored = RecolorTask.objects.filter(pk__in=[task.pk for task in tasks])  # with what was just written
    rows = []
    for task in stored.select_related("pose", "model").prefetch_related("color_changes").order_by("pk"):
        data = import_string(_TASK_DATA)(task)
        rows += [_row(webhook, event, data) for webhook in webhooks if webhook.workspace_id == task.workspace_id]
    WebhookDelivery.objects.bulk_create(rows)


def record_base_image(event: Webhook.Event, photo: Photo) -> None:
    """Write a message about a photo for each webhook of its workspace that is told about this event."""
    webhooks = _listening(event, {photo.workspace_id})
    if not webhooks:
        return
    data = import_string(_BASE_IMAGE_DATA)(Photo.objects.select_related("model").get(pk=photo.pk))
    WebhookDelivery.objects.bulk_create(_row(webhook, event, data) for webhook in webhooks)


def _listening(event: Webhook.Event, workspaces: Iterable[int]) -> list[Webhook]:
    """Return the webhooks of some workspaces that are told about an event."""
    webhooks = [webhook for workspace in workspaces for webhook in _LISTENING.rows(workspace)]
    return [each for each in webhooks if event in each.events and each.key_usable]


def _row(webhook: Webhook, event: Webhook.Event, data: dict[str, Any]) -> WebhookDelivery:
    return WebhookDelivery(webhook=webhook, event=event, data=data, due_at=timezone.now())
