"""One task: followed while it runs, compared and judged when it is done."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ... import selectors, services
from ...models import RecolorTask
from ..requests import StudioRequest, error_messages, next_url
from ..toasts import success_with_undo
from .api_call import api_call


@require_safe
def result(request: StudioRequest, pk: int) -> HttpResponse:
    found = selectors.tasks_and_trash(request.workspace).select_related("created_by", "created_key", "reviewed_by")
    one = found.filter(pk=pk).first()
    if request.htmx:
        # A task deleted elsewhere says so and stops the polling; a 404 would leave the page as it was.
        fragment = "recolor/results/result.html#task" if one else "recolor/results/result.html#gone"
        return render(request, fragment, {"task": one, "api_call": api_call(request, one) if one else ""})
    if one is None:
        return render(request, "recolor/results/gone.html", status=404)
    context = {"task": one, "api_call": api_call(request, one), **_neighbors(request, one)}
    return render(request, "recolor/results/result.html", context)


def _neighbors(request: StudioRequest, task: RecolorTask) -> dict[str, int | None]:
    ids = selectors.tasks(request.workspace).values_list("pk", flat=True)
    return {"newer": ids.filter(pk__gt=task.pk).order_by("pk").first(), "older": ids.filter(pk__lt=task.pk).first()}


@require_safe
def compare(request: StudioRequest, pk: int) -> HttpResponse:
    """Before and after, for the gallery's lightbox."""
    one = get_object_or_404(selectors.tasks(request.workspace), pk=pk)
    return render(request, "recolor/results/_lightbox.html", {"task": one})


@require_POST
def delete(request: StudioRequest, pk: int) -> HttpResponse:
    trash_group, count = services.tasks_trash([_task(request, pk)])
    if count:
        success_with_undo(request, _("Moved result %(pk)s to the trash.") % {"pk": pk}, trash_group)
    return redirect(next_url(request, "gallery"))


@require_POST
def retry(request: StudioRequest, pk: int) -> HttpResponse:
    if not services.task_retry(_task(request, pk)):
        messages.info(request, _("This task is not a failed one (any more); there is nothing to try again."))
    return redirect("result", pk)


@require_POST
def cancel(request: StudioRequest, pk: int) -> HttpResponse:
    if not services.task_cancel(_task(request, pk)):
        messages.info(request, _("This task no longer runs here; there is nothing to cancel."))
    return redirect("result", pk)


@require_POST
def review(request: StudioRequest, pk: int) -> HttpResponse:
    try:
        judged = services.tasks_review(
            [_task(request, pk)], request.POST.get("review", ""), by=request.user, note=request.POST.get("note", "")
        )
    except ValidationError as error:
        messages.error(request, " ".join(error_messages(error)))
    else:
        if not judged:
            messages.info(request, _("Only a completed result can be reviewed."))
    return redirect(next_url(request, reverse("result", args=[pk])))


def _task(request: StudioRequest, pk: int) -> RecolorTask:
    return get_object_or_404(selectors.tasks(request.workspace), pk=pk)
