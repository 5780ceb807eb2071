"""The photo library: a paginated, filtered list of all photos of the workspace."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ... import selectors
from ...filters import filter_photos
from ..decorators import converts_uploads
from ..live import poll_query
from ..requests import StudioRequest, parse_filters
from .forms import LibraryForm
from .upload import upload_photos

PAGE_SIZE = 24


@converts_uploads
@require_http_methods(["GET", "HEAD", "POST"])
def library(request: StudioRequest) -> HttpResponse:
    """Show a page of the library; add the uploaded photos on POST."""
    if request.method == "POST":
        return upload_photos(request)
    filters = parse_filters(request.GET, LibraryForm)
    number = request.GET.get("page")
    photos = filter_photos(selectors.photos(request.workspace), filters)
    paginator = selectors.BoundedPaginator(photos, PAGE_SIZE, number)
    page = paginator.get_page(number)
    context = {
        "page": page,
        "filters": filters,
        "filtered": any(value for name, value in filters.items() if name != "sort"),
        "garments": selectors.garment_names(request.workspace),
        "form": LibraryForm(),
        "next_poll": poll_query(photos=page),
    }
    return render(request, "recolor/photos/library.html", context)
