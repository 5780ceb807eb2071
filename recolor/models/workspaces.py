"""Workspaces, the people in them, and the programs that work for them."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework_api_key.models import AbstractAPIKey, BaseAPIKeyManager

from .choices import Format, Quality


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
    # How far, in CIEDE2000, a color reached may lie from the one asked for to pass; up to twice of it is near.
    tolerance = models.FloatField(default=2.0, validators=[MinValueValidator(0.1), MaxValueValidator(20)])
    default_quality = models.CharField(max_length=8, choices=Quality.choices, default=Quality.TWO_K)
    default_format = models.CharField(max_length=4, choices=Format.choices, default=Format.JPEG)

    def __str__(self) -> str:
        return self.name

    def swatch_colors(self) -> dict[str, str]:
        """The workspace's own names for colors, to '#rrggbb', in its order."""
        return dict(self.swatches.values_list("name", "hex"))


class Membership(models.Model):
    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        MEMBER = "member", _("Member")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    role = models.CharField(max_length=6, choices=Role.choices, default=Role.MEMBER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "user"], name="one_membership_each")]

    def __str__(self) -> str:
        return f"{self.user} in {self.workspace}"


class Invite(models.Model):
    """A link by which one person comes into a workspace; kept as the hash of its token."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="invites")
    role = models.CharField(max_length=6, choices=Membership.Role.choices, default=Membership.Role.MEMBER)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = WorkspaceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"invitation {self.pk} to {self.workspace}"

    @property
    def usable(self) -> bool:
        return self.used_by_id is None and self.expires_at > timezone.now()


class Swatch(models.Model):
    """A color that a workspace has a name of its own for; it goes before all other names."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="swatches")
    name = models.CharField(max_length=40)
    hex = models.CharField(max_length=7)
    position = models.PositiveSmallIntegerField(default=0)

    objects = WorkspaceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_swatch_a_name")]

    def __str__(self) -> str:
        return self.name


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
