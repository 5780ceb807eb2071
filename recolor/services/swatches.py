"""Creating, changing, ordering and deleting a workspace's swatches."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ..engine import ColorError, parse_color
from ..models import Swatch, Workspace

MAX_SWATCHES = 100  # swatches in a workspace


def swatch_create(workspace: Workspace, name: str, color: str) -> Swatch:
    """Create a swatch from a hex code or color words. Raises ValidationError."""
    name, hex_code = _checked_name(workspace, name), _checked_color(color)
    if workspace.swatches.count() >= MAX_SWATCHES:
        text = _("A workspace can have at most %(count)s swatches. Delete one first.")
        raise ValidationError(text % {"count": MAX_SWATCHES})
    last = workspace.swatches.aggregate(last=Max("position"))["last"]
    return Swatch.objects.create(workspace=workspace, name=name, hex=hex_code, position=(last or 0) + 1)


def swatch_update(swatch: Swatch, name: str, color: str) -> None:
    """Change a swatch's name and color; existing tasks keep their color. Raises ValidationError."""
    swatch.name, swatch.hex = _checked_name(swatch.workspace, name, swatch), _checked_color(color)
    swatch.save(update_fields=["name", "hex"])


def swatch_move(swatch: Swatch, steps: int) -> None:
    """Move a swatch in the workspace's order: up by a negative number of steps, down by a positive one."""
    with transaction.atomic():
        order = list(swatch.workspace.swatches.all())
        index = order.index(swatch)
        order.insert(max(0, index + steps), order.pop(index))
        for position, moved in enumerate(order):
            moved.position = position
        Swatch.objects.bulk_update(order, ["position"])


def swatch_delete(swatch: Swatch) -> None:
    """Delete a swatch; existing tasks keep their color."""
    swatch.delete()


def _checked_name(workspace: Workspace, name: str, current: Swatch | None = None) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 40:
        raise ValidationError(_("Give the swatch a name of 1 to 40 characters, for example “Diwali rani”."))
    taken = workspace.swatches.filter(name__iexact=name)
    if current:
        taken = taken.exclude(pk=current.pk)
    if taken.exists():
        raise ValidationError(_("There is already a swatch “%(name)s”. Choose another name.") % {"name": name})
    return name


def _checked_color(color: str) -> str:
    try:
        return parse_color(color).hex
    except ColorError as error:
        raise ValidationError(str(error)) from error
