"""Photos and the garments found in them."""

import uuid
from typing import Self

from django.db import models

from ..engine import ANALYSIS_VERSION, DOUBTFUL_BELOW
from ..file_names import MAXIMUM_SKU, MAXIMUM_VIEW
from ..states import PhotoStatus
from .choices import EngineName
from .jobs import Job
from .workspaces import Workspace, WorkspaceQuerySet


class Photo(Job):
    """A photo to recolor: a model, or a pose, which may belong to a model.

    As a job, it is the work of finding the photo's garments; its states are drawn in `states.py`. A photo of the
    hosted engine is stored at the hosted service and known here by its `hosted_id`. It has a file and a size only if
    a person added a picture, which the result page compares results with.
    """

    class Kind(models.TextChoices):
        POSE = "pose"
        MODEL = "model"

    Status = PhotoStatus
    DONE = PhotoStatus.READY

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="photos")
    engine = models.CharField(max_length=6, choices=EngineName.choices, default=EngineName.LOCAL)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    model = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="poses")
    name = models.CharField(max_length=200)
    file_name = models.CharField(max_length=255, blank=True)  # of the uploaded file
    sku = models.CharField(max_length=MAXIMUM_SKU, blank=True)
    view = models.CharField(max_length=MAXIMUM_VIEW, blank=True)  # what the photo shows of the product, such as "back"
    status = models.CharField(max_length=10, choices=PhotoStatus.choices, default=PhotoStatus.QUEUED)
    sha256 = models.CharField(max_length=64, blank=True)  # of the uploaded file, to detect duplicates
    hosted_id = models.CharField(max_length=64, blank=True)
    file = models.FileField(max_length=300, blank=True)
    preview = models.FileField(max_length=300, blank=True)  # long side at most 1600 px
    thumbnail = models.FileField(max_length=300, blank=True)
    analysis = models.FileField(max_length=300, blank=True)  # output of the networks, see engine.Analysis
    analysis_version = models.PositiveSmallIntegerField(default=0)  # engine.ANALYSIS_VERSION when it was made
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    transparent = models.BooleanField(default=False)  # a part of the photo is; results as PNG or WebP keep it
    # Whether the photo probably shows clothes that none of its garments covers, and no person has dismissed it.
    missed_clothes = models.BooleanField(default=False, db_default=False)

    # When the photo was moved to the trash, where everything but the trash treats it as deleted. The tasks that were
    # moved with it have the same group and are restored with it.
    trashed_at = models.DateTimeField(null=True)
    trash_group = models.UUIDField(null=True)

    objects = WorkspaceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["workspace", "-id"], name="photos_newest"),
            models.Index(fields=["status", "lease_expires_at"], name="photos_leases"),
            models.Index(fields=["workspace", "sha256"], name="photos_bytes"),
            models.Index(fields=["workspace", "sku"], name="photos_sku"),
            # For words: it is read in place of the photos, which are many times as long.
            models.Index(fields=["workspace", "name", "sku"], name="photos_words"),
            models.Index(fields=["workspace", "trashed_at"], name="photos_trashed"),
            models.Index(fields=["trashed_at"], condition=models.Q(trashed_at__isnull=False), name="photos_purged"),
            models.Index(fields=["workspace", "-id"], condition=models.Q(missed_clothes=True), name="photos_missed"),
            models.Index(
                fields=["status", "-completed_at"],
                condition=models.Q(completed_at__isnull=False),
                name="photos_completed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "hosted_id"],
                condition=~models.Q(hosted_id=""),
                name="one_photo_a_hosted_id",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def recolorable(self) -> bool:
        """Whether tasks can be created for the photo; the placeholder for unknown hosted photos has no file or id."""
        return bool(self.file or self.hosted_id) and self.trashed_at is None

    @property
    def doubtful_garments(self) -> list["Garment"]:
        """The garments whose outlines should be checked."""
        return [garment for garment in self.garments.all() if garment.doubtful]

    @property
    def analysis_outdated(self) -> bool:
        """Whether an earlier version of the engine made the stored analysis, so that it cannot be used."""
        return bool(self.analysis) and self.analysis_version < ANALYSIS_VERSION


# The garments whose outlines should be checked, as `Garment.doubtful` says it of one.
IS_DOUBTFUL = models.Q(corrected=False, confidence__lt=DOUBTFUL_BELOW)


class GarmentQuerySet(models.QuerySet["Garment"]):
    """All garments, those that have been removed included."""

    def replaced(self) -> Self:
        """Return the removed garments that a regrouping replaced, as long as one that it made is there."""
        return self.exclude(removed_at=None).filter(replaced_in__in=_made_in())

    def disposable(self) -> Self:
        """Return the removed garments that may be deleted permanently."""
        return self.exclude(removed_at=None).exclude(replaced_in__isnull=False, replaced_in__in=_made_in())


def _made_in() -> models.QuerySet["Garment", uuid.UUID | None]:
    return Garment.objects.filter(made_in__isnull=False).values_list("made_in", flat=True)


class GarmentManager(models.Manager["Garment"]):
    """Garments that have not been removed."""

    def get_queryset(self) -> models.QuerySet["Garment"]:
        return super().get_queryset().filter(removed_at=None)


class Garment(models.Model):
    """A garment in a photo, found by the engine or drawn or uploaded by a person.

    A removed garment can be restored until the photo's garments are found again or the trash is purged. Merging,
    splitting and replacing remove garments and make others; each is called a regrouping. The removed ones stay as long
    as one of those that were made, so that finding garments again does not add them anew.
    """

    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="garments")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=80)
    color = models.CharField(max_length=7)
    confidence = models.FloatField()  # expected IoU of the mask, see engine.Garment; 1 if a person corrected it
    mask = models.FileField(max_length=300)
    layers = models.JSONField(null=True)  # the color layers, see `engines.targets.layers_of`; null while not known
    # Finding garments again replaces neither corrected garments, whose mask a person drew, uploaded or confirmed, nor
    # renamed ones.
    corrected = models.BooleanField(default=False)
    renamed = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True)
    made_in = models.UUIDField(null=True)  # the regrouping that made the garment
    replaced_in = models.UUIDField(null=True)  # the regrouping that removed the garment

    objects = GarmentManager()
    with_removed = GarmentQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["removed_at"], condition=models.Q(removed_at__isnull=False), name="garments_purged"),
            models.Index(fields=["made_in"], condition=models.Q(made_in__isnull=False), name="garments_made"),
            models.Index(
                fields=["-photo", "position"],
                condition=IS_DOUBTFUL & models.Q(removed_at=None),
                name="garments_doubtful",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "name"], condition=models.Q(removed_at=None), name="one_garment_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def doubtful(self) -> bool:
        """Whether the engine is not sure of the mask's outline and no person has checked it."""
        return not self.corrected and self.confidence < DOUBTFUL_BELOW
