"""The color rows of an open studio, which asks for them again when the garments may have changed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ... import selectors, services
from ..requests import StudioRequest
from .rows import form_rows
from .studio_parts import earlier_task, entered_changes, shown_tasks
from .typed import awaited


@require_safe
def garment_rows(request: StudioRequest, pk: int) -> HttpResponse:
    """Return the rows for the garments that the photo has now, with what was entered into them.

    The query says why the page asks: `searching` while the garments are being found, whose list comes with the rows
    then; `layers_only` while only their color layers are, `again` to fill in the colors of an earlier task, nothing
    when garments were changed on the page.
    """
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    if "searching" in request.GET and photo.in_progress:  # the rows, and what is typed in them, stay
        response = render(request, "recolor/photos/_garments_status.html", {"photo": photo})
        response["HX-Retarget"], response["HX-Reswap"] = "#garments-status", "outerHTML"
        return response
    layers_only = "layers_only" in request.GET
    awaits_layers = services.photo_awaits_layers(photo)
    # Other rows would take away what is said about those that were sent.
    if layers_only and (awaits_layers or "problems_shown" in request.GET):
        return HttpResponse(status=204)
    context: dict[str, Any] = {
        "photo": photo,
        "rows": form_rows(photo, entered_changes(request, earlier_task(request))),
        "typed": awaited(photo, shown_tasks(request, photo)),
        "awaits_layers": awaits_layers,
        "rows_only": True,
        "were_found": "searching" in request.GET,
        "layers_only": layers_only,
    }
    return render(request, "recolor/photos/studio.html#garments", context)
