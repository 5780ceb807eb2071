"""The workspace's preferences, and switching to another workspace."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..requests import StudioRequest
from .forms import WorkspaceForm
from .owners import owners_only
from .page import save_form


@require_POST
@owners_only
def preferences(request: StudioRequest) -> HttpResponse:
    form = WorkspaceForm(request.POST, instance=request.workspace)
    return save_form(request, _("Saved what the workspace prefers."), workspace_form=form)


@require_POST
def switch(request: StudioRequest, pk: int) -> HttpResponse:
    """Work in another of one's workspaces."""
    request.session["workspace"] = get_object_or_404(request.user.workspaces, pk=pk).pk  # type: ignore[attr-defined]
    return redirect("photos")
