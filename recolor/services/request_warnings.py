"""What should be checked about requested tasks, although nothing is wrong, and the results that exist already."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q, prefetch_related_objects

from .. import files
from ..engine import parse_color
from ..engine.errors import ColorError, EngineError
from ..engines.targets import meant_garments
from ..filters import tasks_in_colors
from ..models import Batch, Garment, Photo, RecolorTask
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

    If it replaces a result, only the later versions of this one count. None also if the garments were changed since,
    and if a color cannot be read. Results that were made for the tone of a batch do not count: they have another color.
    """
    photo, replaced = _photo(request), request.get("replaces")
    try:
        colorway = colorway_for_photo(_colorway(request, photo.workspace.swatch_colors()), photo)
    except ColorError:
        return None
    tasks = tasks_in_colors([photo], [change["color_hex"] for change in colorway.changes])
    found = [
        task
        for task in tasks
        if Colorway.of(task).identity == colorway.identity
        and not any(change.tone_hex for change in task.color_changes.all())
    ]
    if replaced:
        found = [task for task in found if task.version_key == replaced.version_key and task.pk > replaced.pk]
    newest = max(found, key=lambda task: task.pk, default=None)
    return None if newest is None or _garments_have_changed(photo, newest) else newest


def _garments_have_changed(photo: Photo, task: RecolorTask) -> bool:
    """Return whether a task's targets mean other garments than when it began, or a mask of them has changed since."""
    if task.started_at is None:
        return False
    garments, changes = list(photo.garments.all()), list(task.color_changes.all())
    targets = [change.target for change in changes]
    for change in changes:
        try:
            meant = meant_garments(change.target, garments, targets)
        except EngineError:  # which says what is wrong once the task is requested
            return True
        names = ", ".join(garment.name for garment in meant)
        if change.recolored_garment and change.recolored_garment != names:
            return True
        if any(_mask_is_newer(garment, task) for garment in meant):
            return True
    return False


def _mask_is_newer(garment: Garment, task: RecolorTask) -> bool:
    """Return whether a mask was stored after a task had begun, other than by its worker for a typed garment."""
    stored = files.stored_at(garment.mask.name)
    since = task.started_at if garment.corrected else task.completed_at
    return stored is None or (since is not None and stored > since)


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
