"""What is done to many results at once: those that are ticked, or everything that the gallery's filters match."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ... import selectors, services
from ...models import RecolorTask, Review
from ...states import TaskStatus
from ..filters import filtered_tasks
from ..requests import StudioRequest, error_messages, next_url, selected_ids
from ..toasts import success_with_undo
from .downloads import zip_response

MOST = 5000  # results at a time

Action = Callable[[StudioRequest, "QuerySet[RecolorTask]"], None]


@require_POST
def bulk(request: StudioRequest) -> HttpResponseBase:
    """`action` on the ticked `task`s, or, with `all`, on what the address in `filters` shows."""
    action = request.POST.get("action", "")
    tasks = _selected(request)
    if not tasks.exists():
        messages.info(request, _("Nothing is selected; tick some results first."))
    elif action == "download":
        done = tasks.filter(status=TaskStatus.COMPLETED)
        if done.exists():
            return zip_response(done)
        messages.info(request, _("None of these results is completed yet; there is nothing to download."))
    elif action in ACTIONS:
        ACTIONS[action](request, tasks)
    else:
        return HttpResponse(_("Choose what to do with the selection."), status=400, content_type="text/plain")
    return redirect(next_url(request, "gallery"))


def _selected(request: StudioRequest) -> QuerySet[RecolorTask]:
    if request.POST.get("all"):
        found = filtered_tasks(request.workspace, QueryDict(request.POST.get("filters", "")))
        return selectors.tasks(request.workspace).filter(pk__in=list(found.values_list("pk", flat=True)[:MOST]))
    return selectors.tasks(request.workspace).filter(pk__in=selected_ids(request)[:MOST])


def _review(review: str) -> Action:
    said = {
        Review.APPROVED: lambda count: ngettext("Approved %(count)s result.", "Approved %(count)s results.", count),
        Review.REJECTED: lambda count: ngettext("Rejected %(count)s result.", "Rejected %(count)s results.", count),
        Review.TO_REVIEW: lambda count: ngettext(
            "%(count)s result is to be reviewed again.", "%(count)s results are to be reviewed again.", count
        ),
    }[Review(review)]

    def act(request: StudioRequest, tasks: QuerySet[RecolorTask]) -> None:
        try:
            count = services.tasks_review(tasks, review, by=request.user, note=request.POST.get("note", ""))
        except ValidationError as error:
            messages.error(request, " ".join(error_messages(error)))
            return
        if count:
            messages.success(request, said(count) % {"count": count})
        else:
            messages.info(request, _("Only completed results can be reviewed; none of these is."))

    return act


def _retry(request: StudioRequest, tasks: QuerySet[RecolorTask]) -> None:
    count = sum(services.task_retry(task) for task in tasks.filter(status=TaskStatus.FAILED))
    if count:
        text = ngettext("Trying %(count)s result again.", "Trying %(count)s results again.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("None of these has failed; there is nothing to try again."))


def _trash(request: StudioRequest, tasks: QuerySet[RecolorTask]) -> None:
    trash_group, count = services.tasks_trash(tasks)
    text = ngettext("Moved %(count)s result to the trash.", "Moved %(count)s results to the trash.", count)
    success_with_undo(request, text % {"count": count}, trash_group)


ACTIONS: dict[str, Action] = {
    "approve": _review(Review.APPROVED),
    "reject": _review(Review.REJECTED),
    "to_review": _review(Review.TO_REVIEW),
    "retry": _retry,
    "delete": _trash,
}
