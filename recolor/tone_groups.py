"""Which results of a batch should have one tone, and which of them to make again for it, or why none; pure.

A group is the results of a batch for one garment, or color layer of it, and color. The result that is farthest from
the color at which it aims sets the tone: it cannot reach more, but the others can aim at what it reached.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from .engine import TONE_GOAL, color_spread
from .engine.color.ciede2000 import ciede2000
from .engine.color.spaces import hex_to_lab
from .models import ColorChange, EngineName, RecolorTask, Review
from .states import TaskStatus

# CIEDE2000 between two results from which on a group needs another tone. Below the goal, because the cloth that is
# measured is not all of the garment.
_LARGEST_SPREAD = 0.7
# CIEDE2000 from the color to aim at, within which a result is kept: two of those that are kept meet the goal.
_KEPT_WITHIN = TONE_GOAL / 2


class ToneKey(NamedTuple):
    """What the results of a group have in common: the garment, in lower case, its color layer, and the color."""

    garment: str
    layer: str
    color_hex: str

    @classmethod
    def of(cls, change: ColorChange) -> Self:
        return cls(change.garment, change.layer, change.color_hex)


class Skipped(models.TextChoices):
    """Why results that differ are not made again for one tone. LEFT: only after they have been compared."""

    UNFINISHED = "unfinished", _("Some of these results are not finished yet.")
    HOSTED = "hosted", _("Results of the hosted service are not made again.")
    FAR = "far", _("One of them is too far from the requested color. Look at it first.")
    MADE = "made", _("They were made again already, and a photo still differs.")
    OFF = "off", _("One tone is switched off for this batch.")
    REVIEWED = "reviewed", _("Some of them were reviewed, and stay as they are.")
    LEFT = "left", _("Some of them were not made again. “Make one tone” does it, or says why it is not possible.")


class Aim(NamedTuple):
    """A color change to make again, and the color to aim at, '#rrggbb'."""

    change: ColorChange
    tone_hex: str


@dataclass(frozen=True)
class Decision:
    """What to make again, or else why nothing although the results differ; neither if they have one tone."""

    aims: Sequence[Aim] = ()
    skipped: Skipped | None = None


@dataclass(frozen=True)
class ToneGroup:
    """The color changes that should have one tone, with their tasks."""

    key: ToneKey
    changes: Sequence[ColorChange]

    def decision(self, largest_shift: float | None) -> Decision:
        """Return what to make again so that the group gets one tone: the color that one of its results reached.

        largest_shift: the largest CIEDE2000 of this color from the requested one; None for any.
        """
        if any(change.task.in_progress for change in self.changes):
            return Decision(skipped=Skipped.UNFINISHED)
        if any(change.task.engine != EngineName.LOCAL for change in self.changes):
            return Decision(skipped=Skipped.HOSTED)
        reached = {
            change: lab
            for change in self.changes
            if change.task.status == TaskStatus.COMPLETED and (lab := change.reached_lab) is not None
        }
        if not reached or color_spread(list(reached.values())).delta_e <= _LARGEST_SPREAD:
            return Decision()
        limit = max(reached, key=lambda each: ciede2000(reached[each], hex_to_lab(each.tone_hex or each.color_hex)))
        if largest_shift is not None and ciede2000(reached[limit], hex_to_lab(limit.color_hex)) > largest_shift:
            return Decision(skipped=Skipped.FAR)
        others = [change for change, lab in reached.items() if ciede2000(lab, reached[limit]) > _KEPT_WITHIN]
        aims = [Aim(change, limit.achieved_hex) for change in others if change.task.review == Review.TO_REVIEW]
        return Decision(aims, Skipped.REVIEWED if others and not aims else None)

    def by_model(self) -> list[Self]:
        """Return a group for each model with its poses."""
        of_model: dict[int, list[ColorChange]] = defaultdict(list)
        for change in self.changes:
            of_model[model_id_of(change.task)].append(change)
        return [type(self)(self.key, changes) for changes in of_model.values()]


def tone_groups(changes: Iterable[ColorChange]) -> list[ToneGroup]:
    """Return the groups of some color changes of a batch."""
    groups: dict[ToneKey, list[ColorChange]] = defaultdict(list)
    for change in changes:
        groups[ToneKey.of(change)].append(change)
    return [ToneGroup(key, group) for key, group in groups.items()]


def model_id_of(task: RecolorTask) -> int:
    """Return the id of the model of a task's photo, which may be the photo itself."""
    return int(task.photo.model_id or task.photo.pk)
