"""The workspace's swatches."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from ... import services
from ...models import Swatch
from ..requests import StudioRequest
from .page import redirect_after


@require_POST
def swatch_create(request: StudioRequest) -> HttpResponse:
    return redirect_after(
        request,
        lambda: services.swatch_create(request.workspace, request.POST.get("name", ""), request.POST.get("color", "")),
        "#swatches",
    )


@require_POST
def swatch_change(request: StudioRequest, pk: int) -> HttpResponse:
    """`do`: save, up, down or delete."""
    swatch = get_object_or_404(Swatch.objects.visible_in(request.workspace), pk=pk)
    act = {
        "up": lambda: services.swatch_move(swatch, -1),
        "down": lambda: services.swatch_move(swatch, 1),
        "delete": lambda: services.swatch_delete(swatch),
    }.get(
        request.POST.get("do", ""),
        lambda: services.swatch_update(swatch, request.POST.get("name", ""), request.POST.get("color", "")),
    )
    return redirect_after(request, act, "#swatches")
