"""What the library lists for a query, and its page."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from ... import selectors
from ...filters import filter_photos
from ...models import Workspace
from ..live import poll_query
from ..requests import StudioRequest, parse_filters
from .forms import LibraryForm

PAGE_SIZE = 24


def render_library(request: StudioRequest, status: int = 200, **context: object) -> HttpResponse:
    """Return a page of the library. context: of a form that is shown again."""
    listed = photos_page(request.workspace, request.GET)
    context |= {
        **listed,
        "garments": selectors.garment_names(request.workspace),
        "form": LibraryForm(),
        "unchecked": selectors.unchecked_outlines(request.workspace),
        "incomplete": selectors.incomplete_photos(request.workspace),
        "next_poll": poll_query(photos=listed["page"]),
    }
    return render(request, "recolor/photos/library.html", context, status=status)


def photos_page(workspace: Workspace, query: QueryDict) -> dict[str, Any]:
    """Return `page`, the photos of one page of the library, `filters`, and `filtered`: whether filters apply."""
    filters = parse_filters(query, LibraryForm)
    number = query.get("page")
    photos = filter_photos(selectors.photos(workspace), filters)
    return {
        "page": selectors.BoundedPaginator(photos, PAGE_SIZE, number).get_page(number),
        "filters": filters,
        "filtered": any(value for name, value in filters.items() if name != "sort"),
    }
