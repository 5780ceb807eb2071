"""The live preview: the photo at screen size in the colors of the form, before a task is created."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ... import selectors
from ...engine import EngineError, parse_color
from ...engines import local_engine
from ..engine_slots import EngineBusy, engine_slot
from ..requests import StudioRequest
from ..responses import refuse
from .analyses import refuse_without_analysis
from .forms import RecolorForm
from .rows import color_rows

MAX_CHANGES = 6  # color changes in one preview; further ones are left out


@require_POST
def preview(request: StudioRequest, pk: int) -> HttpResponse:
    """Return a JPEG of the photo with the form's color changes.

    Errors: 409 while the photo is being analyzed, 422 with the reason for an invalid change, 429 if the server is
    busy.
    """
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    if refusal := refuse_without_analysis(photo):
        return refusal
    changes = [change for change in color_rows(request.POST) if change["target"]][:MAX_CHANGES]
    form = RecolorForm(request.POST)
    form.is_valid()  # size and format do not matter for a preview, so errors are ignored
    try:
        if not changes:
            raise ValidationError(_("Give a garment a color."))
        swatches = request.workspace.swatch_colors()
        changes = [{**change, "color": parse_color(change["color"], swatches).hex} for change in changes]
        with engine_slot():
            content = local_engine().preview(photo, changes, not form.cleaned_data.get("recolor_details"))
    except EngineBusy as error:
        return refuse(str(error), 429)
    except ValidationError as error:
        return refuse(" ".join(error.messages), 422)
    except EngineError as error:
        return refuse(str(error), 422)
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "no-store"})
