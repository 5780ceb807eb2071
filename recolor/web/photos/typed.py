"""Typed garments that a worker adds to a photo when it runs the task that names them; the studio shows them then.

The page holds the ids of these tasks in its field `typed`, and polls until they have added their garments, or ended.
"""

from collections.abc import Iterable, Sequence

from ... import selectors, services
from ...engines.targets import matching_garments
from ...ids import row_id
from ...models import Garment, Photo, RecolorTask
from ..requests import StudioRequest

_MAX_TASKS = 50  # of one page, that are followed at the same time


def typed_tasks(request: StudioRequest, photo: Photo, task: RecolorTask) -> list[int]:
    """Return the ids of the tasks that the page follows, with a new one if it names a garment that is not listed."""
    return [*_ids(request.POST.getlist("typed")), *awaited_tasks(photo, [task])]


def awaited_tasks(photo: Photo, tasks: Iterable[RecolorTask]) -> list[int]:
    """Return the ids of the tasks that may still add garments to the photo."""
    return [
        task.pk
        for task in tasks
        if task.in_progress and services.unlisted_targets(photo, [change.target for change in task.color_changes.all()])
    ]


def typed_garments(request: StudioRequest, photo: Photo) -> tuple[list[int], list[Garment]]:
    """Return which of the followed tasks have not added their garments yet, and the garments that the others have."""
    tasks = list(selectors.tasks(request.workspace, photo=photo.pk).filter(pk__in=_ids(request.GET.getlist("typed"))))
    waiting = awaited_tasks(photo, tasks)
    garments = list(photo.garments.all())
    targets = {change.target for task in tasks if task.pk not in waiting for change in task.color_changes.all()}
    named = {garment.pk for target in targets for garment in matching_garments(target, garments) if garment.renamed}
    return waiting, [garment for garment in garments if garment.pk in named]


def _ids(texts: Sequence[str]) -> list[int]:
    found = (row_id(text) for text in texts[-_MAX_TASKS:])
    return [pk for pk in found if pk is not None]
