"""Too large request bodies: a WSGI application around Django's finds them before anything reads them, and a middleware
refuses them, after those that add the request id and the headers for other origins.

Django limits forms while it reads them, and REST framework's JSON parser has no limit. A chunked body has no header
Content-Length, without which Django reads nothing. An upload gets the limit as its length, so that it is read like any
other, after authentication; its size is found meanwhile. Other bodies, which are small, are read before.
"""

import io
from collections.abc import Callable, Iterable
from wsgiref.types import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse

_UPLOADS = ("/photos/", "/batches/sheets/", "/settings/palettes/import/", "/v4/models/")  # beginnings of paths
_EXCEEDED = "recolor.exceeded_body_limit"  # key of the environment: the limit in bytes


class BodyLimit:
    """The wrapper.

    largest_upload: bytes of a multipart body, the form of uploads, to a path that takes them. largest_other: bytes of
    any other body.
    """

    def __init__(self, application: WSGIApplication, *, largest_upload: int, largest_other: int) -> None:
        self._application = application
        self._largest_upload, self._largest_other = largest_upload, largest_other

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        is_multipart = environ.get("CONTENT_TYPE", "").lower().startswith("multipart/")
        is_upload = is_multipart and environ.get("PATH_INFO", "").startswith(_UPLOADS)
        limit = self._largest_upload if is_upload else self._largest_other
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            size = _prepare_chunked(environ, limit, is_upload)
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
        if _EXCEEDED not in request.META:
            response = self._get_response(request)
            if _EXCEEDED not in request.META:  # a chunked upload may exceed the limit while it is read
                return response
        megabytes = request.META[_EXCEEDED] / 1024**2
        text = f"The request is larger than {megabytes:.0f} MB. Send less at once, or a smaller file."
        if request.path.startswith(("/v2/", "/v4/")):
            return JsonResponse({"detail": text}, status=413)
        return HttpResponse(text, content_type="text/plain; charset=utf-8", status=413)


def _prepare_chunked(environ: WSGIEnvironment, limit: int, is_upload: bool) -> int:
    """Let Django read a chunked body; return its size in bytes as far as it is known, which is at most `limit` + 1."""
    source = environ["wsgi.input"]
    if is_upload:
        environ |= {"wsgi.input": _ChunkedUpload(source, limit, environ), "CONTENT_LENGTH": str(limit + 1)}
        return 0
    content = source.read(limit + 1)
    environ |= {"wsgi.input": io.BytesIO(content), "CONTENT_LENGTH": str(len(content))}
    return len(content)


class _ChunkedUpload:
    """A chunked body that raises RequestDataTooBig, and says so in the environment, when it exceeds the limit."""

    def __init__(self, source: InputStream, limit: int, environ: WSGIEnvironment) -> None:
        self._source, self._limit, self._environ = source, limit, environ
        self._size = 0

    def read(self, size: int = -1) -> bytes:
        return self._counted(self._source.read(size))

    def readline(self, size: int = -1) -> bytes:
        return self._counted(self._source.readline(size))

    def _counted(self, part: bytes) -> bytes:
        self._size += len(part)
        if self._size > self._limit:
            self._environ[_EXCEEDED] = self._limit
            raise RequestDataTooBig
        return part
