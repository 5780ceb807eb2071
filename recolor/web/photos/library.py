"""The photo library: a paginated, filtered list of all photos of the workspace."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ... import selectors
from ..decorators import converts_uploads
from ..live import poll_query
from ..requests import StudioRequest
from .forms import LibraryForm
from .listing import photos_page
from .upload import upload_photos


@converts_uploads
@require_http_methods(["GET", "HEAD", "POST"])
def library(request: StudioRequest) -> HttpResponse:
    """Show a page of the library; add the uploaded photos on POST."""
    if request.method == "POST":
        return upload_photos(request)
    listed = photos_page(request.workspace, request.GET)
    context = {
        **listed,
        "garments": selectors.garment_names(request.workspace),
        "form": LibraryForm(),
        "unchecked": selectors.unchecked_outlines(request.workspace),
        "next_poll": poll_query(photos=listed["page"]),
    }
    return render(request, "recolor/photos/library.html", context)
