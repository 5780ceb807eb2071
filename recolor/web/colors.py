"""How a colour's wording is understood, while it is being typed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..backends import get_backend
from ..engine.errors import ColorError
from .http import StudioRequest


@require_safe
def read(request: StudioRequest) -> HttpResponse:
    text = request.GET.get("color", "").strip()[:80]
    context: dict[str, object] = {"text": text}
    if text:
        try:
            context["color"] = get_backend().read_color(text, request.workspace.swatch_colors())
        except ColorError as error:
            context["error"] = str(error)
    return render(request, "recolor/_color.html", context)
