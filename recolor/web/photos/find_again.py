"""Finding the garments of a photo again, after a confirmation if people have changed them."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ... import selectors, services
from ..lists import FIELD, list_query
from ..requests import StudioRequest
from .rows import form_query


@require_POST
def find_again(request: StudioRequest, pk: int) -> HttpResponse:
    """Find the garments again; if people have changed some, first ask with a list of what stays and what does not.

    The studio opens with what was entered into its form, which is sent along.
    """
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    changes, entered = selectors.garment_changes(photo), form_query(request.POST)
    query = urlencode([*entered, *((FIELD, value) for value in [list_query(request, "photos")] if value)])
    studio = reverse("photo", args=[pk]) + (f"?{query}" if query else "")
    if changes.any and "confirmed" not in request.POST:
        context = {"photo": photo, "changes": changes, "entered": entered, "studio": studio}
        return render(request, "recolor/photos/find_again.html", context)
    services.photo_find_again(photo)
    return redirect(studio)
