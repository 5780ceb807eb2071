"""The profile and the password of the signed-in person."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from ..requests import StudioRequest
from .forms import ProfileForm, password_form
from .render import render_settings, save_form


@sensitive_post_parameters()
@require_POST
def password(request: StudioRequest) -> HttpResponse:
    form = password_form(request.user, request.POST)
    if not form.is_valid():
        return render_settings(request, password_form=form, status=422)
    form.save()
    update_session_auth_hash(request, form.user)
    text = _("Your password is set. From now on, sign in as “%(name)s”.")
    messages.success(request, text % {"name": request.user.get_username()})
    return redirect("settings")


@require_POST
def profile(request: StudioRequest) -> HttpResponse:
    form = ProfileForm(request.POST, instance=request.user)
    return save_form(request, _("Saved your profile."), profile_form=form)
