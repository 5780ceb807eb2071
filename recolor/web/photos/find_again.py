"""Finding the garments of a photo again, after a confirmation if people have changed them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from ... import selectors, services
from ..requests import StudioRequest


@require_POST
def find_again(request: StudioRequest, pk: int) -> HttpResponse:
    """Find the garments again; if people have changed some, first ask with a list of what stays and what does not."""
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    changes = selectors.garment_changes(photo)
    if changes.any and "confirmed" not in request.POST:
        return render(request, "recolor/photos/find_again.html", {"photo": photo, "changes": changes})
    services.photo_find_again(photo)
    return redirect("photo", pk)
