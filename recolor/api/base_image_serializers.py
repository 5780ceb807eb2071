"""The inputs and outputs of base images (photos) and their garments."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ..file_names import MAXIMUM_SKU, MAXIMUM_VIEW
from ..ids import LARGEST_ID
from ..models import Garment, Photo
from ..search import MOST_WORDS, has_too_many_words
from .inputs import ListQuery, StrictInput
from .serializers import ErrorOutput, LayerOutput, signed_url


class GarmentOutput(serializers.ModelSerializer[Garment]):
    mask_url = serializers.SerializerMethodField()
    doubtful = serializers.BooleanField(
        read_only=True,
        help_text="Whether the engine is not sure of the outline and no person has checked it.",
    )

    layers = LayerOutput(
        many=True,
        read_only=True,
        allow_null=True,
        help_text="Extension: the color layers of the garment, the largest first; a plain garment has one. Null until "
        "a worker has found them.",
    )

    class Meta:
        model = Garment
        fields = ["name", "color", "confidence", "doubtful", "mask_url", "layers"]
        extra_kwargs = {
            "confidence": {
                "help_text": "Expected intersection over union (IoU) of the mask with the true one, 0 to 1; "
                "1 for a mask that a person corrected or that was uploaded."
            },
        }

    @extend_schema_field(serializers.URLField())
    def get_mask_url(self, garment: Garment) -> str:
        return signed_url(self.context, "mask", garment.pk, str(garment.mask))


class BaseImageFilters(ListQuery):
    """The filters of the list of base images, in the query of its address."""

    kind = serializers.ChoiceField(Photo.Kind.choices, required=False)
    status = serializers.ChoiceField(Photo.Status.choices, required=False)
    model = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST_ID,
        help_text="The id of a model: the model and its poses.",
    )
    sku = serializers.CharField(required=False, max_length=MAXIMUM_SKU, help_text="A whole SKU, in any case.")
    view = serializers.CharField(required=False, max_length=MAXIMUM_VIEW, help_text="A whole view, in any case.")
    name = serializers.CharField(required=False, max_length=200, help_text="A part of the name.")
    garment = serializers.CharField(required=False, max_length=80, help_text="The name of a garment.")
    q = serializers.CharField(
        required=False,
        max_length=100,
        help_text=f"Up to {MOST_WORDS} words in the name, the SKU or the garments, a view, or an id.",
    )
    created_after = serializers.DateTimeField(required=False, help_text="Such as `2026-11-28T09:00:00Z`.")

    def validate_q(self, text: str) -> str:
        if has_too_many_words(text):
            raise serializers.ValidationError(f"Give at most {MOST_WORDS} words.")
        return text


class BaseImageChange(StrictInput):
    """Fields that are missing stay as they are."""

    name = serializers.CharField(required=False, max_length=200)
    sku = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=MAXIMUM_SKU,
        help_text="The images of one SKU become one model with its poses.",
    )
    view = serializers.CharField(required=False, allow_blank=True, max_length=MAXIMUM_VIEW)


class BaseImageDeletion(StrictInput):
    """The query of a DELETE."""

    cascade = serializers.BooleanField(default=False, help_text="Also delete the tasks that use this image.")
    trash = serializers.BooleanField(default=False, help_text="Only move them to the trash; see `restore`.")


class BaseImageInput(StrictInput):
    image = serializers.FileField(help_text="JPEG, PNG, WebP or TIFF.")
    kind = serializers.ChoiceField(Photo.Kind.choices)
    model = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, help_text="The model to which a pose belongs."
    )
    name = serializers.CharField(required=False, allow_blank=True, max_length=200)
    sku = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=MAXIMUM_SKU,
        help_text="The images of one SKU become one model with its poses, whatever `kind` says. Default: as the file "
        "name says, if the workspace has a pattern for it.",
    )
    view = serializers.CharField(required=False, allow_blank=True, max_length=MAXIMUM_VIEW)


class BaseImageOutput(serializers.ModelSerializer[Photo]):
    model = serializers.SerializerMethodField(help_text="The id of the model to which a pose belongs.")
    garments = GarmentOutput(many=True)
    error = ErrorOutput(allow_null=True)

    class Meta:
        model = Photo
        fields = [
            "id",
            "engine",
            "kind",
            "name",
            "sku",
            "view",
            "model",
            "width",
            "height",
            "status",
            "error",
            "garments",
            "missed_clothes",
            "created_at",
        ]
        extra_kwargs = {
            "missed_clothes": {
                "help_text": "Extension: whether the image probably shows clothes that none of its garments covers."
            },
            "sku": {"help_text": "Extension: the product that the image shows; empty if it is not known."},
            "view": {"help_text": "Extension: what it shows of the product, such as `front`."},
        }

    def get_model(self, photo: Photo) -> int | None:
        return photo.model.pk if photo.model and not photo.model.trashed_at else None


class ChangedBaseImageOutput(BaseImageOutput):
    warnings = serializers.SerializerMethodField(
        help_text="Why the image did not become a pose of the model of its SKU; empty as a rule."
    )

    class Meta(BaseImageOutput.Meta):
        fields = [*BaseImageOutput.Meta.fields, "warnings"]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_warnings(self, photo: Photo) -> list[str]:
        return list(self.context["warnings"])


def base_image_data(photo: Photo) -> dict[str, Any]:
    """Return a photo as the API represents it, but without links, which would expire. `recolor.outbox` calls it."""
    data: dict[str, Any] = BaseImageOutput().to_representation(photo)
    for garment in data["garments"]:
        garment["mask_url"] = None
    return data


class MaskInput(StrictInput):
    mask = serializers.FileField(help_text="A gray PNG of the image's size, 255 on the garment.")
    refine_edges = serializers.BooleanField(
        default=False, help_text="Adapt the edges of the mask to the photo; without it, the mask is used as it is."
    )


class RenameInput(StrictInput):
    name = serializers.CharField(max_length=80, help_text="Any words, for example `left sleeve`.")
