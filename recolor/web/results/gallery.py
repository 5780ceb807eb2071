"""The gallery: every result, a page at a time, as the list endpoint has them; all of its state is in the address."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ... import selectors
from ...engine import FAMILIES
from ...search import filter_tasks
from ..filters import parse_filters
from ..live import poll_query
from ..requests import StudioRequest
from .forms import GalleryForm

PAGE_SIZES = (12, 24, 48, 96)


@require_safe
def gallery(request: StudioRequest) -> HttpResponse:
    filters = parse_filters(request.GET)
    tasks = filter_tasks(selectors.tasks(request.workspace), filters)
    paginator = Paginator(tasks, filters.get("page_size") or PAGE_SIZES[0])
    page = paginator.get_page(request.GET.get("page"))
    first_page = page.number == 1 and filters.get("sort") in ("", "newest")
    context = {
        "page": page,
        "pages": paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "form": GalleryForm(filters),
        "garments": selectors.requested_targets(request.workspace),
        "families": FAMILIES,
        "page_sizes": PAGE_SIZES,
        "wanted": filters,
        "filtered": any(value for name, value in filters.items() if name not in ("sort", "page_size")),
        "next_poll": poll_query(page, newest=_newest(page, request) if first_page else None),
    }
    return render(request, "recolor/results/gallery.html", context)


def _newest(page: Any, request: HttpRequest) -> tuple[int, str]:
    """From which task on the next poll looks for new ones, and by which filters."""
    first = max((task.pk for task in page), default=0)
    return first, request.GET.urlencode()
