"""The outbox of webhooks: a row for each message, written in the transaction that changes the task or the photo.

So no event is lost after a crash, and none is sent for a change that was rolled back. `recolor/webhooks.py` sends the
rows. Only the message about a completed batch is written later: of two tasks that end at the same time, neither can see
that it is the last one, so each leaves a note, and `services/completion.py` looks at the batch.

What a message says comes from the API's serializers, which are looked up by name here, because the API calls
services and services call this.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.module_loading import import_string

from .models import Batch, CompletionCheck, Photo, RecolorTask, Webhook, WebhookDelivery
from .prepared_query import PreparedQuery

_TASK_DATA = "recolor.api.serializers.task_data"
_BASE_IMAGE_DATA = "recolor.api.base_image_serializers.base_image_data"
_BATCH_DATA = "recolor.api.batch_serializers.batch_data"
_ACTIVE = PreparedQuery(
    lambda workspace: Webhook.objects.filter(workspace_id=workspace, disabled_at=None).select_related("key"), -1
)


def record(event: Webhook.Event, tasks: Sequence[RecolorTask]) -> None:
    """Write a message about each task for each webhook of its workspace that is told about this event."""
    _record(event, tasks, _listening(event, {task.workspace_id for task in tasks}))


def record_end(task: RecolorTask, event: Webhook.Event) -> None:
    """Write what `record` does about a task that has ended, and note that its batch may be completed."""
    usable = _usable({task.workspace_id})
    _record(event, [task], [webhook for webhook in usable if event in webhook.events])
    _note_end(task, usable)


def record_deletion(task: RecolorTask) -> None:
    """Note that the batch of a task that is deleted may be completed."""
    if task.batch_id:
        _note_end(task, _usable({task.workspace_id}))


def record_batch(batch: Batch) -> None:
    """Write a message about a completed batch for each webhook of its workspace that is told about it."""
    event = Webhook.Event.BATCH_COMPLETED
    webhooks = _listening(event, {batch.workspace_id})
    if webhooks:
        data = import_string(_BATCH_DATA)(batch)
        WebhookDelivery.objects.bulk_create(_row(webhook, event, data) for webhook in webhooks)


def _note_end(task: RecolorTask, usable: Sequence[Webhook]) -> None:
    if task.batch_id and any(Webhook.Event.BATCH_COMPLETED in webhook.events for webhook in usable):
        CompletionCheck.objects.create(batch_id=task.batch_id)


def _record(event: Webhook.Event, tasks: Sequence[RecolorTask], webhooks: Sequence[Webhook]) -> None:
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
    return [webhook for webhook in _usable(workspaces) if event in webhook.events]


def _usable(workspaces: Iterable[int]) -> list[Webhook]:
    """Return the webhooks of some workspaces that are told about anything."""
    webhooks = [webhook for workspace in workspaces for webhook in _ACTIVE.rows(workspace)]
    return [webhook for webhook in webhooks if webhook.key_usable]


def _row(webhook: Webhook, event: Webhook.Event, data: dict[str, Any]) -> WebhookDelivery:
    return WebhookDelivery(webhook=webhook, event=event, data=data, due_at=timezone.now())
