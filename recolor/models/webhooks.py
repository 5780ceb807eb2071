"""Webhooks: addresses that are told about events, and the messages to them."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from .workspaces import ApiKey, Workspace, WorkspaceQuerySet


def new_message_id() -> str:
    return f"msg_{uuid.uuid4().hex}"


class Webhook(models.Model):
    """An address of a program that is told about events of a workspace, under one of the workspace's API keys.

    It is switched off by a person, or because it failed for days; then it gets no messages. The same applies once its
    key is revoked or has expired.
    """

    class Event(models.TextChoices):
        COMPLETED = "task.completed", _("A result is completed")
        FAILED = "task.failed", _("A result failed or was canceled")
        REVIEWED = "task.reviewed", _("A result was reviewed")
        BATCH_COMPLETED = "batch.completed", _("All results of a batch are completed, failed or canceled")
        BASE_IMAGE_READY = "base_image.ready", _("The garments of a photo are found")
        BASE_IMAGE_FAILED = "base_image.failed", _("The garments of a photo could not be found")

    TASK_EVENTS = (Event.COMPLETED.value, Event.FAILED.value, Event.REVIEWED.value)

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="webhooks")
    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)  # values of Event
    secret = models.CharField(max_length=80)  # signs the messages; shown once
    site_url = models.CharField(max_length=300)  # the address of this server for the program, for links in messages
    created_at = models.DateTimeField(auto_now_add=True)
    failing_since = models.DateTimeField(null=True)  # the first failed attempt after the last success
    disabled_at = models.DateTimeField(null=True)
    disabled_reason = models.CharField(max_length=300, blank=True)  # empty if a person switched it off

    objects = WorkspaceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.url

    @property
    def key_usable(self) -> bool:
        """Whether the API key is neither revoked nor expired."""
        return not self.key.revoked and not self.key.has_expired

    @property
    def active(self) -> bool:
        """Whether events are sent."""
        return self.disabled_at is None and self.key_usable

    @property
    def event_labels(self) -> list[str]:
        """What the webhook is told about, in words for people."""
        return [str(Webhook.Event(event).label) for event in self.events]


class WebhookDelivery(models.Model):
    """One message to a webhook: the outbox, and afterwards the log.

        pending ── a 2xx answer ──► delivered     pending ── the last attempt failed ──► failed
           └─ another answer, or none: a later attempt      "Send again" makes either pending again

    A worker takes a row by moving `due_at` to a later time in a guarded UPDATE, as in `recolor/hosted/steps.py`, so
    that a worker that dies during an attempt only delays its row.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")

    TEST = "webhook.test"  # the event of a test

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=40, unique=True, default=new_message_id)
    event = models.CharField(max_length=20)
    data = models.JSONField(null=True)  # the task, batch or photo then, as the API represents it; null in a test
    created_at = models.DateTimeField(auto_now_add=True)  # the time of the event
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.PENDING)
    due_at = models.DateTimeField(null=True, db_index=True)  # null unless pending
    attempts = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)  # failed attempts since it was last made pending
    attempted_at = models.DateTimeField(null=True)
    answer_status = models.PositiveSmallIntegerField(null=True)
    answer_text = models.CharField(max_length=300, blank=True)  # its first characters, or why there was no answer

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["webhook", "-id"], name="deliveries_newest"),
            models.Index(fields=["created_at"], name="deliveries_purged"),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook}"

    @property
    def task_id(self) -> int | None:
        """The id of the task that it tells about; None if it tells about something else, and in a test."""
        return self._id_in_data("task.")

    @property
    def photo_id(self) -> int | None:
        """The id of the photo that it tells about; None if it tells about something else, and in a test."""
        return self._id_in_data("base_image.")

    @property
    def batch_id(self) -> int | None:
        """The id of the batch that it tells about; None if it tells about something else, and in a test."""
        return self._id_in_data("batch.")

    def _id_in_data(self, events: str) -> int | None:
        return self.data["id"] if self.data and self.event.startswith(events) else None
