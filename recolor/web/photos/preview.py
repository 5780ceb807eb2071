"""The colors on the photo before anything is asked for: the real engine at screen size, here and now."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ... import selectors
from ...engine import EngineError, parse_color
from ...engines import local_engine
from ..requests import StudioRequest, error_messages
from ..slots import SlotsBusy, slot
from .forms import RecolorForm, color_rows

MOST = 6  # changes in one preview


@require_POST
def preview(request: StudioRequest, pk: int) -> HttpResponse:
    """A JPEG of the photo with the form's colors; 422 with what is wrong, 409 while the photo is being looked at."""
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    if not photo.analysis:
        return _refused(_("The photo is still being looked at."), 409)
    changes = [change for change in color_rows(request.POST) if change["target"]][:MOST]
    form = RecolorForm(request.POST)
    form.is_valid()  # only the tick counts here
    try:
        if not changes:
            raise ValidationError(_("Give a garment a color."))
        swatches = request.workspace.swatch_colors()
        changes = [{**change, "color": parse_color(change["color"], swatches).hex} for change in changes]
        with slot():
            content = local_engine().preview(photo, changes, not form.cleaned_data.get("recolor_details"))
    except SlotsBusy as error:
        return _refused(str(error), 429)
    except ValidationError as error:
        return _refused(" ".join(error_messages(error)), 422)
    except EngineError as error:
        return _refused(str(error), 422)
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "no-store"})


def _refused(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
