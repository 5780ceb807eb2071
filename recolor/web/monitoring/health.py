"""Whether the process runs, and whether it can do its work. The answers name no details, since everybody may ask."""

import time
from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ... import selectors
from ..decorators import workspace_not_required

_SECONDS = 5  # for which the findings are kept: the checks write a file and read all migrations, and everybody may ask


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
    content = _readiness(int(time.monotonic() // _SECONDS))
    return JsonResponse(content, status=200 if content["status"] == "ok" else 503)


@lru_cache(maxsize=1)
def _readiness(period: int) -> dict[str, object]:
    """Return the answer of /readyz; the same one during a period. Each process has its own, because it may differ."""
    findings = selectors.readiness()
    is_ready = all(finding.status != "failed" for finding in findings)
    content: dict[str, object] = {"status": "ok" if is_ready else "failed"}
    content["checks"] = {finding.name: finding.status for finding in findings}
    if is_ready:
        content["oldest_queued_seconds"] = round(selectors.queue_age(), 1)
    return content
