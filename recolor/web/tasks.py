"""One task: followed while it runs, compared and taken away when it is done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from .. import selectors, services
from .http import StudioRequest


@require_safe
def task(request: StudioRequest, pk: int) -> HttpResponse:
    found = selectors.tasks(request.workspace).filter(pk=pk).first()
    if request.htmx:
        # A task deleted elsewhere says so and stops the polling; a 404 would leave the page as it was.
        fragment = "recolor/task.html#task" if found else "recolor/task.html#gone"
        return render(request, fragment, {"task": found})
    if found is None:
        return render(request, "recolor/task_gone.html", status=404)
    return render(request, "recolor/task.html", {"task": found})


@require_POST
def delete(request: StudioRequest, pk: int) -> HttpResponse:
    services.task_delete(get_object_or_404(selectors.tasks(request.workspace), pk=pk))
    messages.success(request, f"Deleted result {pk}.")
    return redirect("gallery")


@require_POST
def retry(request: StudioRequest, pk: int) -> HttpResponse:
    if not services.task_retry(get_object_or_404(selectors.tasks(request.workspace), pk=pk)):
        messages.info(request, "This task is not a failed one (any more); there is nothing to try again.")
    return redirect("task", pk)
