"""Batches: many tasks that were requested together."""

import uuid

from django.conf import settings
from django.db import models

from .workspaces import ApiKey, Workspace, WorkspaceQuerySet


class Batch(models.Model):
    """Tasks for several photos and colorways that were requested together; see `RecolorTask.batch`.

    While a batch is paused, its queued tasks stay queued: no worker claims them, and none is sent to the hosted
    service. Those that run already finish.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="batches")
    name = models.CharField(max_length=80)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_key = models.ForeignKey(ApiKey, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    paused_at = models.DateTimeField(null=True)
    # Whether results are made again if one photo cannot show a color as the others do; otherwise only poses of a model.
    one_tone = models.BooleanField(default=True)
    # Of the form that created the batch: sending it a second time must not create another batch.
    form_token = models.UUIDField(default=uuid.uuid4)
    # When the batch was moved to the trash, with its tasks as one group; it comes back with any of them.
    trashed_at = models.DateTimeField(null=True)
    trash_group = models.UUIDField(null=True)

    objects = WorkspaceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["workspace", "-id"], name="batches_newest"),
            models.Index(fields=["trashed_at"], condition=models.Q(trashed_at__isnull=False), name="batches_purged"),
        ]
        constraints = [models.UniqueConstraint(fields=["workspace", "form_token"], name="one_batch_a_form")]

    def __str__(self) -> str:
        return self.name


class CompletionCheck(models.Model):
    """A task of a batch has ended, so that it may be completed; see `recolor/services/completion.py`.

    A row, not a field of the batch: see `ToneCheck`.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, db_constraint=False, related_name="completion_checks")

    def __str__(self) -> str:
        return f"completion of batch {self.batch_id}"


class ToneCheck(models.Model):
    """A result of a batch has ended, so that its tones are to be compared; see `recolor/tone_checks.py`.

    A row, not a field of the batch: no task that ends waits for another one of its batch.
    """

    # Without a constraint: a result may end while its batch is deleted. The row is removed as all others are.
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, db_constraint=False, related_name="tone_checks")
    model_id = models.BigIntegerField()  # of the photo's model, or of the photo itself
    colors = models.JSONField()  # each [garment, layer, color_hex]

    def __str__(self) -> str:
        return f"tones of batch {self.batch_id}"
