"""Typed garments that a worker adds to a photo when it runs the task that names them; the studio shows them then.

The page holds them in its fields `typed`, each the id of a task and a target, and polls until they have been added, or
the tasks have ended.
"""

from collections.abc import Iterable

from ... import selectors, services
from ...engines.targets import matching_garments
from ...ids import row_id
from ...models import Garment, Photo, RecolorTask
from ..requests import StudioRequest

_MAX_TYPED = 50  # garments of one page, that are followed at the same time
_SEPARATOR = ":"


def typed_with(request: StudioRequest, photo: Photo, task: RecolorTask) -> list[str]:
    """Return what the page follows, with the garments of a new task that are not listed."""
    return [*request.POST.getlist("typed")[-_MAX_TYPED:], *awaited(photo, [task])]


def awaited(photo: Photo, tasks: Iterable[RecolorTask]) -> list[str]:
    """Return the garments that tasks may still add to the photo, as `typed` holds them."""
    unlisted = services.unlisted_targets(photo, photo.garments.all(), [task for task in tasks if task.in_progress])
    return [f"{task.pk}{_SEPARATOR}{target}" for task, target in unlisted]


def typed_garments(request: StudioRequest, photo: Photo) -> tuple[list[str], list[Garment]]:
    """Return what the page has to wait for further on, and the garments that have been added."""
    followed = request.GET.getlist("typed")[-_MAX_TYPED:]
    ids = {pk for value in followed if (pk := row_id(value.partition(_SEPARATOR)[0])) is not None}
    still_awaited = set(awaited(photo, selectors.tasks(request.workspace, photo=photo.pk).filter(pk__in=ids)))
    waiting = [value for value in followed if value in still_awaited]
    garments = list(photo.garments.all())
    targets = {value.partition(_SEPARATOR)[2] for value in followed if value not in still_awaited}
    named = {garment.pk for target in targets for garment in matching_garments(target, garments) if garment.renamed}
    return waiting, [garment for garment in garments if garment.pk in named]
