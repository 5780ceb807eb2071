"""Pasting the copied colorways onto photos: the check before, and creating the tasks."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from ... import selectors, services
from ...models import Photo
from ..copied import copied_colorways
from ..meant import read_meant
from ..planned import common_cell, ticked_cells, unlisted_count
from ..problems import Problem
from ..requests import MAX_PHOTOS, StudioRequest, photo_ids, photo_ids_text
from ..results.gallery import PAGE_SIZES


def redirect_to_paste(ids: Iterable[int]) -> HttpResponse:
    """Redirect to the check of pasting onto the photos with some ids."""
    return redirect(reverse("paste", query={"photos": photo_ids_text(ids)}))


@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: StudioRequest) -> HttpResponse:
    """Show what pasting onto `photos` (ids with commas) would do; create the ticked tasks on POST.

    With `repeat`, results that a photo has already are made again. `meant` chooses garments for ambiguous targets.
    """
    colorways = copied_colorways(request)
    ids = photo_ids(request.GET)
    if len(ids) > MAX_PHOTOS:
        text = _("Only the first %(count)s photos are taken. Paste onto the others afterwards.")
        messages.info(request, text % {"count": MAX_PHOTOS})
    photos = list(selectors.photos(request.workspace).filter(pk__in=ids[:MAX_PHOTOS]))
    if not colorways or not photos:
        messages.info(request, _("Copy the colors of a result first, then select photos to paste them onto."))
        address = reverse("photos" if colorways else "gallery")
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
    options: dict[str, Any] = {"meant": read_meant(request.GET), "repeat": "repeat" in request.GET}
    refused: Problem | None = None
    if request.method == "POST":
        try:
            return _create(request, photos, options)
        except ValidationError as error:
            refused = Problem.of("paste", error)
    plan = services.colorways_plan(colorways, photos, **options)
    context = {"problem": refused, **_context(request, plan, sent=request.POST if refused else None)}
    return render(request, "recolor/photos/paste.html", context, status=422 if refused else 200)


def _create(request: StudioRequest, photos: list[Photo], options: dict[str, Any]) -> HttpResponse:
    """Create the ticked results. Raises ValidationError."""
    keys = set(request.POST.getlist("cell"))
    if not keys:
        raise ValidationError(_("Tick at least one result."))
    plan, tasks = services.colorways_paste(
        request.workspace, copied_colorways(request), photos, keys=keys, created_by=request.user, **options
    )
    if not tasks:
        messages.info(request, _("These results exist already, or cannot be made."))
        return redirect("gallery")
    text = ngettext("Requested %(count)s result.", "Requested %(count)s results.", len(tasks)) % {"count": len(tasks)}
    left_out = sum(not pasting.possible for pasting in plan)
    if left_out:
        more = ngettext("%(count)s photo was left out.", "%(count)s photos were left out.", left_out)
        text = f"{text} {more % {'count': left_out}}"
    messages.success(request, text)
    page_size = next((size for size in PAGE_SIZES if size >= len(tasks)), PAGE_SIZES[-1])
    return redirect(reverse("gallery", query={"page_size": page_size}))


def _context(request: StudioRequest, plan: list[services.Pasting], sent: QueryDict | None) -> dict[str, object]:
    """Return what the page shows. sent: the form that was refused."""
    ids = [pasting.photo.pk for pasting in plan]
    cells = [cell for pasting in plan for cell in pasting.possible]
    ticked = ticked_cells(cells, sent)
    return {
        "possible": [
            (pasting, common_cell(pasting.cells), _changed(request, [pk for pk in ids if pk != pasting.photo.pk]))
            for pasting in plan
            if pasting.possible
        ],
        "left_out": [pasting for pasting in plan if not pasting.possible],
        "ticked": ticked,
        "count": sum(cell.key in ticked for cell in cells),
        "unlisted": unlisted_count(cells),
        "existing": sum(pasting.existing for pasting in plan),
        "photos_query": photo_ids_text(ids),
        "repeat": "repeat" in request.GET,
        "address_repeating": _changed(request, ids, repeat="1"),
    }


def _changed(request: StudioRequest, ids: Iterable[int], **changes: str) -> str:
    """Return the address of the page with other photos and options."""
    query = request.GET.copy()
    query["photos"] = photo_ids_text(ids)
    for name, value in changes.items():
        query[name] = value
    return f"{reverse('paste')}?{query.urlencode()}"
