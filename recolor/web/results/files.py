"""The files of a result, for signed-in people."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from ... import selectors
from ..requests import StudioRequest
from ..responses import file_response
from .exporting import download_name


@require_safe
def result_file(request: StudioRequest, pk: int, name: str) -> HttpResponse | FileResponse:
    """Return the thumbnail, the preview, or the result itself as a download."""
    task = get_object_or_404(selectors.tasks_and_trash(request.workspace), pk=pk)
    if name not in ("thumbnail", "preview", "result") or not getattr(task, name):
        raise Http404
    return file_response(getattr(task, name).name, download_name(task) if name == "result" else "")
