"""Middleware that removes null characters from what people send.

Nobody sees or types them, but they may be in a text that is pasted. PostgreSQL can neither store nor compare them: each
query with one would fail. The serializers of the API refuse them by themselves.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from .responses import is_api


class NullCharacterMiddleware:
    """Remove null characters from the fields and the query of a request for the dashboard; refuse them in its path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Clean the request once it has passed the check against forgery, which has read its fields."""
        if is_api(request):
            return
        if "\0" in request.path_info:
            raise Http404  # no row has such a name
        request.GET = _cleaned(request.GET)  # type: ignore[assignment]  # of the type that only Django creates
        request.POST = _cleaned(request.POST)  # type: ignore[assignment]


def _cleaned(data: QueryDict) -> QueryDict:
    if not any("\0" in value for _name, values in data.lists() for value in values):
        return data
    cleaned = data.copy()
    for name, values in data.lists():
        cleaned.setlist(name, [value.replace("\0", "") for value in values])
    return cleaned
