"""The gallery: every result, a page at a time, as the list endpoint has them; all of its state is in the address."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import selectors
from ..engine import FAMILIES
from ..forms import GalleryForm
from ..searching import matching_tasks
from .http import StudioRequest
from .live import watching
from .wanted import wanted_of

PAGE_SIZES = (12, 24, 48, 96)


@require_safe
def gallery(request: StudioRequest) -> HttpResponse:
    wanted = wanted_of(request.GET)
    tasks = matching_tasks(selectors.tasks(request.workspace), wanted)
    paginator = Paginator(tasks, wanted.get("page_size") or PAGE_SIZES[0])
    page = paginator.get_page(request.GET.get("page"))
    first_page = page.number == 1 and wanted.get("sort") in ("", "newest")
    context = {
        "page": page,
        "pages": paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "form": GalleryForm(wanted),
        "garments": selectors.asked_garments(request.workspace),
        "families": FAMILIES,
        "page_sizes": PAGE_SIZES,
        "wanted": wanted,
        "filtered": any(value for name, value in wanted.items() if name not in ("sort", "page_size")),
        "watch": watching(page, newest=_newest(page, request) if first_page else None),
    }
    return render(request, "recolor/gallery.html", context)


def _newest(page: Any, request: HttpRequest) -> tuple[int, str]:
    """From which task on the next poll looks for new ones, and by which filters."""
    first = max((task.pk for task in page), default=0)
    return first, request.GET.urlencode()
