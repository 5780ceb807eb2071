"""Changing the garments of a photo: finding one by name, confirming, renaming, moving, removing, restoring."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ... import selectors, services
from ...exceptions import Conflict
from ...models import Garment, Photo
from ..engine_slots import EngineBusy, engine_slot
from ..problems import Problem, add_problem
from ..requests import StudioRequest, next_url
from ..responses import refuse
from ..toasts import Undo, success_with_undo
from .analyses import refuse_without_analysis
from .rows import MAX_LENGTH


@require_POST
def confirm(request: StudioRequest, pk: int, garment: int) -> HttpResponse:
    """Mark the outline of a doubtful garment as right."""
    row = _photo(request, pk).garments.filter(pk=garment).first()
    if not row or not services.garment_confirm(row):
        messages.info(request, _("This outline was corrected or found again in the meantime."))
    elif "next" not in request.POST:  # the outline check says it on its next page
        messages.success(request, _("The outline of “%(name)s” is marked as right.") % {"name": row.name})
    return _next(request, pk)


@require_POST
def find(request: StudioRequest, pk: int) -> HttpResponse:
    """Add the garment of a `name` that the engine finds. 409 without a usable analysis."""
    photo, name = _photo(request, pk), request.POST.get("name", "")
    if refusal := refuse_without_analysis(photo):
        return refusal
    try:
        with engine_slot():
            garment = services.garment_find(photo, name)
    except EngineBusy as error:
        add_problem(request, Problem("find", str(error), "name", name[:MAX_LENGTH]))
    except ValidationError as error:
        add_problem(request, Problem.of("find", error, "name", name[:MAX_LENGTH]))
    else:
        text = _("“%(name)s” was found; it is a garment of this photo now.")
        messages.success(request, text % {"name": garment.name.capitalize()})
    return redirect("photo", pk)


@require_POST
def dismiss_missed(request: StudioRequest, pk: int) -> HttpResponse:
    """Note that the garments of a photo cover all of its clothes."""
    services.photo_dismiss_missed(_photo(request, pk))
    messages.success(request, _("This photo is marked as complete."))
    return redirect("photo", pk)


@require_POST
def rename(request: StudioRequest, pk: int, garment: int) -> HttpResponse:
    """Give a garment the `name`, and return the photo's list of garments. 409 if another one has this name.

    The outline check sends the address of its page as `next`, which shows what is wrong with the name.
    """
    row = get_object_or_404(_photo(request, pk).garments, pk=garment)
    try:
        renamed = services.garment_rename(row, request.POST.get("name", ""))
    except ValidationError as error:
        return _refuse_name(request, pk, " ".join(error.messages), 422)
    except Conflict as error:
        return _refuse_name(request, pk, str(error), 409)
    if "next" in request.POST:
        return _next(request, pk)
    return render(request, "recolor/photos/studio.html#masks", {"photo": _photo(request, pk), "saved": renamed})


def _refuse_name(request: StudioRequest, pk: int, text: str, status: int) -> HttpResponse:
    """Answer what is wrong with a new name: as a status, or on the form's `next` page."""
    if "next" not in request.POST:
        return refuse(text, status)
    add_problem(request, Problem("outline", text, "name", request.POST.get("name", "")[:MAX_LENGTH]))
    return _next(request, pk)


@require_POST
def move(request: StudioRequest, pk: int, garment: int) -> HttpResponse:
    """Move a garment up or down, as `direction` says, in the order of the photo's garments."""
    row = _photo(request, pk).garments.filter(pk=garment).first()
    if row is None:
        messages.info(request, _("This garment was removed or found again in the meantime."))
    else:
        services.garment_move(row, -1 if request.POST.get("direction") == "up" else 1)
    return redirect(f"{reverse('photo', args=[pk])}?arrange=1")  # which leaves the form open


@require_POST
def remove(request: StudioRequest, pk: int, garment: int) -> HttpResponse:
    """Remove a garment; the page offers to undo it."""
    row = _photo(request, pk).garments.filter(pk=garment).first()
    if row is None:
        messages.info(request, _("This garment was removed or found again in the meantime."))
    else:
        services.garment_remove(row)
        if "next" not in request.POST:  # the outline check offers to undo it on its next page
            text = _("“%(name)s” is no longer a garment of this photo.") % {"name": row.name.capitalize()}
            success_with_undo(request, text, Undo.of_garment(row))
    return _next(request, pk)


@require_POST
def restore(request: StudioRequest, pk: int, garment: int) -> HttpResponse:
    """Take back the removal of a garment."""
    row = Garment.with_removed.filter(photo=_photo(request, pk), pk=garment).first()
    try:
        if row is None:
            raise Conflict(_("The garments of this photo were found again in the meantime."))
        services.garment_restore(row)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("“%(name)s” is back.") % {"name": row.name.capitalize()})
    return _next(request, pk)


def _next(request: StudioRequest, pk: int) -> HttpResponse:
    """Return the way to the form's `next` address, else to the studio."""
    return redirect(next_url(request, reverse("photo", args=[pk])))


def _photo(request: StudioRequest, pk: int) -> Photo:
    return get_object_or_404(selectors.photos(request.workspace), pk=pk)
