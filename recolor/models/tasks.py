"""Recolor tasks: the requested color changes, the result and its review."""

from django.conf import settings
from django.db import models

from ..engine.color.spaces import hex_to_lab
from ..states import TaskStatus
from .batches import Batch
from .choices import EngineName, Format, Quality, Review
from .jobs import Job
from .photos import Photo
from .reviews import ReviewRecord
from .workspaces import ApiKey, Workspace, WorkspaceQuerySet

_SHOWN = models.Q(trashed_at__isnull=True)
_ENDED = models.Q(completed_at__isnull=False)
_VERSION = models.Q(first_version__isnull=False)


class RecolorTask(Job):
    """The work of making one recolored picture, and its result.

    The states of `status` are drawn in `recolor/states.py`. A canceled task is `failed` with the error code
    `canceled`. A task in the trash keeps its status. A task may be a version of an earlier one, such as a rejected
    one: it has the same photo and batch, and stands in its place there as long as it is not in the trash.
    """

    Quality = Quality
    Format = Format
    Status = TaskStatus
    DONE = TaskStatus.COMPLETED

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="recolor_tasks")
    pose = models.ForeignKey(Photo, on_delete=models.CASCADE, null=True, related_name="tasks_as_pose")
    model = models.ForeignKey(Photo, on_delete=models.CASCADE, null=True, related_name="tasks_as_model")
    batch = models.ForeignKey(Batch, on_delete=models.SET_NULL, null=True, related_name="tasks")
    name = models.CharField(max_length=80, blank=True)  # of the result, from a sheet; usable in names of exported files
    engine = models.CharField(max_length=6, choices=EngineName.choices, default=EngineName.LOCAL)
    status = models.CharField(max_length=10, choices=TaskStatus.choices, default=TaskStatus.QUEUED)
    image_quality = models.CharField(max_length=8, choices=Quality.choices, default=Quality.TWO_K)
    output_format = models.CharField(max_length=4, choices=Format.choices, default=Format.JPEG)
    sharpen = models.BooleanField(default=False)  # sharpen mildly where the photo is enlarged
    refine_edges = models.BooleanField(default=False)  # adapt the edges of masks given from outside to the photo
    result = models.FileField(max_length=300, blank=True)
    preview = models.FileField(max_length=300, blank=True)
    thumbnail = models.FileField(max_length=300, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)

    # The first version of the result, if the task was requested in place of one. Its other versions name the same one.
    first_version = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="later_versions")

    # Copies of other rows' values, by which tasks are found and sorted.
    photo_id = models.BigIntegerField()  # of the recolored photo, see `photo`
    photo_name = models.CharField(max_length=200, blank=True)  # of the recolored photo, in lower case
    farthest = models.FloatField(default=-1.0)  # the largest `delta_e` of the color changes; -1 if none is measured

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_key = models.ForeignKey(ApiKey, on_delete=models.SET_NULL, null=True, related_name="+")

    review = models.CharField(max_length=9, choices=Review.choices, default=Review.TO_REVIEW)
    review_note = models.CharField(max_length=300, blank=True)  # the reason; who decided, and when: see ReviewRecord

    # When the task was moved to the trash. The API treats a trashed task as deleted; people can restore it until it is
    # purged. Tasks of one group were trashed together and are restored together.
    trashed_at = models.DateTimeField(null=True)
    trash_group = models.UUIDField(null=True)

    objects = WorkspaceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["workspace", "trashed_at"], condition=~_SHOWN, name="tasks_trashed"),
            # Not ~_SHOWN, which SQLite uses only for a query with exactly this condition.
            models.Index(fields=["trashed_at"], condition=models.Q(trashed_at__isnull=False), name="tasks_purged"),
            models.Index(fields=["status", "-completed_at"], condition=_ENDED, name="tasks_completed"),
            models.Index(fields=["status", "lease_expires_at"], name="tasks_leases"),
            # Hardly any task is a version. After an ANALYZE, SQLite takes the foreign key's own index for useless
            # therefore, and would read all tasks.
            models.Index(fields=["first_version"], condition=_VERSION, name="tasks_versions"),
            # The orders and filters of the gallery and of the API's list. All begin with the workspace: without
            # statistics, which only ANALYZE makes, SQLite chooses the index of which a query gives the most columns.
            models.Index(fields=["workspace", "-id"], condition=_SHOWN, name="tasks_newest"),
            models.Index(fields=["workspace", "status", "-id"], condition=_SHOWN, name="tasks_status"),
            models.Index(fields=["workspace", "review", "-id"], condition=_SHOWN, name="tasks_review"),
            models.Index(fields=["workspace", "photo_id", "-id"], condition=_SHOWN, name="tasks_of_photo"),
            models.Index(fields=["workspace", "batch", "-id"], condition=_SHOWN, name="tasks_of_batch"),
            models.Index(fields=["workspace", "-created_at", "-id"], condition=_SHOWN, name="tasks_created"),
            models.Index(fields=["workspace", "completed_at", "id"], condition=_SHOWN, name="tasks_finished"),
            models.Index(fields=["workspace", "photo_name", "-id"], condition=_SHOWN, name="tasks_photo_name"),
            models.Index(fields=["workspace", "-farthest", "-id"], condition=_SHOWN, name="tasks_farthest"),
            # For words; few results have a name or a note. See `recolor/search.py`.
            models.Index(fields=["workspace", "name", "-id"], condition=_SHOWN, name="tasks_name"),
            models.Index(fields=["workspace", "review_note", "-id"], condition=_SHOWN, name="tasks_note"),
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
    def photo(self) -> Photo:
        """The photo that is recolored: the pose if there is one, else the model."""
        photo = self.pose or self.model
        assert photo is not None  # guaranteed by the check constraint
        return photo

    @property
    def version_key(self) -> int:
        """The id of the first version, which is equal for all versions of a result."""
        return int(self.first_version_id or self.pk)

    @property
    def target_to_correct(self) -> str:
        """The garment whose outline most likely needs a correction: the first doubtful one, else the first."""
        changes = list(self.color_changes.all())
        return next((change.target for change in changes if change.doubtful), changes[0].target if changes else "")

    @property
    def decision(self) -> ReviewRecord | None:
        """The record of the current review; None while the result is to be reviewed."""
        records = list(self.review_records.all())  # not .last(): they may have been prefetched
        return records[-1] if records and self.review != Review.TO_REVIEW else None


