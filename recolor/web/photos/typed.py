"""Typed garments that a worker adds to a photo when it runs the task that names them; the studio shows them then.

The page holds them in its fields `typed`, each the id of a task and a target, and polls until they have been added, or
the tasks have ended.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ... import selectors, services
from ...engines.targets import matching_garments
from ...ids import row_id
from ...models import Garment, Photo, RecolorTask
from ..requests import StudioRequest
from .rows import form_rows
from .studio_parts import entered_changes

_MAX_TYPED = 50  # garments of one page, that are followed at the same time
_SEPARATOR = ":"


@require_safe
def typed(request: StudioRequest, pk: int) -> HttpResponse:
    """Return the rows with the typed garments that were found since; nothing while all are still awaited."""
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    if "problems_shown" in request.GET:
        return HttpResponse(status=204)  # other rows would take away what is said about those that were sent
    waiting, found = _typed_garments(request, photo)
    if waiting and not found:
        return HttpResponse(status=204)
    for garment in found:
        text = _("“%(name)s” was found; it is a garment of this photo now.")
        messages.success(request, text % {"name": garment.name.capitalize()})
    context: dict[str, Any] = {"photo": photo, "typed": waiting}
    if found:
        rows = form_rows(photo, entered_changes(request, None))
        awaits_layers = services.photo_awaits_layers(photo)
        context |= {"rows": rows, "awaits_layers": awaits_layers, "rows_only": True, "were_found": True}
    response = render(request, "recolor/photos/studio.html#typed", context)
    if not found:
        response["HX-Reswap"] = "none"
    return response


def typed_with(request: StudioRequest, photo: Photo, task: RecolorTask) -> list[str]:
    """Return what the page follows, with the garments of a new task that are not listed."""
    return [*request.POST.getlist("typed")[-_MAX_TYPED:], *awaited(photo, [task])]


def awaited(photo: Photo, tasks: Iterable[RecolorTask]) -> list[str]:
    """Return the garments that tasks may still add to the photo, as `typed` holds them."""
    unlisted = services.unlisted_targets(photo, photo.garments.all(), [task for task in tasks if task.in_progress])
    return [f"{task.pk}{_SEPARATOR}{target}" for task, target in unlisted]


def _typed_garments(request: StudioRequest, photo: Photo) -> tuple[list[str], list[Garment]]:
    """Return what the page has to wait for further on, and the garments that have been added."""
    followed = request.GET.getlist("typed")[-_MAX_TYPED:]
    ids = {pk for value in followed if (pk := row_id(value.partition(_SEPARATOR)[0])) is not None}
    still_awaited = set(awaited(photo, selectors.tasks(request.workspace, photo=photo.pk).filter(pk__in=ids)))
    waiting = [value for value in followed if value in still_awaited]
    garments = list(photo.garments.all())
    targets = {value.partition(_SEPARATOR)[2] for value in followed if value not in still_awaited}
    named = {garment.pk for target in targets for garment in matching_garments(target, garments) if garment.renamed}
    return waiting, [garment for garment in garments if garment.pk in named]
