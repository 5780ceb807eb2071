"""What can be done with several photos of the library: the ticked ones, or all that match its filters."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..problems import Problem, add_problem
from ..requests import StudioRequest, next_url, photo_ids_text, selected_ids
from .delete import delete_or_ask
from .forms import filtered_photos
from .paste import redirect_to_paste


@require_POST
def select(request: StudioRequest) -> HttpResponse:
    """Go on with the ticked `photo`s, or, with `all`, with the photos that match the query in `filters`.

    With the `action` "batch", a batch is planned; with "delete", the photos are deleted; else the copied colorways are
    pasted.
    """
    action = request.POST.get("action")
    ids = _selected(request)
    if not ids:
        add_problem(request, Problem("bulk", _("Nothing is selected; tick some photos first.")))
        return redirect(next_url(request, "photos"))
    if action == "delete":
        return delete_or_ask(request, ids)
    if action == "batch":
        return redirect(reverse("batch_new", query={"photos": photo_ids_text(ids)}))
    return redirect_to_paste(ids)


def _selected(request: StudioRequest) -> list[int]:
    """Return the ids of the selected photos."""
    if not request.POST.get("all"):
        return selected_ids(request.POST, "photo")
    photos = filtered_photos(request.workspace, QueryDict(request.POST.get("filters", "")))
    return list(photos.values_list("pk", flat=True))
