"""The settings page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ... import selectors
from ...engines import hosted_engine_configured
from ...hosted import connection
from ...models import ApiKey, Membership
from ..requests import StudioRequest, error_messages
from .forms import ProfileForm, WorkspaceForm


@require_safe
def settings_page(request: StudioRequest) -> HttpResponse:
    return render_settings(request)


def password_form(request: StudioRequest, data: object = None) -> SetPasswordForm:
    """Whoever came by a one-time link has no password yet, and so no old one to give."""
    kind = PasswordChangeForm if request.user.has_usable_password() else SetPasswordForm
    return kind(request.user, data)


def redirect_after(request: StudioRequest, write: Callable[[], Any], anchor: str) -> HttpResponse:
    try:
        write()
    except ValidationError as error:
        for problem in error_messages(error):
            messages.error(request, problem)
    return redirect(f"{reverse('settings')}{anchor}")


def save_form(request: StudioRequest, text: str, **forms: ModelForm) -> HttpResponse:
    """Save the one form and say so, or show the page with what is wrong with it."""
    (form,) = forms.values()
    if not form.is_valid():
        return render_settings(request, status=422, **forms)
    form.save()
    messages.success(request, text)
    return redirect("settings")


def render_settings(request: StudioRequest, status: int = 200, **context: object) -> HttpResponse:
    """The settings page, with the forms and answers in `context` in the place of fresh ones."""
    context.setdefault("password_form", password_form(request))
    context.setdefault("profile_form", ProfileForm(instance=request.user))
    context.setdefault("workspace_form", WorkspaceForm(instance=request.workspace))
    if hosted_engine_configured():
        context["hosted_url"] = connection().url
    memberships = list(request.workspace.memberships.select_related("user").order_by("pk"))
    context |= {
        "keys": ApiKey.objects.visible_in(request.workspace),
        "swatches": request.workspace.swatches.all(),
        "memberships": memberships,
        "invites": [each for each in request.workspace.invites.all() if each.usable],
        "is_owner": any(each.user_id == request.user.pk and each.role == each.Role.OWNER for each in memberships),
        "roles": Membership.Role.choices,
        "state": selectors.installation_status(request.workspace),
    }
    return render(request, "recolor/settings/page.html", context, status=status)
