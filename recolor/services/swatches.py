"""Creating, changing, ordering and deleting the swatches of a palette."""

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from ..engine import ColorError, parse_color
from ..models import Palette, Swatch
from ..palette_files import MAX_ENTRIES as MAX_SWATCHES  # swatches in a palette
from .names import check_not_taken, normalized_name
from .ordering import move

NAME_LENGTH = 40  # characters of a name, and of a code


def swatch_create(palette: Palette, name: str, color: str, code: str = "") -> Swatch:
    """Create a swatch from a hex code or color words. Raises ValidationError."""
    values = _checked_name(palette, name), _checked_color(color), _checked_code(code)
    if palette.swatches.count() >= MAX_SWATCHES:
        text = _("A palette can have at most %(count)s swatches. Delete one first, or add another palette.")
        raise ValidationError(text % {"count": MAX_SWATCHES})
    last = palette.swatches.aggregate(last=Max("position"))["last"]
    name, hex_code, code = values
    return Swatch.objects.create(palette=palette, name=name, hex=hex_code, code=code, position=(last or 0) + 1)


def swatch_update(swatch: Swatch, name: str, color: str, code: str = "") -> None:
    """Change a swatch's name, color and code; existing tasks keep their color. Raises ValidationError."""
    swatch.name, swatch.hex = _checked_name(swatch.palette, name, swatch), _checked_color(color)
    swatch.code = _checked_code(code)
    swatch.save(update_fields=["name", "hex", "code"])


def swatch_move(swatch: Swatch, steps: int) -> None:
    """Move a swatch in its palette's order: up by a negative number of steps, down by a positive one."""
    move(swatch.palette.swatches.all(), swatch, steps)


def swatch_delete(swatch: Swatch) -> None:
    """Delete a swatch; existing tasks keep their color."""
    swatch.delete()


def _checked_name(palette: Palette, name: str, current: Swatch | None = None) -> str:
    text = _("Give the swatch a name of 1 to 40 characters, for example “Diwali rani”.")
    name = normalized_name(name, NAME_LENGTH, text)
    others = palette.swatches.exclude(pk=current.pk) if current else palette.swatches.all()
    check_not_taken(others, name, _("There is already a swatch “%(name)s”. Choose another name."))
    return name


def _checked_code(code: str) -> str:
    code = " ".join(code.split())
    if len(code) > NAME_LENGTH:
        raise ValidationError({"code": _("The code is longer than 40 characters. Shorten it.")})
    return code


def _checked_color(color: str) -> str:
    try:
        return parse_color(color).hex
    except ColorError as error:
        raise ValidationError({"color": str(error)}) from error
