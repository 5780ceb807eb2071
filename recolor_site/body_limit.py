"""Too large request bodies: a WSGI application around Django's finds them before anything reads them, and a middleware
refuses them, after those that add the request id and the headers for other origins.

Django limits forms while it reads them, and REST framework's JSON parser has no limit. A chunked body has no header
Content-Length, without which Django reads nothing: it is copied to a temporary file, up to the limit.
"""

import io
import tempfile
from collections.abc import Callable, Iterable
from typing import IO
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.http import HttpRequest, HttpResponse, JsonResponse

_EXCEEDED = "recolor.exceeded_body_limit"  # key of the environment: the limit in bytes
_MEMORY = 1024 * 1024  # bytes of a chunked body that are kept in memory; larger ones go to the disk
_CHUNK = 64 * 1024


class BodyLimit:
    """The wrapper.

    largest_upload: bytes of a multipart body, the form of uploads. largest_other: bytes of any other body.
    """

    def __init__(self, application: WSGIApplication, *, largest_upload: int, largest_other: int) -> None:
        self._application = application
        self._largest_upload, self._largest_other = largest_upload, largest_other

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        is_upload = environ.get("CONTENT_TYPE", "").lower().startswith("multipart/")
        limit = self._largest_upload if is_upload else self._largest_other
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            body = tempfile.SpooledTemporaryFile(_MEMORY)  # noqa: SIM115 - closed when the request is gone
            size = _copy(environ["wsgi.input"], body, limit)
            environ["wsgi.input"], environ["CONTENT_LENGTH"] = body, str(size)
        else:
            length = environ.get("CONTENT_LENGTH") or "0"
            size = int(length) if length.isdecimal() else 0
        if size > limit:
            environ |= {_EXCEEDED: limit, "wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0"}
        return self._application(environ, start_response)


class BodyLimitMiddleware:
    """Answer 413 to the requests that `BodyLimit` has found: in JSON to the API's callers, in text to people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = request.META.get(_EXCEEDED)
        if limit is None:
            return self._get_response(request)
        text = f"The request is larger than {limit / 1024**2:.0f} MB. Send less at once, or a smaller file."
        if request.path.startswith(("/v2/", "/v4/")):
            return JsonResponse({"detail": text}, status=413)
        return HttpResponse(text, content_type="text/plain; charset=utf-8", status=413)


def _copy(source: IO[bytes], target: IO[bytes], limit: int) -> int:
    """Copy a body, but not much more than `limit` bytes of it. Return the number of bytes and rewind the target."""
    size = 0
    while size <= limit and (chunk := source.read(_CHUNK)):
        target.write(chunk)
        size += len(chunk)
    target.seek(0)
    return size
