"""What a browser shows when there is no connection: a page of ours, kept by a service worker."""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> FileResponse:
    """From the root, since a service worker only sees what lies beside or below it."""
    path = Path(finders.find("js/service-worker.js"))
    return FileResponse(path.open("rb"), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "recolor/shared/offline.html")


for _view in (service_worker, page):
    _view.workspace_required = False  # type: ignore[attr-defined]
