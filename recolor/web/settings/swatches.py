"""The swatches of a palette."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from ... import services
from ...models import Palette, Swatch
from ..requests import StudioRequest
from .palettes import to_palette


@require_POST
def swatch_create(request: StudioRequest, pk: int) -> HttpResponse:
    palette = get_object_or_404(Palette.objects.visible_in(request.workspace), pk=pk)
    return to_palette(request, palette, lambda: services.swatch_create(palette, *_values(request)), "swatch-new")


@require_POST
def swatch_change(request: StudioRequest, pk: int) -> HttpResponse:
    """Apply `action` to a swatch: up, down, delete, or (by default) save its name, color and code."""
    swatch = get_object_or_404(Swatch.objects.select_related("palette"), pk=pk, palette__workspace=request.workspace)
    actions = {
        "up": lambda: services.swatch_move(swatch, -1),
        "down": lambda: services.swatch_move(swatch, 1),
        "delete": lambda: services.swatch_delete(swatch),
    }
    action = actions.get(request.POST.get("action", ""), lambda: services.swatch_update(swatch, *_values(request)))
    return to_palette(request, swatch.palette, action, f"swatch-{pk}")


def _values(request: StudioRequest) -> tuple[str, str, str]:
    """Return the name, the color and the code in the form."""
    name, color, code = (request.POST.get(field, "") for field in ("name", "color", "code"))
    return name, color, code
