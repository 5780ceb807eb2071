"""The photo library: a paginated, filtered list of all photos of the workspace."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_http_methods

from ..decorators import converts_uploads
from ..requests import StudioRequest
from .hosted import add_hosted_photo
from .listing import render_library
from .upload import upload_photos


@converts_uploads
@require_http_methods(["GET", "HEAD", "POST"])
def library(request: StudioRequest) -> HttpResponseBase:
    """Show a page of the library; on POST, add the uploaded photos, or the one with a `hosted_id`."""
    if request.method == "POST":
        return add_hosted_photo(request) if "hosted_id" in request.POST else upload_photos(request)
    return render_library(request)
