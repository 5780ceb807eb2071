"""The trash: what was deleted, brought back or purged for good."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ... import selectors, services
from ..requests import StudioRequest, next_url, selected_ids

PAGE_SIZE = 48


@require_safe
def trash(request: StudioRequest) -> HttpResponse:
    paginator = Paginator(selectors.trashed_tasks(request.workspace), PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    context = {"page": page, "pages": paginator.page_range, "days": settings.RECOLOR_TRASH_DAYS}
    return render(request, "recolor/results/trash.html", context)


@require_POST
def restore(request: StudioRequest) -> HttpResponse:
    """Bring back what went to the trash as one `trash_group`, or the ticked `task`s."""
    tasks = selectors.trashed_tasks(request.workspace)
    try:
        tasks = tasks.filter(trash_group=uuid.UUID(request.POST["trash_group"]))
    except (KeyError, ValueError):
        tasks = tasks.filter(pk__in=selected_ids(request))
    count = services.tasks_restore(tasks)
    if count:
        text = ngettext("%(count)s result is back.", "%(count)s results are back.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("There was nothing (more) to bring back."))
    return redirect(next_url(request, "trash"))


@require_POST
def purge(request: StudioRequest) -> HttpResponse:
    """Delete everything in the trash, or only the ticked `task`s, for good."""
    ids = selected_ids(request)
    if ids:
        count = services.tasks_delete(selectors.trashed_tasks(request.workspace).filter(pk__in=ids))
    else:
        count = services.trash_purge(request.workspace)
    text = ngettext("Deleted %(count)s result for good.", "Deleted %(count)s results for good.", count)
    messages.success(request, text % {"count": count})
    return redirect("trash")
