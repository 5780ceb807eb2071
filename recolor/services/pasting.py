"""Pasting copied colorways onto photos: what it would do, and creating the tasks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..exceptions import RequestsRefused
from ..models import Photo, RecolorTask, Workspace
from .ambiguous import NOTHING_MEANT, AmbiguousChoice, Meant
from .colorways import Cell, Colorway, colorway_request, colorways_grid
from .task_creation import TaskRequest, tasks_create

MAX_TASKS = 500  # tasks that one paste creates


@dataclass(frozen=True)
class Pasting:
    """What pasting colorways onto one photo does.

    cells: the results that do not exist yet. existing: the number of the others. ambiguous: targets that may mean
    several garments of the photo.
    """

    photo: Photo
    cells: list[Cell]
    existing: int
    ambiguous: list[AmbiguousChoice]

    @property
    def possible(self) -> list[Cell]:
        """The results that can be made."""
        return [cell for cell in self.cells if not cell.problems]

    @property
    def problems(self) -> list[str]:
        """Why some results cannot be made, each reason once."""
        return list(dict.fromkeys(problem for cell in self.cells for problem in cell.problems))


def colorways_plan(
    colorways: Sequence[Colorway], photos: Sequence[Photo], *, meant: Meant = NOTHING_MEANT, repeat: bool = False
) -> list[Pasting]:
    """Return what pasting the colorways would do, photo by photo; nothing is created.

    photos: of one workspace, with their garments. meant: see `Meant`. repeat: also make results that a photo has
    already.
    """
    grid = colorways_grid(colorways, photos, meant=meant, repeat=repeat)
    return [_pasting(photo, cells) for photo, cells in zip(photos, grid, strict=True)]


def colorways_paste(
    workspace: Workspace,
    colorways: Sequence[Colorway],
    photos: Sequence[Photo],
    *,
    keys: Collection[str],
    meant: Meant = NOTHING_MEANT,
    repeat: bool = False,
    created_by: User,
) -> tuple[list[Pasting], list[RecolorTask]]:
    """Create tasks for the possible cells of a plan that have these keys; return the plan and the tasks.

    Creates all of them or none. Raises ValidationError.
    """
    swatches = workspace.swatch_colors()
    with transaction.atomic():
        # A second click on the same button waits here, and then finds the tasks of the first.
        Workspace.objects.select_for_update().get(pk=workspace.pk)
        plan = colorways_plan(colorways, photos, meant=meant, repeat=repeat)
        cells = [cell for pasting in plan for cell in pasting.possible if cell.key in keys]
        if len(cells) > MAX_TASKS:
            text = _("These are more than %(count)s results. Choose fewer photos or colors at once.")
            raise ValidationError(text % {"count": MAX_TASKS})
        requests = [TaskRequest(**colorway_request(cell.photo, cell.colorway, swatches)) for cell in cells]
        try:
            return plan, tasks_create(workspace, requests, created_by=created_by)
        except RequestsRefused as refusal:
            raise next(iter(refusal.errors.values())) from None


def _pasting(photo: Photo, cells: Sequence[Cell]) -> Pasting:
    new = [cell for cell in cells if cell.problems or not cell.exists]
    ambiguous = {choice.key: choice for cell in cells for choice in cell.ambiguous}
    return Pasting(photo, new, len(cells) - len(new), list(ambiguous.values()))
