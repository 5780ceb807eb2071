"""Tasks at the hosted service, and the state of that service."""

import uuid

from django.db import models

from .tasks import RecolorTask
from .workspaces import Workspace


class HostedTask(models.Model):
    """One task at the hosted service, and the time of the next request about it.

    The states of a row are drawn in `recolor/hosted/steps.py`. In a row without a `task`, the task was deleted or
    canceled here, and is still to be deleted at the service.
    """

    # Null: the workspace was deleted, and the task is still to be deleted at the service.
    workspace = models.ForeignKey(Workspace, on_delete=models.SET_NULL, null=True, related_name="hosted_tasks")
    task = models.OneToOneField(RecolorTask, on_delete=models.SET_NULL, null=True, related_name="hosted")
    hosted_id = models.CharField(max_length=64, blank=True)
    key = models.UUIDField(default=uuid.uuid4)  # the Idempotency-Key of the request that creates it
    due_at = models.DateTimeField(null=True, db_index=True)  # null: no more requests
    sent_at = models.DateTimeField(null=True)  # when a create was first sent whose answer has not arrived
    request = models.JSONField(null=True)  # what this create requests; it may be needed after the task was deleted
    sending = models.BooleanField(default=False)  # without idempotency, only one create is under way
    candidates = models.JSONField(default=list)  # the service's ids from which a person must choose
    failures = models.PositiveSmallIntegerField(default=0)  # consecutive
    mirrored = models.BooleanField(default=False)  # created elsewhere
    measured_here = models.BooleanField(default=False)  # the result's colors, in place of what it reports
    search_until = models.DateTimeField(null=True)  # a lost create that is not listed by then did not arrive
    gone_at = models.DateTimeField(null=True)  # deleted elsewhere

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hosted_id"], condition=~models.Q(hosted_id=""), name="one_task_a_hosted_id"
            ),
            models.UniqueConstraint(fields=["sending"], condition=models.Q(sending=True), name="one_create_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"hosted task {self.hosted_id or 'not sent yet'}"


class HostedService(models.Model):
    """The state of the installation's hosted service: when its tasks were last listed, and its current problem."""

    sync_due_at = models.DateTimeField(null=True)
    synced_at = models.DateTimeField(null=True)
    blocked_until = models.DateTimeField(null=True)  # the service asked for a pause
    problem = models.TextField(blank=True)

    def __str__(self) -> str:
        return "the hosted service"
