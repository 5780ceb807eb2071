"""How a color's wording is understood, while it is being typed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ...engine import ColorError, parse_color
from ..requests import StudioRequest


@require_safe
def read(request: StudioRequest) -> HttpResponse:
    text = request.GET.get("color", "").strip()[:80]
    context: dict[str, object] = {"text": text}
    if text:
        try:
            context["color"] = parse_color(text, request.workspace.swatch_colors())
        except ColorError as error:
            context["error"] = str(error)
    return render(request, "recolor/photos/_color.html", context)
