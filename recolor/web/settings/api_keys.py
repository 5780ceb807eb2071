"""Creating and revoking API keys."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ... import services
from ...models import ApiKey, AuditEntry
from ..audit import audit
from ..requests import StudioRequest
from .render import refuse_in_settings, render_settings


@never_cache
@require_POST
def key_create(request: StudioRequest) -> HttpResponse:
    """Create a key and show it. This is the only time: the key is not stored, not even in the session."""
    try:
        key, text = services.api_key_create(request.workspace, request.POST.get("name", ""), created_by=request.user)
    except ValidationError as error:
        return refuse_in_settings(request, "key", error)
    audit(request, AuditEntry.Action.KEY_CREATED, services.api_key_text(key))
    return render_settings(request, new_key=key, new_key_text=text)


@require_POST
def key_revoke(request: StudioRequest, pk: str) -> HttpResponse:
    key = get_object_or_404(ApiKey.objects.visible_in(request.workspace), prefix=pk)
    services.api_key_revoke(key)
    audit(request, AuditEntry.Action.KEY_REVOKED, services.api_key_text(key))
    text = _("Revoked the key “%(name)s”. Programs that use it are refused from now on.")
    messages.success(request, text % {"name": key.name})
    return redirect("settings")
