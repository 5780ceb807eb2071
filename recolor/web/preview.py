"""The colours on the photo before anything is asked for: the real engine at screen size, here and now."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import selectors
from ..backends import local_backend
from ..engine.errors import EngineError
from ..forms import RecolorForm, color_rows
from .http import StudioRequest, sentences
from .places import Busy, place

MOST = 6  # changes in one preview


@require_POST
def preview(request: StudioRequest, pk: int) -> HttpResponse:
    """A JPEG of the photo with the form's colours; 422 with what is wrong, 409 while the photo is being looked at."""
    image = get_object_or_404(selectors.base_images(request.workspace), pk=pk)
    if not image.analysis:
        return _refused(_("The photo is still being looked at."), 409)
    wishes = [wish for wish in color_rows(request.POST) if wish["target"]][:MOST]
    form = RecolorForm(request.POST)
    form.is_valid()  # only the tick counts here
    try:
        if not wishes:
            raise ValidationError(_("Give a garment a colour."))
        swatches = request.workspace.swatch_colors()
        wishes = [{**wish, "color": local_backend().read_color(wish["color"], swatches).hex} for wish in wishes]
        with place():
            content = local_backend().preview(image, wishes, not form.cleaned_data.get("recolor_details"))
    except Busy as error:
        return _refused(str(error), 429)
    except ValidationError as error:
        return _refused(" ".join(sentences(error)), 422)
    except EngineError as error:
        return _refused(str(error), 422)
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "no-store"})


def _refused(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
