"""A workspace's own names for colors: made, renamed, ordered, removed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ..engine import ColorError, parse_color
from ..models import Swatch, Workspace

MOST = 100


def swatch_create(workspace: Workspace, name: str, color: str) -> Swatch:
    """Name a color, given as a hex code or in words; ValidationError says what is wrong."""
    name, hex_code = _checked_name(workspace, name), _checked_color(color)
    if workspace.swatches.count() >= MOST:
        raise ValidationError(_("A workspace has %(most)s swatches at most; remove one first.") % {"most": MOST})
    last = workspace.swatches.aggregate(last=Max("position"))["last"]
    return Swatch.objects.create(workspace=workspace, name=name, hex=hex_code, position=(last or 0) + 1)


def swatch_update(swatch: Swatch, name: str, color: str) -> None:
    """Rename a swatch or give it another color; tasks that used it keep the color they had."""
    swatch.name, swatch.hex = _checked_name(swatch.workspace, name, swatch), _checked_color(color)
    swatch.save(update_fields=["name", "hex"])


def swatch_move(swatch: Swatch, steps: int) -> None:
    """Move a swatch up (negative) or down in the workspace's order."""
    with transaction.atomic():
        order = list(swatch.workspace.swatches.all())
        index = order.index(swatch)
        order.insert(max(0, index + steps), order.pop(index))
        for position, each in enumerate(order):
            each.position = position
        Swatch.objects.bulk_update(order, ["position"])


def swatch_delete(swatch: Swatch) -> None:
    swatch.delete()


def _checked_name(workspace: Workspace, name: str, besides: Swatch | None = None) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 40:
        raise ValidationError(_("Give the swatch a name of 1 to 40 characters, such as “Diwali rani”."))
    taken = workspace.swatches.filter(name__iexact=name)
    if besides:
        taken = taken.exclude(pk=besides.pk)
    if taken.exists():
        raise ValidationError(_("There is a swatch “%(name)s” already; choose another name.") % {"name": name})
    return name


def _checked_color(color: str) -> str:
    try:
        return parse_color(color).hex
    except ColorError as error:
        raise ValidationError(str(error)) from error
