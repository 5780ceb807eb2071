"""The preferences of the workspace, and switching to another workspace."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..decorators import owners_only, workspace_not_required
from ..requests import StudioRequest, next_url
from .forms import WorkspaceForm
from .render import save_form


@require_POST
@owners_only
def preferences(request: StudioRequest) -> HttpResponse:
    form = WorkspaceForm(request.POST, instance=request.workspace)
    return save_form(request, _("Saved the workspace's preferences."), workspace_form=form)


@workspace_not_required
@require_POST
def switch(request: StudioRequest, pk: int) -> HttpResponse:
    """Make another of the person's workspaces the current one."""
    request.session["workspace"] = get_object_or_404(request.user.workspaces, pk=pk).pk
    return redirect(next_url(request, "photos"))
