"""Looking at masks and correcting them: clicks are answered here and now, since a person waits."""

import json

import cv2
import numpy as np
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ... import files, selectors, services, uploads
from ...engines import local_engine
from ...engines.screen_size import SIDE
from ...models import Garment
from ..requests import StudioRequest, error_messages
from ..slots import SlotsBusy, slot

MOST_CLICKS = 60


@require_safe
def garment_mask(request: StudioRequest, pk: int, garment: int) -> HttpResponse:
    """A garment's mask at screen size, a gray PNG; it never changes, another one gets another address."""
    rows = Garment.objects.filter(photo__in=selectors.photos(request.workspace), photo=pk)
    stored = files.read(get_object_or_404(rows, pk=garment).mask.name)
    mask = cv2.imdecode(np.frombuffer(stored, np.uint8), cv2.IMREAD_GRAYSCALE)
    scale = min(1.0, SIDE / max(mask.shape))
    small = cv2.resize(mask, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else mask
    return _png(np.asarray(small), "private, max-age=86400, immutable")


@require_POST
def select(request: StudioRequest, pk: int) -> HttpResponse:
    """The garment under the clicks so far, as a gray PNG at screen size."""
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    if not photo.analysis:
        return _refused(_("The photo is still being looked at; try again in a moment."), 409)
    try:
        points, level = _points(request.POST.get("points", "")), _level(request.POST.get("level", ""))
        previous = uploads.read_drawn_mask(request.FILES["mask"]) if "mask" in request.FILES else None
    except ValidationError as error:
        return _refused(" ".join(error_messages(error)), 422)
    try:
        with slot():
            mask = local_engine().select(photo, points, previous, level)
    except SlotsBusy as error:
        return _refused(str(error), 429)
    except ValueError as error:
        return _refused(str(error), 422)
    return _png(np.rint(mask * 255).astype(np.uint8), "no-store")


@require_POST
def save(request: StudioRequest, pk: int) -> HttpResponse:
    """Keep a drawn mask under a garment's name; the answer is the photo's list of garments."""
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    try:
        if "mask" not in request.FILES:
            raise ValidationError(_("Mark the garment first."))
        garment = services.garment_draw(photo, request.POST.get("name", ""), request.FILES["mask"])
    except ValidationError as error:
        return _refused(" ".join(error_messages(error)), 422)
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    return render(request, "recolor/photos/studio.html#masks", {"photo": photo, "saved": garment})


def _points(text: str) -> list[tuple[float, float, bool]]:
    """`[[x, y, true], …]`, x and y as shares of the picture's sides."""
    try:
        points = [(float(x), float(y), bool(add)) for x, y, add in json.loads(text)[-MOST_CLICKS:]]
    except (TypeError, ValueError) as error:
        raise ValidationError(_("The clicks could not be read; load the page again.")) from error
    if not points or not all(0 <= x < 1 and 0 <= y < 1 for x, y, _ in points):
        raise ValidationError(_("Click on the photo."))
    return points


def _level(text: str) -> int | None:
    return int(text) if text in ("0", "1", "2", "3") else None


def _png(mask: np.ndarray, cache: str) -> HttpResponse:
    _done, buffer = cv2.imencode(".png", mask, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    return HttpResponse(buffer.tobytes(), content_type="image/png", headers={"Cache-Control": cache})


def _refused(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
