"""The swatches of the workspace."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from ... import services
from ...models import Swatch
from ..requests import StudioRequest
from .render import redirect_after


@require_POST
def swatch_create(request: StudioRequest) -> HttpResponse:
    name, color = request.POST.get("name", ""), request.POST.get("color", "")
    return redirect_after(request, lambda: services.swatch_create(request.workspace, name, color), "#swatches")


@require_POST
def swatch_change(request: StudioRequest, pk: int) -> HttpResponse:
    """Apply `action` to a swatch: up, down, delete, or (by default) save its name and color."""
    swatch = get_object_or_404(Swatch.objects.visible_in(request.workspace), pk=pk)
    name, color = request.POST.get("name", ""), request.POST.get("color", "")
    actions = {
        "up": lambda: services.swatch_move(swatch, -1),
        "down": lambda: services.swatch_move(swatch, 1),
        "delete": lambda: services.swatch_delete(swatch),
    }
    action = actions.get(request.POST.get("action", ""), lambda: services.swatch_update(swatch, name, color))
    return redirect_after(request, action, "#swatches")
