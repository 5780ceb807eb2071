"""Settings: API keys and one's own password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from .. import services
from ..backends import get_backend, remote_backend
from ..models import ApiKey
from .http import StudioRequest, sentences


@require_safe
def settings_page(request: StudioRequest) -> HttpResponse:
    return _page(request)


@never_cache
@require_POST
def key_create(request: StudioRequest) -> HttpResponse:
    """The answer shows the key, once: it is kept nowhere, not even in the session."""
    try:
        key, text = services.api_key_create(request.workspace, request.POST.get("name", ""))
    except ValidationError as error:
        return _page(request, key_problems=sentences(error), status=422)
    return _page(request, new_key=key, new_key_text=text)


@require_POST
def key_revoke(request: StudioRequest, pk: str) -> HttpResponse:
    key = get_object_or_404(ApiKey.objects.visible_in(request.workspace), prefix=pk)
    services.api_key_revoke(key)
    messages.success(request, f"Revoked the key “{key.name}”. Programs that use it are refused from now on.")
    return redirect("settings")


@sensitive_post_parameters()
@require_POST
def password(request: StudioRequest) -> HttpResponse:
    form = _password_form(request, request.POST)
    if not form.is_valid():
        return _page(request, password_form=form, status=422)
    form.save()
    update_session_auth_hash(request, form.user)
    messages.success(request, f"Your password is set. Sign in as “{request.user.get_username()}” from now on.")
    return redirect("settings")


def _password_form(request: StudioRequest, data: object = None) -> SetPasswordForm:
    """Whoever came by a one-time link has no password yet, and so no old one to give."""
    kind = PasswordChangeForm if request.user.has_usable_password() else SetPasswordForm
    return kind(request.user, data)


def _page(request: StudioRequest, status: int = 200, **context: object) -> HttpResponse:
    context.setdefault("password_form", _password_form(request))
    if get_backend().hosted:
        context["hosted_url"] = remote_backend().url
    context["keys"] = ApiKey.objects.visible_in(request.workspace)
    return render(request, "recolor/settings.html", context, status=status)
