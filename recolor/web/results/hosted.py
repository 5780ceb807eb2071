"""Refreshing the tasks from the hosted service, and resolving a task whose answer was lost."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ... import selectors
from ...hosted import hosted_task_choose, hosted_tasks_mirror_soon
from ..decorators import hosted_only
from ..requests import StudioRequest, next_url


@require_POST
@hosted_only
def sync(request: StudioRequest) -> HttpResponse:
    """Make the worker list the service's tasks now instead of at the next scheduled time."""
    hosted_tasks_mirror_soon()
    messages.info(request, _("The list of the service is being read; new results appear here in a moment."))
    return redirect("gallery")


@require_POST
def choose(request: StudioRequest, pk: int) -> HttpResponse:
    """Store which of the service's new tasks is this task; an empty id means none, and the task is sent again."""
    task = get_object_or_404(selectors.tasks(request.workspace), pk=pk)
    if not hosted_task_choose(task, request.POST.get("hosted_id", "")):
        messages.info(request, _("This was decided already."))
    return redirect(next_url(request, reverse("result", args=[pk])))
