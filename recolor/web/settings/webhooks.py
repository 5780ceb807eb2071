"""Webhooks: registering them on the settings page, and the page of one with its log."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ... import services
from ...exceptions import Conflict
from ...models import ApiKey, AuditEntry, Webhook, WebhookDelivery
from ..audit import audit
from ..problems import Problem, add_problem, stored_problem
from ..requests import StudioRequest
from .render import render_settings

PAGE_SIZE = 25


@never_cache
@require_POST
def webhook_create(request: StudioRequest) -> HttpResponse:
    """Create a webhook and show its secret. This is the only time that a page shows it."""
    key = get_object_or_404(ApiKey.objects.visible_in(request.workspace), prefix=request.POST.get("key", ""))
    try:
        webhook = services.webhook_create(key, **_fields(request.POST), site_url=request.build_absolute_uri("/"))
    except ValidationError as error:
        entered = {"key": key.prefix, **_fields(request.POST)}
        return render_settings(request, status=422, problem=_problem(request, error), entered_webhook=entered)
    return render_settings(request, new_webhook=webhook)


@require_safe
def webhook_page(request: StudioRequest, pk: int) -> HttpResponse:
    """Show a webhook and the log of its messages; answer the poll with the log only."""
    webhook = _webhook(request, pk)
    page = Paginator(webhook.deliveries.all(), PAGE_SIZE).get_page(request.GET.get("page"))
    problem = stored_problem(request)
    entered = {"url": webhook.url, "events": webhook.events}
    if problem and problem.place in ("webhook", "webhook-events"):
        entered = _fields(QueryDict(problem.entered))
    context = {
        "webhook": webhook,
        "entered": entered,
        "events": Webhook.Event.choices,
        "page": page,
        # Only the first attempt follows at once; the pauses before the others are too long to wait for on the page.
        "waiting": any(each.status == WebhookDelivery.Status.PENDING and not each.failures for each in page),
    }
    template = "recolor/settings/webhook.html" + ("#log" if request.htmx else "")
    return render(request, template, context)


@require_POST
def webhook_change(request: StudioRequest, pk: int) -> HttpResponse:
    """Apply `action` to a webhook: on, off, test, delete, or (by default) save its address and events."""
    webhook = _webhook(request, pk)
    action = request.POST.get("action", "")
    if action == "delete":
        services.webhook_delete(webhook)
        audit(request, AuditEntry.Action.DELETED, _("webhook to %(url)s") % {"url": webhook.url})
        messages.success(request, _("Deleted the webhook to %(url)s.") % {"url": webhook.url})
        return redirect(f"{reverse('settings')}#webhooks")
    if action == "test":
        services.webhook_test(webhook)
        messages.success(request, _("A test event is on its way; the log shows the answer."))
    elif action in ("on", "off"):
        services.webhook_switch(webhook, action == "on")
        messages.success(request, _("Switched the webhook on.") if action == "on" else _("Switched the webhook off."))
    else:
        try:
            services.webhook_update(webhook, **_fields(request.POST))
        except ValidationError as error:
            add_problem(request, _problem(request, error))
        else:
            messages.success(request, _("Saved the webhook."))
    return redirect("webhook", webhook.pk)


@require_POST
def delivery_repeat(request: StudioRequest, pk: int, delivery: int) -> HttpResponse:
    """Send a message again."""
    webhook = _webhook(request, pk)
    try:
        services.delivery_repeat(get_object_or_404(webhook.deliveries, pk=delivery))
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The message is sent again; the log shows the answer."))
    return redirect("webhook", webhook.pk)


def _webhook(request: StudioRequest, pk: int) -> Webhook:
    webhook: Webhook = get_object_or_404(Webhook.objects.visible_in(request.workspace).select_related("key"), pk=pk)
    return webhook


def _problem(request: StudioRequest, error: ValidationError) -> Problem:
    """Return what is wrong with the address or the events that were sent; it keeps both."""
    place = "webhook-events" if "events" in error.error_dict else "webhook"
    return Problem.of(place, error, entered=urlencode(_fields(request.POST), doseq=True))


def _fields(data: QueryDict) -> dict[str, Any]:
    return {"url": data.get("url", ""), "events": data.getlist("events")}
