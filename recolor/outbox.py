"""The outbox of webhooks: a row for each message, written in the transaction that changes the task.

So no event is lost after a crash, and none is sent for a change that was rolled back. `recolor/webhooks.py` sends the
rows. What a message says about a task comes from the API's serializer, which is looked up by name here, because the API
calls services and services call this.
"""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.module_loading import import_string

from .models import RecolorTask, Webhook, WebhookDelivery
from .prepared_query import PreparedQuery

_TASK_DATA = "recolor.api.serializers.task_data"
_LISTENING = PreparedQuery(
    lambda workspace: Webhook.objects.filter(workspace_id=workspace, disabled_at=None).select_related("key"), -1
)


def record(event: Webhook.Event, tasks: Sequence[RecolorTask]) -> None:
    """Write a message about each task for each webhook of its workspace that is told about this event."""
    listening = [
        webhook for workspace in {task.workspace_id for task in tasks} for webhook in _LISTENING.rows(workspace)
    ]
    webhooks = [each for each in listening if event in each.events and each.key_usable]
    if not webhooks:
        return
    stored = RecolorTask.objects.filter(pk__in=[task.pk for task in tasks])  # with what was just written
    rows = []
    for task in stored.select_related("pose", "model").prefetch_related("color_changes").order_by("pk"):
        data = import_string(_TASK_DATA)(task)
        rows += [
            WebhookDelivery(webhook=webhook, event=event, data=data, due_at=timezone.now())
            for webhook in webhooks
            if webhook.workspace_id == task.workspace_id
        ]
    WebhookDelivery.objects.bulk_create(rows)
