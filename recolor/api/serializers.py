"""The inputs and outputs of tasks, and what several calls of the Recolor API share."""

import functools
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from .. import selectors
from ..engines import hosted_engine_configured
from ..ids import LARGEST_ID
from ..models import ColorChange, EngineName, Photo, RecolorTask, Review
from .finished import FinishedAfter
from .inputs import Input, ListQuery


class ColorChangeInput(Input):
    target = serializers.CharField(max_length=80, help_text="A garment, for example `blouse` or `lehenga`.")
    layer = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=60,
        help_text="Extension: a color layer of the garment, for example `base` or `stripes`; only it is recolored.",
    )
    protect_details = serializers.BooleanField(
        default=True, help_text="Extension: whether prints, embroidery and trims keep their color."
    )
    color = serializers.CharField(
        max_length=80, help_text="A hex code or words: `#c2185b`, `c2185b`, `royal blue`, `dusty rose`."
    )


class TaskInput(Input):
    """At least one of the two ids is required. If both are sent, the pose is recolored."""

    pose_image_generation_id = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    models_image_generation_task_id = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    color_changes = serializers.ListField(child=ColorChangeInput(), allow_empty=False, min_length=1)
    image_quality = serializers.ChoiceField(RecolorTask.Quality.choices, default=RecolorTask.Quality.TWO_K)
    output_format = serializers.ChoiceField(
        RecolorTask.Format.choices,
        default=RecolorTask.Format.JPEG,
        help_text="Extension: the file format of the result.",
    )
    engine = serializers.ChoiceField(
        EngineName.choices,
        required=False,
        help_text="Extension: `local` or `hosted`. The two ids are ids of this engine. Default: the server's setting.",
    )
    sharpen = serializers.BooleanField(
        default=False, help_text="Extension: sharpen mildly where the photo is enlarged."
    )
    refine_edges = serializers.BooleanField(
        default=False,
        help_text="Extension: adapt the edges of masks that were sent or drawn to the photo. Only with `local`.",
    )

    replaces = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        help_text="Extension: the id of a task of the same base image, in whose place the result is made.",
    )

    def validate_engine(self, engine: str) -> str:
        if engine == EngineName.HOSTED and not hosted_engine_configured():
            raise serializers.ValidationError("This server has no hosted service. Send local, or omit the field.")
        return engine


class TaskFilters(ListQuery):
    """The filters of the list of tasks, in the query of its address.

    The list is part of the contract: as at the hosted service, other names are ignored, unless they look like a
    mistyped filter.
    """

    status = serializers.ChoiceField(RecolorTask.Status.choices, required=False)
    review = serializers.ChoiceField(Review.choices, required=False)
    created_after = serializers.DateTimeField(required=False, help_text="Such as `2026-11-28T09:00:00Z`.")
    finished_after = FinishedAfter(
        required=False,
        help_text="Lists the tasks that are completed or failed since, in the order in which they finished: a time, or "
        "`finished_after` of the last answer.",
    )
    target = serializers.CharField(required=False, max_length=80, help_text="A target, as it was requested.")
    photo = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST_ID,
        help_text="The id of the recolored base image, in the task's engine.",
    )
    batch = serializers.IntegerField(
        required=False, min_value=1, max_value=LARGEST_ID, help_text="The id of the tasks' batch."
    )

    def refuses(self, name: str, known: Sequence[str]) -> bool:
        return bool(get_close_matches(name, known))


class ErrorOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()


class LayerOutput(serializers.Serializer[Any]):
    """One color of a striped, checked, color-blocked or flatly printed garment."""

    name = serializers.CharField(help_text="`base` for the largest, else for example `stripes`, `checks` or `panel`.")
    color = serializers.CharField(help_text="Its median color as a hex code.")
    color_name = serializers.CharField(help_text="The name of a similar color.")
    share = serializers.FloatField(help_text="Share of the garment, 0 to 1.")


