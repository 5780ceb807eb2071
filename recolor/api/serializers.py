"""The contract's shapes."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from .. import selectors
from ..engines import hosted_engine_configured
from ..models import ColorChange, EngineName, Garment, Photo, RecolorTask


class ColorChangeInput(serializers.Serializer):
    target = serializers.CharField(max_length=80, help_text="A garment, such as `blouse` or `lehenga`.")
    protect_details = serializers.BooleanField(
        default=True, help_text="Ours: prints, embroidery and trims that are not the base color stay as they are."
    )
    color = serializers.CharField(max_length=80, help_text="`#c2185b`, `c2185b`, `royal blue`, `dusty rose` …")


class TaskInput(serializers.Serializer):
    """At least one of the two ids; a pose wins over its model."""

    pose_image_generation_id = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    models_image_generation_task_id = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    color_changes = ColorChangeInput(many=True, allow_empty=False)
    image_quality = serializers.ChoiceField(RecolorTask.Quality.choices, default=RecolorTask.Quality.TWO_K)
    output_format = serializers.ChoiceField(
        RecolorTask.Format.choices, default=RecolorTask.Format.JPEG, help_text="Ours: the file's format."
    )
    engine = serializers.ChoiceField(
        EngineName.choices,
        required=False,
        help_text="Ours: `local` or `hosted`; the two ids are ids of this engine. The server's setting is the default.",
    )
    sharpen = serializers.BooleanField(
        default=False, help_text="Ours: make up, mildly, for what enlarging the photo softens."
    )

    def validate_engine(self, engine: str) -> str:
        if engine == EngineName.HOSTED and not hosted_engine_configured():
            raise serializers.ValidationError("This server has no hosted service; send local, or leave it out.")
        return engine


class ErrorOutput(serializers.Serializer):
    code = serializers.CharField()
    message = serializers.CharField()


class ColorChangeOutput(serializers.ModelSerializer):
    class Meta:
        model = ColorChange
        fields = [
            "target",
            "color",
            "color_hex",
            "protect_details",
            "achieved_hex",
            "delta_e",
            "out_of_gamut",
            "protected",
            "warning",
        ]
        extra_kwargs = {
            "delta_e": {"help_text": "CIEDE2000 between the color asked for and the one reached."},
            "out_of_gamut": {"help_text": "Share of the garment whose color sRGB cannot show, 0 to 1."},
            "protected": {"help_text": "Share of the garment that stayed as a detail, 0 to 1."},
            "warning": {"help_text": "What the photo cannot carry; empty if nothing is wrong."},
        }


@extend_schema_field(serializers.IntegerField(allow_null=True))
class BaseImageId(serializers.Field):
    """A photo's id as clients know it: the hosted service's own where it lies there."""

    def to_representation(self, image: Photo) -> int | str:
        if not image.hosted_id:
            return image.pk
        return int(image.hosted_id) if image.hosted_id.isdecimal() else image.hosted_id


class TaskOutput(serializers.ModelSerializer):
    result_url = serializers.SerializerMethodField(
        help_text="Signed, expiring, needs no session; null until completed."
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
            "pose_image_generation_id",
            "models_image_generation_task_id",
            "color_changes",
            "error",
        ]

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_result_url(self, task: RecolorTask) -> str | None:
        return signed_url(self.context, "result", task.pk) if task.result else None


class GarmentOutput(serializers.ModelSerializer):
    mask_url = serializers.SerializerMethodField()

    class Meta:
        model = Garment
        fields = ["name", "color", "confidence", "mask_url"]

    @extend_schema_field(serializers.URLField())
    def get_mask_url(self, garment: Garment) -> str:
        return signed_url(self.context, "mask", garment.pk)


class BaseImageInput(serializers.Serializer):
    image = serializers.FileField(help_text="JPEG, PNG, WebP or TIFF.")
    kind = serializers.ChoiceField(Photo.Kind.choices)
    model = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, help_text="The model a pose belongs to."
    )
    name = serializers.CharField(required=False, allow_blank=True, max_length=200)


class BaseImageOutput(serializers.ModelSerializer):
    garments = GarmentOutput(many=True)
    error = ErrorOutput(allow_null=True)

    class Meta:
        model = Photo
        fields = [
            "id",
            "engine",
            "kind",
            "name",
            "model",
            "width",
            "height",
            "status",
            "error",
            "garments",
            "created_at",
        ]


class MaskInput(serializers.Serializer):
    mask = serializers.FileField(help_text="A gray PNG of the photo's size, 255 on the garment.")


class DetailOutput(serializers.Serializer):
    detail = serializers.CharField()


def signed_url(context: dict[str, Any], kind: str, pk: int) -> str:
    return context["request"].build_absolute_uri(reverse("signed_file", args=[selectors.sign_file(kind, pk)]))
