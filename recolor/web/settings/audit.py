"""The page with the audit log of the workspace."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ...models import AuditEntry
from ..decorators import owners_only
from ..requests import StudioRequest

PAGE_SIZE = 100


@require_safe
@owners_only
def audit_log(request: StudioRequest) -> HttpResponse:
    """Show the entries, newest first, or only those with the `action`."""
    entries = AuditEntry.objects.visible_in(request.workspace)
    action = request.GET.get("action", "")
    if action in AuditEntry.Action.values:
        entries = entries.filter(action=action)
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "actions": AuditEntry.Action.choices,
        "action": action,
        "days": settings.RECOLOR_AUDIT_DAYS,
    }
    return render(request, "recolor/settings/audit_log.html", context)
