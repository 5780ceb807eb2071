"""The page of one result, and the actions on it."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ... import selectors, services
from ...models import AuditEntry, RecolorTask
from ..audit import audit
from ..lists import list_query
from ..problems import Problem, add_problem
from ..requests import StudioRequest, next_url
from ..toasts import Undo, success_with_undo
from .api_call import api_call
from .filters import filtered_tasks


@require_safe
def result(request: StudioRequest, pk: int) -> HttpResponse:
    """Show a task's page, or for a poll the part of it that changes."""
    tasks = selectors.tasks_and_trash(request.workspace).select_related("created_by", "created_key", "batch")
    task = selectors.with_review_records(tasks).filter(pk=pk).first()
    if task is None and request.htmx:
        # Status 200: htmx swaps nothing in on a 404, and the page would poll on.
        return render(request, "recolor/results/result.html#gone")
    if task is None:
        raise Http404
    context = {"task": task, "versions": list(selectors.versions(task)), "api_call": api_call(request, task)}
    if request.htmx:
        return render(request, "recolor/results/result.html#task", context)
    return render(request, "recolor/results/result.html", context | {"neighbors": _neighbors(request, task)})


def _neighbors(request: StudioRequest, task: RecolorTask) -> selectors.Neighbors:
    """Return the ids of the tasks before and after a task in the gallery, as the person has filtered and sorted it."""
    query = QueryDict(list_query(request, "gallery"))
    return selectors.neighbors(filtered_tasks(request.workspace, query), task.pk)


@require_safe
def compare(request: StudioRequest, pk: int) -> HttpResponse:
    """Return the comparison of before and after for the lightbox."""
    return render(request, "recolor/results/_lightbox.html", {"task": _task(request, pk)})


@require_POST
def delete(request: StudioRequest, pk: int) -> HttpResponse:
    trash_group, count = services.tasks_trash([_task(request, pk)])
    if count:
        audit(request, AuditEntry.Action.TRASHED, _("result %(pk)s") % {"pk": pk})
        success_with_undo(request, _("Moved result %(pk)s to the trash.") % {"pk": pk}, Undo.of_results(trash_group))
    return redirect(next_url(request, "gallery"))


@require_POST
def retry(request: StudioRequest, pk: int) -> HttpResponse:
    if not services.task_retry(_task(request, pk)):
        messages.info(request, _("Only failed results can be tried again, and this one has not failed."))
    return redirect(next_url(request, reverse("result", args=[pk])))


@require_POST
def cancel(request: StudioRequest, pk: int) -> HttpResponse:
    if not services.task_cancel(_task(request, pk)):
        messages.info(request, _("This result is neither waiting nor running, so there is nothing to cancel."))
    return redirect(next_url(request, reverse("result", args=[pk])))


@require_POST
def review(request: StudioRequest, pk: int) -> HttpResponse:
    try:
        count = services.tasks_review(
            [_task(request, pk)],
            request.POST.get("review", ""),
            by=request.user,
            note=request.POST.get("note", ""),
            decided_in=uuid.uuid4(),
        )
    except ValidationError as error:
        add_problem(request, Problem.of("review", error))
    else:
        if not count:
            messages.info(request, _("Only a completed result can be reviewed."))
    return redirect(next_url(request, reverse("result", args=[pk])))


def _task(request: StudioRequest, pk: int) -> RecolorTask:
    return get_object_or_404(selectors.tasks(request.workspace), pk=pk)
