"""What the library lists for a query."""

from typing import Any

from django.http import QueryDict

from ... import selectors
from ...filters import filter_photos
from ...models import Workspace
from ..requests import parse_filters
from .forms import LibraryForm

PAGE_SIZE = 24


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
