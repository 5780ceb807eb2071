"""Lists that people came from: a page of a photo or a result keeps the query of the library or the gallery.

Links in a list carry its query as the field `list`, so that the page they open can lead back to the same filters and
page, and on to the next row.
"""

from urllib.parse import urlencode, urlsplit

from django.http import QueryDict
from django.urls import reverse

from .requests import StudioRequest

FIELD = "list"


def list_query(request: StudioRequest, name: str) -> str:
    """Return the query of a list, given by its URL's name: of the current page, or as the page's links have carried it.

    Cards are also drawn by polls, whose page is that of the browser.
    """
    page = urlsplit(request.htmx.current_url or "") if request.htmx else None
    path, query = (page.path, page.query) if page else (request.path, request.META.get("QUERY_STRING", ""))
    if path == reverse(name):
        return query
    return QueryDict(query).get(FIELD, "") if path.startswith(reverse(name)) else ""


def with_list(url: str, query: str) -> str:
    """Return an address that carries the query of a list."""
    return f"{url}?{urlencode({FIELD: query})}" if query else url
