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
from ...models import AuditEntry, Palette
from ...palette_files import FORMATS
from ..audit import audit
from ..problems import Problem
from ..requests import StudioRequest
from .render import refuse_in_settings

ANCHOR = "#palettes"


@require_POST
def create(request: StudioRequest) -> HttpResponse:
    try:
        created = services.palette_create(request.workspace, request.POST.get("name", ""))
    except ValidationError as error:
        return refuse_in_settings(request, "palette-new", error)
    return redirect("palette", created.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def palette(request: StudioRequest, pk: int) -> HttpResponse:
    """Show a palette; on POST, apply `action` to it: up, down, delete, or (by default) give it the `name`."""
    shown = get_object_or_404(Palette.objects.visible_in(request.workspace), pk=pk)
    if request.method != "POST":
        return _page(request, shown)
    action = request.POST.get("action", "")
    if action == "delete":
        services.palette_delete(shown)
        audit(request, AuditEntry.Action.DELETED, _("palette “%(name)s”") % {"name": shown.name})
        messages.success(request, _("Deleted the palette “%(name)s”.") % {"name": shown.name})
        return redirect(f"{reverse('settings')}{ANCHOR}")
    if action in ("up", "down"):
        services.palette_move(shown, -1 if action == "up" else 1)
        return redirect(f"{reverse('settings')}{ANCHOR}")
    return to_palette(request, shown, lambda: services.palette_rename(shown, request.POST.get("name", "")), "palette")


def to_palette(request: StudioRequest, shown: Palette, change: Callable[[], object], place: str) -> HttpResponse:
    """Make a change, and redirect to the palette's page; show the page with what is wrong, if it is refused.

    place: of the problem on the page.
    """
    try:
        change()
    except ValidationError as error:
        shown.refresh_from_db()
        return _page(request, shown, status=422, problem=Problem.of(place, error), typed=request.POST)
    return redirect("palette", shown.pk)


def _page(request: StudioRequest, shown: Palette, status: int = 200, **context: object) -> HttpResponse:
    context |= {"palette": shown, "swatches": shown.swatches.all(), "formats": FORMATS.items()}
    return render(request, "recolor/settings/palette.html", context, status=status)
