"""Joining a workspace through an invitation link."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ... import services
from ...models import AuditEntry, Invite
from ..audit import invitation_text
from ..decorators import workspace_not_required


@workspace_not_required
@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation; accept it for the signed-in person, or for the account that the form creates."""
    invite = services.invite_find(token)
    if invite is None:
        return render(request, "recolor/accounts/join_gone.html", status=404)
    form: UserCreationForm[Any] | None = (
        None if request.user.is_authenticated else UserCreationForm(request.POST or None)
    )
    if request.method == "POST" and _accept(request, invite, form):
        request.session["workspace"] = invite.workspace_id
        messages.success(request, _("Welcome to “%(name)s”.") % {"name": invite.workspace.name})
        return redirect("photos")
    context = {"invite": invite, "form": form, "token": token}
    status = 422 if request.method == "POST" else 200
    return render(request, "recolor/accounts/join.html", context, status=status)


def _accept(request: HttpRequest, invite: Invite, form: "UserCreationForm[Any] | None") -> bool:
    """Add the person to the workspace and sign in a new account; return False if this is not possible."""
    if form is None:
        assert isinstance(request.user, User)
        user = request.user
    elif form.is_valid():
        user = form.save()
    else:
        return False
    if not services.invite_accept(invite, user):
        return False
    address, text = request.META.get("REMOTE_ADDR"), invitation_text(invite)
    services.audit_record(invite.workspace, AuditEntry.Action.JOINED, text, by=user, address=address)
    if form is not None:
        login(request, user)
    return True
