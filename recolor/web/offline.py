"""The page that a browser shows without a connection, and the service worker that caches it."""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .decorators import workspace_not_required


@workspace_not_required
@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> FileResponse:
    """Return the service worker's script; its URL is at the root because a worker controls only URLs below its own."""
    path = finders.find("js/service-worker.js")
    if path is None:
        raise Http404
    return FileResponse(Path(path).open("rb"), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@workspace_not_required
@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "recolor/shared/offline.html")
