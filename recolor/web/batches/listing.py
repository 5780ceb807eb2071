"""The list of all batches of the workspace."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ... import selectors
from ..requests import StudioRequest

PAGE_SIZE = 20


@require_safe
def batches(request: StudioRequest) -> HttpResponse:
    """Show a page of the batches with their progress; it loads itself again while one of them is in progress."""
    page = Paginator(selectors.batches(request.workspace), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page)
    thumbnails = selectors.batch_thumbnails(shown)
    rows = [(batch, selectors.progress_of(batch), thumbnails[batch.pk]) for batch in shown]
    context = {
        "page": page,
        "rows": rows,
        "in_progress": any(progress.status in ("queued", "processing") for _batch, progress, _thumbnails in rows),
    }
    template = "recolor/batches/list.html"
    return render(request, f"{template}#batches" if request.htmx else template, context)
