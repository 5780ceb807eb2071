"""Merging garments of a photo into one, splitting one into two, and undoing either."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ... import selectors, services
from ...exceptions import Conflict
from ...ids import row_id
from ...models import Photo
from ..problems import Problem, add_problem
from ..requests import StudioRequest
from ..responses import refuse
from ..toasts import Undo, success_with_undo


@require_POST
def merge(request: StudioRequest, pk: int) -> HttpResponse:
    """Merge the ticked `garment`s into one with the `name`, or with the name of the first one."""
    photo = _photo(request, pk)
    ids = [row_id(text) for text in request.POST.getlist("garment")]
    garments = [garment for garment in photo.garments.all() if garment.pk in ids]
    try:
        merged = services.garments_merge(photo, garments, request.POST.get("name", ""))
    except ValidationError as error:
        add_problem(request, Problem("merge", " ".join(error.messages)))
    except Conflict as error:
        add_problem(request, Problem("merge", str(error), "name"))
    else:
        merged_names = get_text_list([f"“{garment.name}”" for garment in garments], _("and"))
        text = _("Merged %(garments)s as “%(name)s”.") % {"garments": merged_names, "name": merged.name}
        success_with_undo(request, text, Undo.of_regrouping(merged))
    return redirect("photo", pk)


@require_POST
def split(request: StudioRequest, pk: int, garment: int) -> HttpResponse:
    """Make the part of a garment under the drawn `mask` a garment called `name`; return the photo's list of garments.

    Errors: 409 if the name is taken or the garment was changed, 422 with the reason for an unusable name or mask.
    """
    photo = _photo(request, pk)
    whole = get_object_or_404(photo.garments, pk=garment)
    drawing = request.FILES.get("mask")
    try:
        if not isinstance(drawing, UploadedFile):
            raise ValidationError(_("Mark the part first."))
        part = services.garment_split(photo, whole, request.POST.get("name", ""), drawing)
    except ValidationError as error:
        return refuse(" ".join(error.messages), 422)
    except Conflict as error:
        return refuse(str(error), 409)
    text = _("“%(part)s” is a garment of its own, split off from “%(whole)s”.")
    success_with_undo(request, text % {"part": part.name, "whole": whole.name}, Undo.of_regrouping(part))
    return render(request, "recolor/photos/studio.html#undoable", {"photo": _photo(request, pk)})


@require_POST
def undo(request: StudioRequest, pk: int, regrouping: uuid.UUID) -> HttpResponse:
    """Take back a merge, a split or a replacement."""
    try:
        services.regrouping_undo(_photo(request, pk), regrouping)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The garments are as they were before."))
    return redirect("photo", pk)


def _photo(request: StudioRequest, pk: int) -> Photo:
    return get_object_or_404(selectors.photos(request.workspace), pk=pk)
