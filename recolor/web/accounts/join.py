"""Joining a workspace by an invitation."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import UserCreationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ... import services


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Come into a workspace by an invitation, with the account one has or a new one."""
    found = services.invite_find(token)
    if found is None:
        return render(request, "recolor/accounts/join_gone.html", status=404)
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
    return render(request, "recolor/accounts/join.html", {"invite": found, "form": form, "token": token}, status=status)


join.workspace_required = False  # type: ignore[attr-defined]
