"""Settings: one's profile and password, and API keys; what belongs to the workspace is in `workspace.py`."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from .. import selectors, services
from ..backends import get_backend, remote_backend
from ..forms import ProfileForm, WorkspaceForm
from ..models import ApiKey, Membership
from .http import StudioRequest, sentences


@require_safe
def settings_page(request: StudioRequest) -> HttpResponse:
    return settings_with(request)


@never_cache
@require_POST
def key_create(request: StudioRequest) -> HttpResponse:
    """The answer shows the key, once: it is kept nowhere, not even in the session."""
    try:
        key, text = services.api_key_create(request.workspace, request.POST.get("name", ""))
    except ValidationError as error:
        return settings_with(request, key_problems=sentences(error), status=422)
    return settings_with(request, new_key=key, new_key_text=text)


@require_POST
def key_revoke(request: StudioRequest, pk: str) -> HttpResponse:
    key = get_object_or_404(ApiKey.objects.visible_in(request.workspace), prefix=pk)
    services.api_key_revoke(key)
    said = _("Revoked the key “%(name)s”. Programs that use it are refused from now on.")
    messages.success(request, said % {"name": key.name})
    return redirect("settings")


@sensitive_post_parameters()
@require_POST
def password(request: StudioRequest) -> HttpResponse:
    form = _password_form(request, request.POST)
    if not form.is_valid():
        return settings_with(request, password_form=form, status=422)
    form.save()
    update_session_auth_hash(request, form.user)
    said = _("Your password is set. Sign in as “%(name)s” from now on.")
    messages.success(request, said % {"name": request.user.get_username()})
    return redirect("settings")


def _password_form(request: StudioRequest, data: object = None) -> SetPasswordForm:
    """Whoever came by a one-time link has no password yet, and so no old one to give."""
    kind = PasswordChangeForm if request.user.has_usable_password() else SetPasswordForm
    return kind(request.user, data)


@require_POST
def profile(request: StudioRequest) -> HttpResponse:
    form = ProfileForm(request.POST, instance=request.user)
    return saved(request, _("Saved your profile."), profile_form=form)


def saved(request: StudioRequest, text: str, **forms: ModelForm) -> HttpResponse:
    """Save the one form and say so, or show the page with what is wrong with it."""
    (form,) = forms.values()
    if not form.is_valid():
        return settings_with(request, status=422, **forms)
    form.save()
    messages.success(request, text)
    return redirect("settings")


def settings_with(request: StudioRequest, status: int = 200, **context: object) -> HttpResponse:
    """The settings page, with the forms and answers in `context` in the place of fresh ones."""
    context.setdefault("password_form", _password_form(request))
    context.setdefault("profile_form", ProfileForm(instance=request.user))
    context.setdefault("workspace_form", WorkspaceForm(instance=request.workspace))
    if get_backend().hosted:
        context["hosted_url"] = remote_backend().url
    memberships = list(request.workspace.memberships.select_related("user").order_by("pk"))
    context |= {
        "keys": ApiKey.objects.visible_in(request.workspace),
        "swatches": request.workspace.swatches.all(),
        "memberships": memberships,
        "invites": [each for each in request.workspace.invites.all() if each.usable],
        "is_owner": any(each.user_id == request.user.pk and each.role == each.Role.OWNER for each in memberships),
        "roles": Membership.Role.choices,
        "state": selectors.installation_state(request.workspace),
        "languages": settings.LANGUAGES,
    }
    return render(request, "recolor/settings.html", context, status=status)
