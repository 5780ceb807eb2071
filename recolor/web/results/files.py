"""A result's pictures, for people who are signed in."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from ... import selectors
from ..requests import StudioRequest
from ..results.downloads import download_name
from ..stored_pictures import picture_response


@require_safe
def result_file(request: StudioRequest, pk: int, name: str) -> HttpResponse | FileResponse:
    task = get_object_or_404(selectors.tasks_and_trash(request.workspace), pk=pk)
    if name not in ("thumbnail", "preview", "result") or not getattr(task, name):
        raise Http404
    stored = getattr(task, name).name
    return picture_response(stored, download_name(task) if name == "result" else "")
