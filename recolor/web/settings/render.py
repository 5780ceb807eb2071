"""Rendering the settings page, and redirecting to it after a change."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ... import selectors
from ...engines import hosted_engine_configured
from ...hosted import connection
from ...models import ApiKey, Membership, Webhook
from ..problems import Problem
from ..requests import StudioRequest
from .forms import ProfileForm, WorkspaceForm, password_form


def redirect_after(request: StudioRequest, change: Callable[[], object], anchor: str, place: str) -> HttpResponse:
    """Make a change, and redirect to an anchor of the page; show the page with what is wrong, if it is refused.

    place: of the problem on the page.
    """
    try:
        change()
    except ValidationError as error:
        return refuse_in_settings(request, place, error)
    return redirect(f"{reverse('settings')}{anchor}")


def refuse_in_settings(request: StudioRequest, place: str, error: ValidationError) -> HttpResponse:
    """Return the settings page with what is wrong at a place of it; its fields there keep what was typed."""
    return render_settings(request, status=422, problem=Problem.of(place, error), typed=request.POST)


def save_form(request: StudioRequest, text: str, **forms: "ModelForm[Any]") -> HttpResponse:
    """Save one form, given by its name in the template, and show `text`; show the page with its errors if invalid."""
    (form,) = forms.values()
    if not form.is_valid():
        return render_settings(request, status=422, **forms)
    form.save()
    messages.success(request, text)
    return redirect("settings")


def render_settings(request: StudioRequest, status: int = 200, **context: object) -> HttpResponse:
    """Return the settings page. context: forms with errors, which replace the fresh ones, and messages."""
    context.setdefault("password_form", password_form(request.user))
    context.setdefault("profile_form", ProfileForm(instance=request.user))
    context.setdefault("workspace_form", WorkspaceForm(instance=request.workspace))
    if hosted_engine_configured():
        context["hosted_url"] = connection().url
    keys = list(ApiKey.objects.visible_in(request.workspace).select_related("created_by"))
    usable = [key for key in keys if not key.revoked and not key.has_expired]
    context.setdefault("entered_webhook", {"events": Webhook.Event.values})
    memberships = list(request.workspace.memberships.select_related("user").order_by("pk"))
    context |= {
        "keys": keys,
        "usable_keys": usable,
        "webhooks": Webhook.objects.visible_in(request.workspace).select_related("key"),
        "webhook_events": Webhook.Event.choices,
        "palettes": request.workspace.palettes.prefetch_related("swatches"),
        "people": [(each, [key for key in usable if key.created_by_id == each.user_id]) for each in memberships],
        "invites": [each for each in request.workspace.invites.all() if each.usable],
        "is_owner": any(each.user_id == request.user.pk and each.role == each.Role.OWNER for each in memberships),
        "sole_owner": [each.role for each in memberships].count(Membership.Role.OWNER) == 1,
        "roles": Membership.Role.choices,
        "state": selectors.installation_status(request.workspace),
    }
    return render(request, "recolor/settings/page.html", context, status=status)
