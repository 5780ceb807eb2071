"""The trash: deleted results, which can be restored until they are purged."""

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
    """Restore the results of one deletion, given by its `trash_group`, or the ticked `task`s."""
    tasks = selectors.trashed_tasks(request.workspace)
    try:
        tasks = tasks.filter(trash_group=uuid.UUID(request.POST["trash_group"]))
    except (KeyError, ValueError):
        tasks = tasks.filter(pk__in=selected_ids(request.POST))
    count = services.tasks_restore(tasks)
    if count:
        text = ngettext("Restored %(count)s result.", "Restored %(count)s results.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("There was nothing to restore."))
    return redirect(next_url(request, "trash"))


@require_POST
def purge(request: StudioRequest) -> HttpResponse:
    """Permanently delete the ticked `task`s, or everything in the trash if none is ticked."""
    ids = selected_ids(request.POST)
    if ids:
        count = services.tasks_delete(selectors.trashed_tasks(request.workspace).filter(pk__in=ids))
    else:
        count = services.trash_purge(request.workspace)
    text = ngettext("Permanently deleted %(count)s result.", "Permanently deleted %(count)s results.", count)
    messages.success(request, text % {"count": count})
    return redirect("trash")
