"""Workspaces, their members, invitations and API keys."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework_api_key.models import AbstractAPIKey, BaseAPIKeyManager

from ..file_names import MAXIMUM_PATTERN
from .choices import Format, Quality


class WorkspaceQuerySet(models.QuerySet[Any]):
    """Rows that belong to a workspace. Every read for a person or an API key starts with `visible_in`."""

    def visible_in(self, workspace: "Workspace") -> Self:
        """Return only the rows of one workspace."""
        return self.filter(workspace=workspace)


class Workspace(models.Model):
    """The people, photos, results, swatches and API keys that belong together, and their preferences."""

    name = models.CharField(max_length=100)
    members: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="workspaces"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # The largest CIEDE2000 at which a result passes; up to twice this value it counts as near.
    tolerance = models.FloatField(default=2.0, validators=[MinValueValidator(0.1), MaxValueValidator(20)])
    default_quality = models.CharField(max_length=8, choices=Quality.choices, default=Quality.TWO_K)
    default_format = models.CharField(max_length=4, choices=Format.choices, default=Format.JPEG)

    # How file names of photos give SKU and view, see recolor/file_names.py; empty: they are not read.
    photo_name_pattern = models.CharField(max_length=MAXIMUM_PATTERN, blank=True)

    export_options = models.JSONField(default=dict, blank=True)  # of exports.ExportOptions; those missing are defaults

    writes_provenance = models.BooleanField(
        _("Provenance"),
        default=True,
        help_text=_("Result files say that the picture was recolored digitally, with its photo, task and colors."),
    )

    def __str__(self) -> str:
        return self.name

    def swatch_colors(self) -> dict[str, str]:
        """Return the names and the codes of the workspace's swatches, with their '#rrggbb'.

        Names come before codes, and earlier palettes before later ones; of two equal words, the first counts.
        """
        filled = self.palettes.filter(swatches__isnull=False)
        in_order = filled.order_by("position", "id", "swatches__position", "swatches__id")
        swatches = list(in_order.values_list("swatches__name", "swatches__code", "swatches__hex"))
        colors: dict[str, str] = {}
        for name, _code, color in swatches:
            colors.setdefault(name, color)
        for _name, code, color in swatches:
            if code:
                colors.setdefault(code, color)
        return colors


class Membership(models.Model):
    """A person's place and role in a workspace."""

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
    """An invitation by link, with which one person can join a workspace. Only the hash of its token is stored."""

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
        """Whether the invitation can be accepted: it is unused and has not expired."""
        return self.used_by_id is None and self.expires_at > timezone.now()


class ApiKeyManager(BaseAPIKeyManager.from_queryset(WorkspaceQuerySet)):  # type: ignore[misc]
    """The manager of API keys, which loads each key with its workspace."""

    def get_usable_keys(self) -> WorkspaceQuerySet:
        """Return the keys that are not revoked."""
        keys: WorkspaceQuerySet = super().get_usable_keys().select_related("workspace")
        return keys


class ApiKey(AbstractAPIKey):
    """A key of the Recolor API. It is shown once and stored as a hash; it can be revoked."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="api_keys")
    last_used_at = models.DateTimeField(null=True, blank=True)
    # Null if a command created the key, or the account was deleted since.
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[ApiKeyManager] = ApiKeyManager()

    class Meta(AbstractAPIKey.Meta):
        abstract = False


class IdempotentAnswer(models.Model):
    """The first answer to a POST with an `Idempotency-Key`, repeated to the same program for the same key and body."""

    LIFETIME = timedelta(hours=24)

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    key = models.CharField(max_length=255)  # a hash of the API key and the header
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return self.key
