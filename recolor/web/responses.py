"""Responses that several views share."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse

# A stored file never changes (a new version gets a new URL), so browsers may cache it.
CACHE_HEADERS = {"Cache-Control": "private, max-age=86400, immutable"}


def refuse(text: str, status: int) -> HttpResponse:
    """Return an error as plain text, for scripts that show it beside the control that was used."""
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)


def is_api(request: HttpRequest) -> bool:
    """Whether a request is for the API, whose errors are JSON."""
    return request.path.startswith(("/v2/", "/v4/", "/api/"))


def refuse_for_now(request: HttpRequest, text: str, status: int, seconds: int) -> HttpResponse:
    """Return an error that passes by itself, as JSON for the API and else as plain text. seconds: when to try again."""
    response = JsonResponse({"detail": text}, status=status) if is_api(request) else refuse(text, status)
    response["Retry-After"] = str(seconds)
    return response


def file_response(name: str, download_as: str = "") -> FileResponse:
    """Return a stored file by its storage name, as a download if `download_as` gives a file name."""
    try:
        file = default_storage.open(name)
    except FileNotFoundError:  # deleted after the row was read
        raise Http404 from None
    return FileResponse(file, as_attachment=bool(download_as), filename=download_as or name, headers=CACHE_HEADERS)
