"""What the product keeps. Every row but the workspace itself belongs to one workspace.

    Workspace ─┬─ Membership ── User
               ├─ ApiKey, IdempotentAnswer
               ├─ BaseImage (a model's picture or a pose of it) ── Garment
               ├─ RecolorTask (of a pose or a model) ── ColorChange
               └─ HostedTask (what a hosted service does of it; see services/hosted.py)

Rows change through `services` only; files lie under `workspaces/<id>/` of the default storage.
"""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from rest_framework_api_key.models import AbstractAPIKey, BaseAPIKeyManager

from .states import PROCESSING, QUEUED, PhotoStatus, TaskStatus


class WorkspaceQuerySet(models.QuerySet):
    """The one place where rows are scoped: whatever a person or a key may see starts with `visible_in`."""

    def visible_in(self, workspace: "Workspace") -> Self:
        return self.filter(workspace=workspace)


class Workspace(models.Model):
    name = models.CharField(max_length=100)
    members: models.ManyToManyField = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="workspaces"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "user"], name="one_membership_each")]

    def __str__(self) -> str:
        return f"{self.user} in {self.workspace}"


class ApiKeyManager(BaseAPIKeyManager.from_queryset(WorkspaceQuerySet)):  # type: ignore[misc]
    def get_usable_keys(self) -> WorkspaceQuerySet:
        return super().get_usable_keys().select_related("workspace")


class ApiKey(AbstractAPIKey):
    """A key of the Recolor API: shown once, kept as a hash, revocable."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="api_keys")
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyManager()

    class Meta(AbstractAPIKey.Meta):
        abstract = False


class IdempotentAnswer(models.Model):
    """The first answer to a POST that carried an `Idempotency-Key`."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return self.key


class Job(models.Model):
    """Work for a worker; the row is the truth, the queue only a wake-up call.

    A worker holds a row by its `attempt` until `lease_expires_at`, which its heartbeat moves on; every
    transition is one UPDATE guarded on status and attempt (`jobs.py`), the statuses are in `states.py`.
    """

    attempt = models.PositiveIntegerField(default=0)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=40, blank=True)
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


class RecolorTask(Job):
    """One recoloured picture: asked for, worked on, stored."""

    class Quality(models.TextChoices):
        TWO_K = "2k", "2K (2048 px)"
        FOUR_K = "4k", "4K (4096 px)"
        ORIGINAL = "original", "Original size"

    class Format(models.TextChoices):
        JPEG = "jpeg", "JPEG"
        PNG = "png", "PNG"
        WEBP = "webp", "WebP, lossless"

    Status = TaskStatus
    DONE = TaskStatus.COMPLETED

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="recolor_tasks")
    pose = models.ForeignKey(BaseImage, on_delete=models.CASCADE, null=True, related_name="tasks_as_pose")
    model = models.ForeignKey(BaseImage, on_delete=models.CASCADE, null=True, related_name="tasks_as_model")
    status = models.CharField(max_length=10, choices=TaskStatus.choices, default=TaskStatus.QUEUED)
    image_quality = models.CharField(max_length=8, choices=Quality.choices, default=Quality.TWO_K)
    output_format = models.CharField(max_length=4, choices=Format.choices, default=Format.JPEG)
    sharpen = models.BooleanField(default=False)  # mildly, where the photo is enlarged
    result = models.FileField(max_length=300, blank=True)
    preview = models.FileField(max_length=300, blank=True)
    thumbnail = models.FileField(max_length=300, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)

    objects = WorkspaceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["workspace", "-id"], name="tasks_newest"),
            models.Index(fields=["status", "lease_expires_at"], name="tasks_leases"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pose__isnull=False) | models.Q(model__isnull=False),
                name="task_has_a_photo",
            )
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"

    @property
    def base_image(self) -> BaseImage:
        """The photo that is recoloured: a pose wins over its model."""
        image = self.pose or self.model
        assert image is not None  # the check constraint says so
        return image


class ColorChange(models.Model):
    """One wish of a task, and what came of it."""

    task = models.ForeignKey(RecolorTask, on_delete=models.CASCADE, related_name="color_changes")
    position = models.PositiveSmallIntegerField()
    target = models.CharField(max_length=80)
    color = models.CharField(max_length=80)  # as it was asked for
    color_hex = models.CharField(max_length=7)  # as it was understood
    protect_details = models.BooleanField(default=True)  # prints, embroidery and trims stay
    achieved_hex = models.CharField(max_length=7, blank=True)
    delta_e = models.FloatField(null=True)  # CIEDE2000 between the two
    out_of_gamut = models.FloatField(null=True)  # share of the garment that sRGB cannot show
    protected = models.FloatField(null=True)  # share of it that stayed as a detail
    warning = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.target}: {self.color}"


class HostedTask(models.Model):
    """What a hosted service does for a task of ours, and when to ask it next; its life is drawn in services/hosted.py.

    A row without a task wants only one thing: that its remote task be deleted there, too.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="hosted_tasks")
    task = models.OneToOneField(RecolorTask, on_delete=models.SET_NULL, null=True, related_name="hosted")
    remote_id = models.CharField(max_length=64, blank=True)
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
                fields=["remote_id"], condition=~models.Q(remote_id=""), name="one_task_a_remote_id"
            ),
            models.UniqueConstraint(fields=["sending"], condition=models.Q(sending=True), name="one_create_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"hosted task {self.remote_id or 'not sent yet'}"


class HostedService(models.Model):
    """The installation's one hosted service: when it was last listed, and what is wrong with it now."""

    sync_due_at = models.DateTimeField(null=True)
    synced_at = models.DateTimeField(null=True)
    blocked_until = models.DateTimeField(null=True)  # it asked us to wait
    problem = models.TextField(blank=True)

    def __str__(self) -> str:
        return "the hosted service"
