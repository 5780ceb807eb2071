"""The gallery: a paginated list of all results. Filters, order and page are in the query of its URL."""

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ... import selectors
from ...engine import FAMILIES
from ...filters import filter_tasks
from ...models import RecolorTask
from ..decorators import converts_uploads
from ..live import poll_query
from ..requests import StudioRequest, parse_filters
from .filters import GalleryForm
from .saved_views import saved_views_context

PAGE_SIZES = (12, 24, 48, 96)  # offered on the page; the first is the default


@converts_uploads
@require_safe
def gallery(request: StudioRequest) -> HttpResponse:
    """Show a page of the results that match the filters."""
    filters = parse_filters(request.GET, GalleryForm)
    tasks = filter_tasks(selectors.tasks(request.workspace), request.workspace, filters)
    filtered = any(value for name, value in filters.items() if name not in ("sort", "page_size"))
    number = request.GET.get("page")
    count = None if filtered else selectors.task_count(request.workspace)
    paginator = selectors.BoundedPaginator(tasks, filters.get("page_size") or PAGE_SIZES[0], number, count)
    page = paginator.get_page(number)
    shows_newest = page.number == 1 and filters.get("sort") in ("", "newest")
    context = {
        "page": page,
        "form": GalleryForm(filters),
        "garments": selectors.requested_targets(request.workspace),
        "families": FAMILIES,
        "page_sizes": PAGE_SIZES,
        "filters": filters,
        "filtered": filtered,
        **saved_views_context(request),
        "next_poll": poll_query(page, newest=_newest(page, request) if shows_newest else None),
    }
    return render(request, "recolor/results/gallery.html", context)


def _newest(page: Page[RecolorTask], request: HttpRequest) -> tuple[int, str]:
    """Return the highest id on the page and the page's query, with which the next poll looks for new tasks."""
    return max((task.pk for task in page), default=0), request.GET.urlencode()
