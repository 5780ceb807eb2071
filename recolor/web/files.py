"""Pictures behind the session."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from .. import selectors
from .downloads import download_name
from .http import StudioRequest

# A stored file never changes (another one gets another address), so a browser may keep it.
KEEP = {"Cache-Control": "private, max-age=86400, immutable"}


@require_safe
def photo_file(request: StudioRequest, pk: int, name: str) -> HttpResponse | FileResponse:
    image = get_object_or_404(selectors.base_images(request.workspace), pk=pk)
    if name not in ("thumbnail", "preview", "file") or not getattr(image, name):
        raise Http404
    return _picture(getattr(image, name).name)


@require_safe
def task_file(request: StudioRequest, pk: int, name: str) -> HttpResponse | FileResponse:
    task = get_object_or_404(selectors.tasks_and_trash(request.workspace), pk=pk)
    if name not in ("thumbnail", "preview", "result") or not getattr(task, name):
        raise Http404
    stored = getattr(task, name).name
    return _picture(stored, download_name(task) if name == "result" else "")


def _picture(stored: str, download_as: str = "") -> FileResponse:
    try:
        file = default_storage.open(stored)
    except FileNotFoundError:  # deleted since the row was read
        raise Http404 from None
    return FileResponse(file, as_attachment=bool(download_as), filename=download_as or stored, headers=KEEP)
