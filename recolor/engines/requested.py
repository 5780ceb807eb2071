"""The garments that a queued task means, which people may have removed or renamed since it was requested."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from .. import engine
from ..models import ColorChange, Garment, RecolorTask
from .recent import RecentPhoto
from .targets import matching_garments, with_removed_garments

_MOSTLY = 0.5  # share of a mask that another one covers, from which they show the same cloth


@dataclass(frozen=True)
class MeantGarments:
    """The garments that a color change recolors.

    stored: those of the photo whose masks are taken. found: what the engine has found where the photo has no such
    garment. names: of the garments; of one that was found, those of the stored ones whose cloth it is, if any.
    """

    stored: Sequence[Garment]
    names: Sequence[str]
    found: engine.Garment | None = None

    @classmethod
    def of(cls, stored: Sequence[Garment]) -> "MeantGarments":
        return cls(stored, [garment.name for garment in stored])

    @property
    def doubtful(self) -> bool:
        """Whether the outline of one of them should be checked."""
        return self.found.is_doubtful if self.found else any(garment.doubtful for garment in self.stored)

    @property
    def confidence(self) -> float:
        """The lowest expected IoU of their masks, 0..1."""
        masked = [self.found] if self.found else self.stored
        return min(each.confidence for each in masked)


def found_garment(found: engine.Garment, garments: Sequence[Garment], recent: RecentPhoto) -> MeantGarments:
    """Return the garment that the engine has found for a name, by the names that its cloth has among the stored ones.

    Raises FileNotFoundError.
    """
    inside = found.mask > 0.5
    covered, names = np.zeros_like(inside), []
    for garment in garments:
        mask = recent.mask(garment.mask.name or "") > 127
        if np.count_nonzero(mask & inside) > _MOSTLY * np.count_nonzero(mask):
            covered |= mask & inside
            names.append(garment.name)
    is_stored = np.count_nonzero(covered) > _MOSTLY * np.count_nonzero(inside)
    return MeantGarments([], names if is_stored else [found.name], found)


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
