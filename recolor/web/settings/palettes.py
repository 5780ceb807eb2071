"""The palettes of the workspace: creating one, its page, and the changes of it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ... import services
from ...models import Palette
from ...palette_files import FORMATS
from ..requests import StudioRequest
from ..toasts import show_errors
from .render import redirect_after

ANCHOR = "#palettes"


@require_POST
def create(request: StudioRequest) -> HttpResponse:
    try:
        created = services.palette_create(request.workspace, request.POST.get("name", ""))
    except ValidationError as error:
        show_errors(request, error.messages)
        return redirect(f"{reverse('settings')}{ANCHOR}")
    return redirect("palette", created.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def palette(request: StudioRequest, pk: int) -> HttpResponse:
    """Show a palette; on POST, apply `action` to it: up, down, delete, or (by default) give it the `name`."""
    shown = get_object_or_404(Palette.objects.visible_in(request.workspace), pk=pk)
    if request.method != "POST":
        context = {"palette": shown, "swatches": shown.swatches.all(), "formats": FORMATS.items()}
        return render(request, "recolor/settings/palette.html", context)
    action = request.POST.get("action", "")
    if action == "delete":
        services.palette_delete(shown)
        messages.success(request, _("Deleted the palette “%(name)s”.") % {"name": shown.name})
        return redirect(f"{reverse('settings')}{ANCHOR}")
    if action in ("up", "down"):
        return redirect_after(request, lambda: services.palette_move(shown, -1 if action == "up" else 1), ANCHOR)
    return to_palette(request, shown, lambda: services.palette_rename(shown, request.POST.get("name", "")))


def to_palette(request: StudioRequest, shown: Palette, change: Callable[[], object]) -> HttpResponse:
    """Make a change, show what is wrong with it, if anything, and redirect to the palette's page."""
    try:
        change()
    except ValidationError as error:
        show_errors(request, error.messages)
    return redirect("palette", shown.pk)
