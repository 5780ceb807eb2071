"""What should be checked about requested tasks, although nothing is wrong, and the results that exist already."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q, prefetch_related_objects

from .. import files
from ..engine import parse_color
from ..engine.errors import ColorError
from ..engines.targets import matching_garments
from ..filters import tasks_in_colors
from ..models import Batch, Photo, RecolorTask
from .colorways import Colorway, colorway_for_photo, doubtful_garments, existing_results, target_notes

Request = Mapping[str, Any]  # the fields of a `TaskRequest`


def batch_warnings(batch: Batch, requests: Sequence[Request]) -> list[str]:
    """Return sentences about the requests of a new batch, each with the number of its item.

    They say the same as the grid of the dashboard: which outlines are doubtful, what targets mean on photos that have
    no garments of these names, which photos have not been searched yet, and which results exist already.
    """
    colors = batch.workspace.swatch_colors()
    colorways = [_colorway(request, colors) for request in requests]
    photos = [_photo(request) for request in requests]
    existing = existing_results(colorways, photos, apart_from=Q(batch=batch))
    return [
        f"item {number}: {warning}"
        for number, (photo, colorway) in enumerate(zip(photos, colorways, strict=True), start=1)
        for warning in _warnings(photo, colorway, existing)
    ]


def task_warnings(task: RecolorTask) -> list[str]:
    """Return the same sentences about a new task, without numbers. Other versions of it do not count as existing."""
    prefetch_related_objects([task.photo], "garments")
    colorway = Colorway.of(task)
    versions = Q(pk__in=[task.pk, task.version_key]) | Q(first_version=task.version_key)
    return list(_warnings(task.photo, colorway, existing_results([colorway], [task.photo], apart_from=versions)))


def task_existing(request: Request) -> RecolorTask | None:
    """Return the newest task that has made, or is making, the result that a request asks for.

    If it replaces a result, only the later versions of this one count. None also if a mask was changed since, and if a
    color cannot be read.
    """
    photo, replaced = _photo(request), request.get("replaces")
    try:
        colorway = colorway_for_photo(_colorway(request, photo.workspace.swatch_colors()), photo)
    except ColorError:
        return None
    tasks = tasks_in_colors([photo], [change["color_hex"] for change in colorway.changes])
    found = [task for task in tasks if Colorway.of(task).identity == colorway.identity]
    if replaced:
        found = [task for task in found if task.version_key == replaced.version_key and task.pk > replaced.pk]
    newest = max(found, key=lambda task: task.pk, default=None)
    return None if newest is None or _masks_have_changed(photo, colorway, newest) else newest


def _masks_have_changed(photo: Photo, colorway: Colorway, task: RecolorTask) -> bool:
    """Return whether a mask of the garments in a colorway was stored after a task had ended.

    Before, its worker may have stored those of typed garments.
    """
    if task.completed_at is None:
        return False
    garments = list(photo.garments.all())
    meant = [garment for target in colorway.targets for garment in matching_garments(target, garments)]
    times = [files.stored_at(garment.mask.name) for garment in meant]
    return any(stored is None or stored > task.completed_at for stored in times)


def _warnings(photo: Photo, colorway: Colorway, existing: set[object]) -> Iterator[str]:
    if photo.in_progress:
        yield "the garments of this photo are still being found; a target that it does not show fails later."
    if names := doubtful_garments(photo, colorway.targets):
        yield f"check the outline of {', '.join(names)} first; the engine is not sure."
    yield from target_notes(photo, colorway.targets)
    if (photo.pk, colorway.identity) in existing:
        yield "the photo has this result already."


def _photo(request: Request) -> Photo:
    photo: Photo = request.get("pose") or request["model"]
    return photo


def _colorway(request: Request, colors: Mapping[str, str]) -> Colorway:
    changes = [
        {"protect_details": True, **change, "color_hex": parse_color(change["color"], colors).hex}
        for change in request["changes"]
    ]
    options = ("quality", "output_format", "sharpen", "refine_edges")
    return Colorway(changes, *(request[name] for name in options))
