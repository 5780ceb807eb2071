"""Parsing a color while it is typed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ...engine import ColorError, parse_color
from ..requests import StudioRequest
from .rows import MAX_LENGTH


@require_safe
def read(request: StudioRequest) -> HttpResponse:
    """Return the color that a text was parsed as, or what is wrong with the text; nothing for an empty one."""
    text = request.GET.get("color", "").strip()[:MAX_LENGTH]
    context: dict[str, object] = {"text": text}
    if text:
        try:
            context["color"] = parse_color(text, request.workspace.swatch_colors())
        except ColorError as error:
            context["error"] = error
    return render(request, "recolor/photos/_color.html", context)
