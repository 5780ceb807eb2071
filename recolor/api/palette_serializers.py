"""The inputs and outputs of palettes."""

from rest_framework import serializers

from ..engine import ColorError, parse_color
from ..models import Palette, Swatch
from ..palette_files import MAX_ENTRIES, Entry
from ..services.palettes import NAME_LENGTH
from ..services.swatches import NAME_LENGTH as SWATCH_NAME_LENGTH
from .inputs import StrictInput


class SwatchInput(StrictInput):
    name = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=SWATCH_NAME_LENGTH,
        help_text="Default: that of the nearest named color. Equal names are numbered.",
    )
    color = serializers.CharField(max_length=80, help_text="A hex code or words, as in a task.")
    code = serializers.CharField(
        default="", allow_blank=True, max_length=SWATCH_NAME_LENGTH, help_text="Such as a supplier's number."
    )

    def validate_color(self, color: str) -> str:
        try:
            return parse_color(color).hex
        except ColorError as error:
            raise serializers.ValidationError(str(error)) from error


class PaletteInput(StrictInput):
    name = serializers.CharField(max_length=NAME_LENGTH)
    swatches = serializers.ListField(child=SwatchInput(), max_length=MAX_ENTRIES, help_text="In their order.")

    def entries(self) -> list[Entry]:
        """Return the swatches of valid data as the colors of a palette."""
        return [Entry(each["name"], each["color"], each["code"]) for each in self.validated_data["swatches"]]


class SwatchOutput(serializers.ModelSerializer[Swatch]):
    class Meta:
        model = Swatch
        fields = ["name", "hex", "code"]


class PaletteOutput(serializers.ModelSerializer[Palette]):
    swatches = SwatchOutput(many=True, read_only=True)

    class Meta:
        model = Palette
        fields = ["id", "name", "swatches"]
