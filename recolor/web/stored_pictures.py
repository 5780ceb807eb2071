"""Stored pictures as responses."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

# A stored file never changes (another one gets another address), so a browser may keep it.
CACHE_HEADERS = {"Cache-Control": "private, max-age=86400, immutable"}


def picture_response(stored: str, download_as: str = "") -> FileResponse:
    try:
        file = default_storage.open(stored)
    except FileNotFoundError:  # deleted since the row was read
        raise Http404 from None
    return FileResponse(file, as_attachment=bool(download_as), filename=download_as or stored, headers=CACHE_HEADERS)
