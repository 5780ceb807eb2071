"""Views that exist only while a hosted service is configured."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from ..engines import hosted_engine_configured

View = Callable[..., HttpResponse]


def hosted_only(view: View) -> View:
    """Answer 404 where no hosted service is configured."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not hosted_engine_configured():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