class ColorChangeOutput(serializers.ModelSerializer[ColorChange]):
    garment = serializers.CharField(
        source="recolored_garment",
        read_only=True,
        help_text="Extension: the name of the recolored garment in the base image, which `target` may call otherwise; "
        "several with commas. Empty until the task is completed, and where it is not known.",
    )
    layers = LayerOutput(
        many=True,
        read_only=True,
        allow_null=True,
        help_text="Extension: the color layers of the garment in the photo, the largest first; null until the task is "
        "completed, and where they are not known.",
    )

    class Meta:
        model = ColorChange
        fields = [
            "target",
            "garment",
            "layer",
            "color",
            "color_hex",
            "protect_details",
            "achieved_hex",
            "delta_e",
            "tone_hex",
            "out_of_gamut",
            "protected",
            "warning",
            "doubtful",
            "layers",
        ]
        extra_kwargs = {
            "layer": {"help_text": "Extension: the color layer that is recolored; empty for the whole garment."},
            "delta_e": {
                "help_text": "CIEDE2000 between the requested and the achieved color; null if nothing was recolored."
            },
            "tone_hex": {
                "help_text": "Extension: the color that was aimed at in place of `color_hex`, because another pose of "
                "the batch cannot show that one; empty as a rule."
            },
            "out_of_gamut": {"help_text": "Share of the garment whose color sRGB cannot show, 0 to 1."},
            "protected": {"help_text": "Share of the garment that was kept as details, 0 to 1."},
            "warning": {"help_text": "Why the result may not look as requested; empty if there is no problem."},
            "doubtful": {
                "help_text": "Extension: whether the engine is not sure of the garment's outline, so that a person "
                "should check it; `warning` then says so. False until the task is completed."
            },
        }


@extend_schema_field(serializers.IntegerField(allow_null=True))
class BaseImageId(serializers.Field[Any, Any, int | str, Any]):
    """The id of a task's photo in its engine: for a hosted photo, the id at the hosted service."""

    def get_attribute(self, task: RecolorTask) -> Any:
        """Return the photo, or only its id if that is what is shown, so that it need not be read."""
        photo_id = getattr(task, f"{self.source}_id")
        return photo_id if task.engine == EngineName.LOCAL else super().get_attribute(task)

    def to_representation(self, photo: Photo | int) -> int | str:
        if isinstance(photo, int):
            return photo
        if not photo.hosted_id:
            return photo.pk
        return int(photo.hosted_id) if photo.hosted_id.isdecimal() else photo.hosted_id


class TaskOutput(serializers.ModelSerializer[RecolorTask]):
    result_url = serializers.SerializerMethodField(
        help_text="A signed link that expires and needs no API key; null until the task is completed."
    )
    pose_image_generation_id = BaseImageId(source="pose", read_only=True, allow_null=True)
    models_image_generation_task_id = BaseImageId(source="model", read_only=True, allow_null=True)
    color_changes = ColorChangeOutput(many=True)
    error = ErrorOutput(allow_null=True)

    class Meta:
        model = RecolorTask
        fields = [
            "id",
            "engine",
            "status",
            "result_url",
            "created_at",
            "completed_at",
            "progress",
            "image_quality",
            "output_format",
            "sharpen",
            "refine_edges",
            "review",
            "review_note",
            "batch",
            "first_version",
            "pose_image_generation_id",
            "models_image_generation_task_id",
            "color_changes",
            "error",
        ]
        extra_kwargs = {
            "review": {"help_text": "Extension: the last decision about the result."},
            "review_note": {"help_text": "Extension: the reason for the decision; empty if none was given."},
            "batch": {"help_text": "Extension: the id of the batch that the task belongs to."},
            "first_version": {
                "help_text": "Extension: the id of the first version, if the result was made in place of another one."
            },
        }

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_result_url(self, task: RecolorTask) -> str | None:
        return signed_url(self.context, "result", task.pk, str(task.result)) if task.result else None


class NewTaskOutput(TaskOutput):
    warnings = serializers.ListField(
        child=serializers.CharField(),
        read_only=True,
        help_text="Extension: what a person should check first, as in the answer to a new batch.",
    )

    class Meta(TaskOutput.Meta):
        fields = [*TaskOutput.Meta.fields, "warnings"]


class DetailOutput(serializers.Serializer[Any]):
    detail = serializers.CharField()


def signed_url(context: Mapping[str, Any], kind: str, pk: int, file_name: str) -> str:
    """Return a link to the `result` of a task or the `mask` of a garment, by its name in the storage.

    It is absolute, on the host of the request; without a request, only the path.
    """
    path, request = selectors.signed_path(kind, pk, file_name), context.get("request")
    assert request is None or isinstance(request, Request)
    return request.build_absolute_uri(path) if request else path


@functools.cache
def _task_output() -> TaskOutput:
    """Return a serializer without a request. Its fields are built once: a poll would take a third longer otherwise."""
    return TaskOutput()


def task_data(task: RecolorTask, request: Request | None = None) -> dict[str, Any]:
    """Return a task as the API represents it; without a request, its link is only a path. `recolor.outbox` calls it."""
    data: dict[str, Any] = _task_output().to_representation(task)
    if request and data["result_url"]:
        data["result_url"] = request.build_absolute_uri(data["result_url"])
    return data
