"""The workspace's settings: what it prefers, its swatches, its people."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import UserCreationForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from .. import services
from ..forms import WorkspaceForm
from ..models import Invite, Membership, Swatch
from .http import StudioRequest, sentences
from .settings import saved, settings_with

View = Callable[..., HttpResponse]


def owners_only(view: View) -> View:
    """Only an owner of the workspace may do this."""

    @wraps(view)
    def guarded(request: StudioRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _is_owner(request):
            raise PermissionDenied(_("Only an owner of the workspace can do this; ask one of them."))
        return view(request, *args, **kwargs)

    return guarded


def _is_owner(request: StudioRequest) -> bool:
    return Membership.objects.filter(
        workspace=request.workspace, user=request.user, role=Membership.Role.OWNER
    ).exists()


@require_POST
@owners_only
def preferences(request: StudioRequest) -> HttpResponse:
    form = WorkspaceForm(request.POST, instance=request.workspace)
    return saved(request, _("Saved what the workspace prefers."), workspace_form=form)


@require_POST
def swatch_create(request: StudioRequest) -> HttpResponse:
    return _trying(
        request,
        lambda: services.swatch_create(request.workspace, request.POST.get("name", ""), request.POST.get("color", "")),
        "#swatches",
    )


@require_POST
def swatch_change(request: StudioRequest, pk: int) -> HttpResponse:
    """`do`: save, up, down or delete."""
    swatch = get_object_or_404(Swatch.objects.visible_in(request.workspace), pk=pk)
    act = {
        "up": lambda: services.swatch_move(swatch, -1),
        "down": lambda: services.swatch_move(swatch, 1),
        "delete": lambda: services.swatch_delete(swatch),
    }.get(
        request.POST.get("do", ""),
        lambda: services.swatch_update(swatch, request.POST.get("name", ""), request.POST.get("color", "")),
    )
    return _trying(request, act, "#swatches")


@never_cache
@require_POST
@owners_only
def invite(request: StudioRequest) -> HttpResponse:
    """The answer shows the link, once: its token is kept nowhere."""
    try:
        _invite, token = services.invite_create(request.workspace, request.POST.get("role", ""))
    except ValidationError as error:
        return settings_with(request, status=422, people_problems=sentences(error))
    return settings_with(request, invite_link=request.build_absolute_uri(reverse("join", args=[token])))


@require_POST
@owners_only
def invite_revoke(request: StudioRequest, pk: int) -> HttpResponse:
    services.invite_revoke(get_object_or_404(Invite.objects.visible_in(request.workspace), pk=pk))
    messages.success(request, _("The invitation no longer works."))
    return redirect(f"{reverse('settings')}#people")


@require_POST
@owners_only
def person(request: StudioRequest, pk: int) -> HttpResponse:
    """`do`: remove, or a role."""
    membership = get_object_or_404(Membership, pk=pk, workspace=request.workspace)
    wish = request.POST.get("do", "")
    if wish == "remove":
        return _trying(request, lambda: services.membership_remove(membership), "#people")
    return _trying(request, lambda: services.membership_set_role(membership, wish), "#people")


def _trying(request: StudioRequest, act: Callable[[], Any], anchor: str) -> HttpResponse:
    try:
        act()
    except ValidationError as error:
        for problem in sentences(error):
            messages.error(request, problem)
    return redirect(f"{reverse('settings')}{anchor}")


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Come into a workspace by an invitation, with the account one has or a new one."""
    found = services.invite_find(token)
    if found is None:
        return render(request, "recolor/join_gone.html", status=404)
    known = request.user.is_authenticated
    form = None if known else UserCreationForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        user = request.user if form is None else form.save()
        if services.invite_accept(found, user):
            if form is not None:
                login(request, user)
            request.session["workspace"] = found.workspace_id
            messages.success(request, _("Welcome to “%(name)s”.") % {"name": found.workspace.name})
            return redirect("photos")
    status = 422 if request.method == "POST" else 200
    return render(request, "recolor/join.html", {"invite": found, "form": form, "token": token}, status=status)


join.workspace_required = False  # type: ignore[attr-defined]


@require_POST
def switch(request: StudioRequest, pk: int) -> HttpResponse:
    """Work in another of one's workspaces."""
    request.session["workspace"] = get_object_or_404(request.user.workspaces, pk=pk).pk  # type: ignore[attr-defined]
    return redirect("photos")
