"""A photo's pictures, for people who are signed in."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from ... import selectors
from ..requests import StudioRequest
from ..stored_pictures import picture_response


@require_safe
def photo_file(request: StudioRequest, pk: int, name: str) -> HttpResponse | FileResponse:
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    if name not in ("thumbnail", "preview", "file") or not getattr(photo, name):
        raise Http404
    return picture_response(getattr(photo, name).name)