class ColorChange(models.Model):
    """One color change of a task: a target, the requested color, and the measured result."""

    task = models.ForeignKey(RecolorTask, on_delete=models.CASCADE, related_name="color_changes")
    position = models.PositiveSmallIntegerField()
    target = models.CharField(max_length=80)
    # The target that a batch asks for, if a person has chosen one of several garments for it: “jacket” for “jacket 2”.
    # The defaults of the database are for a process of the version before that was not stopped for the upgrade.
    asked = models.CharField(max_length=80, blank=True, default="", db_default="")
    # The color layer of the garment; empty for the whole garment.
    layer = models.CharField(max_length=60, blank=True, default="", db_default="")
    color = models.CharField(max_length=80)  # as requested, in words or as a hex code
    color_hex = models.CharField(max_length=7)  # as understood
    family = models.CharField(max_length=10, blank=True)  # plain color word, for the filter of the gallery
    protect_details = models.BooleanField(default=True)  # prints, embroidery and trims keep their color
    achieved_hex = models.CharField(max_length=7, blank=True)
    achieved_lab = models.JSONField(null=True)  # the three values that achieved_hex rounds; null if only it is known
    delta_e = models.FloatField(null=True)  # CIEDE2000 between color_hex and the achieved color
    tone_hex = models.CharField(max_length=7, blank=True)  # aimed at in place of color_hex, for one tone in the batch
    out_of_gamut = models.FloatField(null=True)  # share of the garment that sRGB cannot show
    protected = models.FloatField(null=True)  # share of the garment kept as details
    layers = models.JSONField(null=True)  # of the garment when the result was made; null if they are not known
    warning = models.CharField(max_length=300, blank=True)
    doubtful = models.BooleanField(default=False)  # the engine is not sure of the mask's outline
    confidence = models.FloatField(null=True)  # expected IoU of the mask with which the result was made
    # The names of the recolored garments, which the target may call otherwise; empty if they are not known.
    recolored_garment = models.CharField(max_length=300, blank=True, default="", db_default="")

    # Copies of values, with which the gallery finds the tasks of a filter without reading the others.
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="+")
    garment = models.CharField(max_length=160)  # `asked`, else the target, in lower case

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(fields=["workspace", "-task"], name="changes_newest"),
            models.Index(fields=["workspace", "family", "-task"], name="changes_family"),
            models.Index(fields=["workspace", "garment", "-task"], name="changes_garment"),
            models.Index(fields=["workspace", "garment", "family", "-task"], name="changes_both"),
            models.Index(fields=["workspace", "target", "-task"], name="changes_target"),
            models.Index(fields=["workspace", "color", "color_hex", "-task"], name="changes_color"),
            models.Index(fields=["workspace", "-task"], condition=models.Q(doubtful=True), name="changes_doubtful"),
        ]

    def __str__(self) -> str:
        return f"{self.scope}: {self.color}"

    @property
    def scope(self) -> str:
        """What is recolored: the garment, or a color layer of it, such as “t-shirt stripes”."""
        return f"{self.target} {self.layer}".rstrip()

    @property
    def garment_of_another_name(self) -> str:
        """The names of the recolored garments if they are not what the target says, else an empty text."""
        same = self.recolored_garment.casefold() == self.target.strip().casefold()
        return "" if same else self.recolored_garment

    @property
    def reached_lab(self) -> list[float] | None:
        """The achieved color, CIELAB, as exactly as it is known; None if it was not measured."""
        if self.achieved_lab or not self.achieved_hex:
            return self.achieved_lab
        lab: list[float] = hex_to_lab(self.achieved_hex).tolist()
        return lab
