"""The answers to requests that fail outside of views; for people, a page to try again on if it passes by itself."""

import sys

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.defaults import bad_request, server_error

from ..exceptions import DATABASE_UNREACHABLE, StorageError
from .responses import is_api, refuse_for_now

_RETRY_AFTER = 5  # seconds


def refused(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer a request that Django refuses before a view gets it, such as one for an unknown host.

    Django calls it as `handler400`.
    """
    if not is_api(request):
        return bad_request(request, exception)
    if isinstance(exception, DisallowedHost):
        host = request.META.get("HTTP_HOST", "")
        text = f"“{host}” is no host of this server. Send one of its RECOLOR_ALLOWED_HOSTS, or add this one there."
        return JsonResponse({"Host": [text]}, status=400)
    return JsonResponse({"non_field_errors": ["The request could not be read. Check its headers."]}, status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a request for which a view or a middleware has raised an exception that nothing else handles.

    Django calls it as `handler500`, while it handles the exception. The page needs neither the database nor a session.
    """
    error = sys.exception()
    if isinstance(error, StorageError):
        text = str(error)
    elif isinstance(error, DATABASE_UNREACHABLE):
        text = _("The database is busy or cannot be reached. Try again in a few seconds.")
    elif is_api(request):
        detail = "The error is on our side. Tell whoever runs this server the X-Request-Id of this answer."
        return JsonResponse({"detail": detail}, status=500)
    else:
        return server_error(request)
    response = refuse_for_now(request, text, 503, _RETRY_AFTER)
    if not is_api(request) and "HX-Request" not in request.headers:  # htmx: the text is shown beside the control
        address = request.get_full_path() if request.method in ("GET", "HEAD") else ""
        response.content = render_to_string("503.html", {"text": text, "address": address})
        response["Content-Type"] = "text/html; charset=utf-8"
    return response
