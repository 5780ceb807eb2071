"""A WSGI application around Django's, with which Django reads all requests as UTF-8."""

import re
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_CHARSET = re.compile(r";\s*charset\s*=[^;]*", re.IGNORECASE)


class WithoutCharset:
    """The wrapper: it removes the charset from `Content-Type`. JSON (RFC 8259) and the forms of browsers are in UTF-8.

    Django would decode fields and the query with any codec of Python. One that decodes no bytes, such as rot13, raises
    an exception even before the first middleware.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if content_type := environ.get("CONTENT_TYPE"):
            environ["CONTENT_TYPE"] = _CHARSET.sub("", content_type)
        return self._application(environ, start_response)
