"""Listing the hosted service's tasks now, and choosing which of them is ours."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ... import selectors
from ...hosted import hosted_task_choose, hosted_tasks_mirror_soon
from ..hosted_only import hosted_only
from ..requests import StudioRequest


@require_POST
@hosted_only
def sync(request: StudioRequest) -> HttpResponse:
    hosted_tasks_mirror_soon()
    messages.info(request, _("The service is being asked for its tasks; what is new appears here in a moment."))
    return redirect("gallery")


@require_POST
def choose(request: StudioRequest, pk: int) -> HttpResponse:
    """Which of the service's new tasks is this one? An empty answer: none, send it again."""
    task = get_object_or_404(selectors.tasks(request.workspace), pk=pk)
    if not hosted_task_choose(task, request.POST.get("hosted_id", "")):
        messages.info(request, _("This is decided already."))
    return redirect("result", pk)
