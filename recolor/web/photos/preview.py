"""The live preview: the photo at screen size in the colors of the form, before a task is created."""

import contextlib

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from ... import selectors, services
from ...engine import ColorError, EngineError, parse_color
from ...engines import Scope, local_engine
from ..engine_slots import EngineBusy, engine_slot
from ..requests import StudioRequest
from ..responses import refuse
from .analyses import refuse_without_analysis
from .forms import RecolorForm
from .rows import color_rows


@require_POST
def preview(request: StudioRequest, pk: int) -> HttpResponse:
    """Return a JPEG of the photo with the form's color changes, as far as they can be made already.

    204 if none can: what is wrong with them is not said before the form is sent. Errors: 409 while the photo is being
    analyzed, 429 if the server is busy.
    """
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    if refusal := refuse_without_analysis(photo):
        return refusal
    form = RecolorForm(request.POST)
    form.is_valid()  # size and format do not matter for a preview, so errors are ignored
    swatches = request.workspace.swatch_colors()
    changes = []
    for change in color_rows(request.POST):
        with contextlib.suppress(ColorError):  # it is still being typed
            changes.append({**change, "color": parse_color(change["color"], swatches).hex})
    scopes = [Scope(change["target"], change["layer"]) for change in changes]
    layers = local_engine().read_layers(photo, scopes)
    changes = [
        {**change, "layer": layer}
        for change, layer in zip(changes, layers, strict=True)
        if change["target"] and isinstance(layer, str)
    ][: services.MAX_CHANGES]
    if not changes:
        return HttpResponse(status=204)
    try:
        with engine_slot():
            content = local_engine().preview(photo, changes, not form.cleaned_data.get("recolor_details"))
    except EngineBusy as error:
        return refuse(str(error), 429)
    except EngineError:
        return HttpResponse(status=204)
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "no-store"})
