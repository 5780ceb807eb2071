"""What a hosted service does for us."""

import uuid

from django.db import models

from .tasks import RecolorTask
from .workspaces import Workspace


class HostedTask(models.Model):
    """What a hosted service does for a task of ours, and when to ask it next; its life is drawn in services/hosted.py.

    A row without a task wants only one thing: that its remote task be deleted there, too.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="hosted_tasks")
    task = models.OneToOneField(RecolorTask, on_delete=models.SET_NULL, null=True, related_name="hosted")
    hosted_id = models.CharField(max_length=64, blank=True)
    key = models.UUIDField(default=uuid.uuid4)  # the Idempotency-Key of its create
    due_at = models.DateTimeField(null=True, db_index=True)  # null: nothing more to ask
    sent_at = models.DateTimeField(null=True)  # of a create whose answer has not come
    sending = models.BooleanField(default=False)  # of the one create that may be under way without idempotency
    candidates = models.JSONField(default=list)  # remote ids of which a person must choose ours
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    mirrored = models.BooleanField(default=False)  # made elsewhere
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
    """The installation's one hosted service: when it was last listed, and what is wrong with it now."""

    sync_due_at = models.DateTimeField(null=True)
    synced_at = models.DateTimeField(null=True)
    blocked_until = models.DateTimeField(null=True)  # it asked us to wait
    problem = models.TextField(blank=True)

    def __str__(self) -> str:
        return "the hosted service"
