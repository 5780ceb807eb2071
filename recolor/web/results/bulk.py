"""Actions on many results at once: the ticked ones, or all that match the gallery's filters."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ... import services
from ...models import AuditEntry, Review, ReviewRecord
from ...states import TaskStatus
from ..audit import audit
from ..copied import copy_colorways
from ..photos.paste import redirect_to_paste
from ..problems import Problem, add_problem
from ..requests import StudioRequest, next_url
from ..responses import refuse
from ..toasts import Undo, success_with_undo, with_left
from .exporting import ALL, ExportsBusyError, read_export, stored_options, zip_response
from .selection import all_selected_tasks, results_text, selected_tasks, selection_query

Action = Callable[[StudioRequest], None]


@require_POST
def bulk(request: StudioRequest) -> HttpResponseBase:
    """Apply `action` to the ticked `task`s, or, with `all`, to the tasks that match the query in `filters`."""
    action = request.POST.get("action", "")
    if not all_selected_tasks(request.workspace, request.POST).exists():
        _refuse(request, _("Nothing is selected; tick some results first."))
    elif action == "download":
        if response := _download(request):
            return response
    elif action == "review":
        return redirect(f"{reverse('reviewing')}?{selection_query(request.POST)}")
    elif action == "export":
        return redirect(f"{reverse('export')}?{selection_query(request.POST)}")
    elif action == "paste":
        tasks, _left = selected_tasks(request.workspace, request.POST)
        return redirect_to_paste(dict.fromkeys(task.photo.pk for task in tasks))
    elif action in ACTIONS:
        ACTIONS[action](request)
    else:
        return refuse(_("Choose an action for the selected results."), 400)
    return redirect(next_url(request, "gallery"))


def _download(request: StudioRequest) -> HttpResponseBase | None:
    """Return the completed results as a ZIP file; None if that cannot be done."""
    export = read_export(request.workspace, request.POST, which=ALL)
    if not export.ids:
        _refuse(request, _("None of these results is completed yet; there is nothing to download."))
        return None
    try:
        response = zip_response(export, stored_options(request.workspace))
    except ExportsBusyError as error:
        _refuse(request, str(error))
        return None
    audit(request, AuditEntry.Action.EXPORTED, results_text(export.ids))
    return response


def _refuse(request: StudioRequest, text: str) -> None:
    """Show on the next page, beside the selection, why nothing was done."""
    add_problem(request, Problem("bulk", text))


def _reviewed_text(review: str, count: int) -> str:
    if review == Review.APPROVED:
        text = ngettext("Approved %(count)s result.", "Approved %(count)s results.", count)
    elif review == Review.REJECTED:
        text = ngettext("Rejected %(count)s result.", "Rejected %(count)s results.", count)
    else:
        text = ngettext("Reset the review of %(count)s result.", "Reset the review of %(count)s results.", count)
    return text % {"count": count}


def _review_action(review: str) -> Action:
    """Return the action that gives the completed ones among the tasks a review."""

    def action(request: StudioRequest) -> None:
        decided_in = uuid.uuid4()
        note = " ".join(request.POST.get("note", "").split()) if review != Review.TO_REVIEW else ""
        unchanged = ~Q(status=TaskStatus.COMPLETED) | Q(review=review, review_note=note)
        tasks, left = selected_tasks(request.workspace, request.POST, unchanged)
        try:
            count = services.tasks_review(tasks, review, by=request.user, note=note, decided_in=decided_in)
        except ValidationError as error:
            _refuse(request, " ".join(error.messages))
            return
        if count:
            success_with_undo(request, with_left(_reviewed_text(review, count), left), Undo.of_reviews(decided_in))
        else:
            _refuse(request, _("Only completed results can be reviewed; none of these is completed."))

    return action


@require_POST
def reviews_undo(request: StudioRequest, decided_in: uuid.UUID) -> HttpResponseBase:
    """Take a decision about one or several results back."""
    if not ReviewRecord.objects.filter(decided_in=decided_in, task__workspace=request.workspace).exists():
        raise Http404
    count = services.tasks_review_undo(request.workspace, decided_in, by=request.user)
    if count:
        text = ngettext("Restored %(count)s review.", "Restored %(count)s reviews.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("There was nothing to undo: these results have been decided about since."))
    return redirect(next_url(request, "gallery"))


def _retry(request: StudioRequest) -> None:
    tasks, left = selected_tasks(request.workspace, request.POST, ~Q(status=TaskStatus.FAILED))
    count = sum(services.task_retry(task) for task in tasks.filter(status=TaskStatus.FAILED))
    if count:
        text = ngettext("Trying %(count)s result again.", "Trying %(count)s results again.", count)
        messages.success(request, with_left(text % {"count": count}, left))
    else:
        _refuse(request, _("None of these results has failed; there is nothing to try again."))


def _copy(request: StudioRequest) -> None:
    tasks, _left = selected_tasks(request.workspace, request.POST)
    copy_colorways(request, tasks)


def _move_to_trash(request: StudioRequest) -> None:
    tasks, left = selected_tasks(request.workspace, request.POST)
    subject = results_text(list(tasks.values_list("pk", flat=True)))
    trash_group, count = services.tasks_trash(tasks)
    audit(request, AuditEntry.Action.TRASHED, subject)
    text = ngettext("Moved %(count)s result to the trash.", "Moved %(count)s results to the trash.", count)
    success_with_undo(request, with_left(text % {"count": count}, left), Undo.of_results(trash_group))


ACTIONS: dict[str, Action] = {
    "approve": _review_action(Review.APPROVED),
    "reject": _review_action(Review.REJECTED),
    "to_review": _review_action(Review.TO_REVIEW),
    "retry": _retry,
    "copy": _copy,
    "delete": _move_to_trash,
}
