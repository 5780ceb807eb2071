"""The files of a photo, for signed-in people."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from ... import selectors
from ..requests import StudioRequest
from ..responses import file_response


@require_safe
def photo_file(request: StudioRequest, pk: int, name: str) -> HttpResponse | FileResponse:
    """Return the thumbnail, the preview or the stored photo itself; the trash shows those of its photos, too."""
    photo = get_object_or_404(selectors.photos_and_trash(request.workspace), pk=pk)
    if name not in ("thumbnail", "preview", "file") or not getattr(photo, name):
        raise Http404
    return file_response(getattr(photo, name).name)
