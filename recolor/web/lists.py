"""The way from the library or the gallery to the page of a row and back.

Links in a list carry its query as the field `list`, so that the page they open can lead back to the same filters and
page, and on to the next row. Links to results on the pages of a batch and of a photo carry the query with which the
gallery lists the same results.
"""

from urllib.parse import urlencode, urlsplit

from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse

from .requests import StudioRequest

FIELD = "list"
_RESULTS_ON = {"batch": "batch={pk}&sort=oldest", "photo": "photo={pk}"}  # by the names of the pages' URLs


def list_query(request: StudioRequest, name: str) -> str:
    """Return the query of the list with a URL's name; empty if the person did not come from it.

    If the current page is the list, this is the page's own query; on the pages of its rows, it is the field `list`. The
    answer to a poll belongs to the page that the browser shows; a list with a new filter is shown after its answer.
    """
    path, query = request.path, str(request.META.get("QUERY_STRING", ""))
    if request.htmx and not (request.method == "GET" and path == reverse(name)):
        page = urlsplit(request.htmx.current_url or "")
        path, query = page.path, page.query
    if path == reverse(name):
        return query
    if path.startswith(reverse(name)):
        return QueryDict(query).get(FIELD, "")
    return _results_on(path) if name == "gallery" else ""


def _results_on(path: str) -> str:
    """Return the gallery's query for the results on a page of another area; empty if it shows none."""
    try:
        page = resolve(path)
    except Resolver404:
        return ""
    return _RESULTS_ON.get(page.url_name or "", "").format(**page.kwargs)


def with_list(url: str, query: str) -> str:
    """Return an address that carries the query of a list."""
    return f"{url}?{urlencode({FIELD: query})}" if query else url
