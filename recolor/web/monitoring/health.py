"""Whether the process runs, and whether it can do its work. The answers name no details, since everybody may ask."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ... import selectors
from ..decorators import workspace_not_required


@workspace_not_required
@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process runs. Nothing else is asked, so that a slow database does not end the process."""
    return HttpResponse("ok", content_type="text/plain")


@workspace_not_required
@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 if requests can be served, else 503, with the status of each part: ok, warning or failed."""
    findings = selectors.readiness()
    is_ready = all(finding.status != "failed" for finding in findings)
    content: dict[str, object] = {"status": "ok" if is_ready else "failed"}
    content["checks"] = {finding.name: finding.status for finding in findings}
    if is_ready:
        content["oldest_queued_seconds"] = round(selectors.queue_age(), 1)
    return JsonResponse(content, status=200 if is_ready else 503)
