"""The list of all batches of the workspace."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ... import selectors
from ...filters import filter_batches
from ...states import IN_PROGRESS
from ..requests import StudioRequest, parse_filters

PAGE_SIZE = 20


class BatchFilters(forms.Form):
    """The search in the query of the list."""

    q = forms.CharField(required=False, max_length=100)


@require_safe
def batches(request: StudioRequest) -> HttpResponse:
    """Show a page of the batches with their progress; it loads itself again while one of them is in progress."""
    filters = parse_filters(request.GET, BatchFilters)
    found = filter_batches(selectors.batches(request.workspace), filters)
    # Progress is counted only for the batches of the page.
    page = selectors.LongListPaginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page)
    thumbnails = selectors.batch_thumbnails(shown)
    rows = [(batch, selectors.progress_of(batch), thumbnails[batch.pk]) for batch in shown]
    context = {
        "page": page,
        "rows": rows,
        "filters": filters,
        "in_progress": any(progress.status in IN_PROGRESS for _batch, progress, _thumbnails in rows),
    }
    template = "recolor/batches/list.html"
    # A poll replaces only the list; a search needs the whole page, of which it takes the list and the messages.
    is_poll = request.htmx and request.htmx.target == "batches" and request.htmx.trigger == "batches"
    return render(request, f"{template}#batches" if is_poll else template, context)
