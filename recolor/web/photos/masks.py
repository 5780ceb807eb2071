"""Showing the masks of a photo, and correcting them by clicks and drawings.

Clicks are answered within the request, because the person waits for the mask.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable
from typing import Any

import cv2
import numpy as np
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ... import files, selectors, services, uploads
from ...engine import LEVELS, EngineError
from ...engines import local_engine
from ...engines.screen_size import SIDE
from ...exceptions import Conflict
from ...models import Garment, Photo
from ...pictures import eight_bits, mask_from_png
from ..engine_slots import EngineBusy, engine_slot
from ..requests import StudioRequest
from ..responses import CACHE_HEADERS, refuse
from ..toasts import Undo, success_with_undo
from .analyses import refuse_without_analysis

_NOT_CACHED = {"Cache-Control": "no-store"}
MAX_CLICKS = 60  # the engine gets only the latest clicks


@require_safe
def garment_mask(request: StudioRequest, pk: int, garment: int) -> HttpResponse:
    """Return a garment's mask at screen size as a gray PNG; 409 if its file has just been replaced.

    Browsers may cache it: a corrected mask has a new file name, which the page adds to the URL.
    """
    garments = Garment.objects.filter(photo__in=selectors.photos(request.workspace), photo=pk)
    try:
        mask = mask_from_png(files.read(get_object_or_404(garments, pk=garment).mask.name))
    except FileNotFoundError:
        return _refuse_replaced()
    scale = min(1.0, SIDE / max(mask.shape))
    small = cv2.resize(mask, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else mask
    return _png_answer(np.asarray(small), CACHE_HEADERS)


@require_safe
def alternatives(request: StudioRequest, pk: int, garment: int) -> HttpResponse:
    """Return other masks that a garment may have, as JSON.

    `masks` are gray PNGs at screen size in base64, the best first; `names` has the garment's name for each of them.

    Errors: 409 without a usable analysis, or if a file has just been replaced; 422 for a damaged analysis, 429 if the
    server is busy.
    """
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    found = get_object_or_404(photo.garments, pk=garment)
    if refusal := refuse_without_analysis(photo):
        return refusal
    return _offered(lambda: ((mask, found.name) for mask in local_engine().alternatives(found)), CACHE_HEADERS)


@require_safe
def missed(request: StudioRequest, pk: int) -> HttpResponse:
    """Return masks of clothes that no garment of a photo covers, as `alternatives` does, with their probable names."""
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    if refusal := refuse_without_analysis(photo):
        return refusal
    return _offered(lambda: ((garment.mask, garment.name) for garment in local_engine().missed(photo)), _NOT_CACHED)


def _offered(find: Callable[[], Iterable[tuple[np.ndarray, str]]], headers: dict[str, str]) -> HttpResponse:
    """Return masks, (h, w) float32 0..1, and names as JSON, or why they were not found."""
    try:
        with engine_slot():
            found = list(find())
    except FileNotFoundError:
        return _refuse_replaced()
    except EngineBusy as error:
        return refuse(str(error), 429)
    except EngineError as error:
        return refuse(str(error), 422)
    masks = [b64encode(_png(eight_bits(mask))).decode() for mask, _name in found]
    return JsonResponse({"masks": masks, "names": [name for _mask, name in found]}, headers=headers)


@require_POST
def select(request: StudioRequest, pk: int) -> HttpResponse:
    """Return the mask of the garment that the clicks select, as a gray PNG at screen size.

    Field `level`: what a first click selects, one of `engine.LEVELS`. Errors: 400 for another value, 409 without a
    usable analysis, or if a file has just been replaced, 422 with the reason for invalid clicks or drawings, 429 if the
    server is busy.
    """
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    if refusal := refuse_without_analysis(photo):
        return refusal
    level = request.POST.get("level") or None
    if level not in (None, *LEVELS):
        return refuse(_("The click can select a part, a garment or the outfit; load the page again."), 400)
    try:
        points = _points(request.POST.get("points", ""))
        drawing = _drawing(request)
        previous = uploads.read_drawn_mask(drawing) if drawing else None
    except ValidationError as error:
        return refuse(" ".join(error.messages), 422)
    try:
        with engine_slot():
            mask = local_engine().select(photo, points, previous, level)
    except FileNotFoundError:
        return _refuse_replaced()
    except EngineBusy as error:
        return refuse(str(error), 429)
    except (ValueError, EngineError) as error:
        return refuse(str(error), 422)
    return _png_answer(eight_bits(mask), _NOT_CACHED)


@require_POST
def save(request: StudioRequest, pk: int) -> HttpResponse:
    """Store a drawn mask under a garment's name, and return the photo's list of garments.

    Field `existing` says what happens to a garment of this name: with `correct` it gets the mask, with `replace` it is
    replaced, which can be undone. Without it, the answer is 409 with the question whether to replace it. The outline
    check sends the `file` of the mask that it shows: the answer is 409 if the garment has another one now.
    """
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    name, existing = request.POST.get("name", ""), request.POST.get("existing", "")
    try:
        drawing = _drawing(request)
        if drawing is None:
            raise ValidationError(_("Mark the garment first."))
        garment = services.garment_named(photo, name)
        if "file" in request.POST and (not garment or garment.mask.name != request.POST["file"]):
            return refuse(_("This outline was corrected or found again in the meantime. Load the page again."), 409)
        if garment and existing == "replace":
            garment = _replace(request, photo, garment, drawing)
        elif garment and existing != "correct":
            return refuse(_replace_question(garment), 409)
        else:
            garment = services.garment_draw(photo, name, drawing)
    except ValidationError as error:
        return refuse(" ".join(error.messages), 422)
    except Conflict as error:
        return refuse(str(error), 422)
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)  # with the new garment
    part = "undoable" if existing == "replace" else "masks"
    return render(request, f"recolor/photos/studio.html#{part}", {"photo": photo, "saved": garment})


def _replace(request: StudioRequest, photo: Photo, garment: Garment, drawing: "UploadedFile[Any]") -> Garment:
    made = services.garment_replace(photo, garment, drawing)
    text = _("“%(name)s” is replaced.") % {"name": made.name.capitalize()}
    success_with_undo(request, text, Undo.of_regrouping(made))
    return made


def _replace_question(garment: Garment) -> str:
    text = _("This photo already has a garment called “%(name)s”. Replace it? You can undo this.")
    return text % {"name": garment.name}


def _drawing(request: StudioRequest) -> "UploadedFile[Any] | None":
    """Return the drawn mask that was sent, if any."""
    file = request.FILES.get("mask")
    return file if isinstance(file, UploadedFile) else None


def _points(text: str) -> list[tuple[float, float, bool]]:
    """Return the clicks in `[[x, y, adds], …]`; x and y are fractions of the photo's width and height."""
    try:
        points = [(float(x), float(y), bool(adds)) for x, y, adds in json.loads(text)[-MAX_CLICKS:]]
    except (TypeError, ValueError, LookupError, OverflowError) as error:
        raise ValidationError(_("The clicks could not be read; load the page again.")) from error
    if not points or not all(0 <= x < 1 and 0 <= y < 1 for x, y, _ in points):
        raise ValidationError(_("Click on the photo."))
    return points


def _refuse_replaced() -> HttpResponse:
    """Return the error for a file that another request, or a worker, has replaced since its row was read."""
    return refuse(_("The garments of this photo have just changed. Load the page again."), 409)


def _png(mask: np.ndarray) -> bytes:
    """Return a mask, uint8, as a gray PNG file."""
    _done, buffer = cv2.imencode(".png", mask, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    return buffer.tobytes()


def _png_answer(mask: np.ndarray, headers: dict[str, str]) -> HttpResponse:
    return HttpResponse(_png(mask), content_type="image/png", headers=headers)
