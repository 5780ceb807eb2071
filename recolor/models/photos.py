"""Photographs, and the work of finding garments in them."""

from django.db import models

from ..states import PROCESSING, QUEUED, PhotoStatus
from .workspaces import Workspace, WorkspaceQuerySet


class Job(models.Model):
    """Work for a worker; the row is the truth, the queue only a wake-up call.

    A worker holds a row by its `attempt` until `lease_expires_at`, which its heartbeat moves on; every
    transition is one UPDATE guarded on status and attempt (`jobs.py`), the statuses are in `states.py`.
    """

    attempt = models.PositiveIntegerField(default=0)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=40, blank=True)
    timeline = models.JSONField(default=list)  # of the last attempt: [stage, ISO time] each
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def moving(self) -> bool:
        return self.status in (QUEUED, PROCESSING)  # type: ignore[attr-defined]

    @property
    def seconds(self) -> float | None:
        """How long the last attempt took."""
        if self.started_at is None or self.completed_at is None:
            return None
        return (self.completed_at - self.started_at).total_seconds()

    @property
    def error(self) -> dict[str, str] | None:
        return {"code": self.error_code, "message": self.error_message} if self.error_code else None


class BaseImage(Job):
    """A photograph to recolour: a model, or a pose, which may belong to a model.

    One that lies at a hosted service is known here by its `remote_id`; its picture and size are there only if
    somebody put in a picture of their own for the comparison.
    """

    class Kind(models.TextChoices):
        POSE = "pose"
        MODEL = "model"

    Status = PhotoStatus
    DONE = PhotoStatus.READY

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="base_images")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    model = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="poses")
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=PhotoStatus.choices, default=PhotoStatus.QUEUED)
    sha256 = models.CharField(max_length=64, blank=True)  # of the file as it was sent, to notice the same one again
    remote_id = models.CharField(max_length=64, blank=True)
    file = models.FileField(max_length=300, blank=True)
    preview = models.FileField(max_length=300, blank=True)  # for screens: the long side 1600 px at most
    thumbnail = models.FileField(max_length=300, blank=True)
    analysis = models.FileField(max_length=300, blank=True)  # what the networks saw, kept for later questions
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)

    objects = WorkspaceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["workspace", "-id"], name="base_images_newest"),
            models.Index(fields=["status", "lease_expires_at"], name="base_images_leases"),
            models.Index(fields=["workspace", "sha256"], name="base_images_bytes"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "remote_id"],
                condition=~models.Q(remote_id=""),
                name="one_photo_a_remote_id",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def recolorable(self) -> bool:
        """False for what stands for photos of the hosted service that it does not tell."""
        return bool(self.file or self.remote_id)


class Garment(models.Model):
    """A garment found in a photo, or a mask that somebody put there."""

    base_image = models.ForeignKey(BaseImage, on_delete=models.CASCADE, related_name="garments")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=80)
    color = models.CharField(max_length=7)
    confidence = models.FloatField()
    mask = models.FileField(max_length=300)
    corrected = models.BooleanField(default=False)  # put there by a person: finding again must not touch it

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["base_image", "name"], name="one_garment_a_name")]

    def __str__(self) -> str:
        return self.name
