"""The garments that a queued task means, which people may have removed or renamed since it was requested."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from .. import engine
from ..models import ColorChange, Garment, RecolorTask
from .targets import matching_garments, with_removed_garments


def requested_garments(task: RecolorTask, changes: Sequence[ColorChange]) -> list[Garment]:
    """Return the stored garments among which a task's changes choose: those in the photo's list, and removed ones.

    A garment that was removed after the task was requested belongs to them if a change means it, and none in the list:
    the task was requested with its mask, which is kept, and which the engine might not find again.
    """
    stored = with_removed_garments(task.photo)
    listed = [garment for garment in stored if not garment.removed_at]
    since = [garment for garment in stored if garment.removed_at and garment.removed_at > task.created_at]
    if not since:
        return listed
    # Of several that match, the one that was removed first was in the list when the task was requested.
    removed = sorted(since, key=lambda garment: (garment.removed_at, garment.pk))
    meant = []
    for change in changes:
        if engine.means_everything(change.target):  # those that are left
            continue
        matching = matching_garments(change.target, [*listed, *removed])
        if matching and not any(garment in listed for garment in matching):
            meant.append(matching[0])
    return [*listed, *dict.fromkeys(meant)]


def check_is_known(change: ColorChange, garments: Sequence[Garment]) -> None:
    """Raise GarmentNotFound for a target that the engine does not know: it was the name of a garment in the list."""
    if engine.is_garment_name(change.target):
        return
    names = [garment.name for garment in garments]
    text = _(
        "The photo has no garment called “%(target)s” anymore: it was removed or renamed after this result was "
        "requested. Mark it again under this name and try again, or recolor another garment."
    )
    raise engine.GarmentNotFound(text % {"target": change.target}, names)
