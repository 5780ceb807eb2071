"""Signed links to results and masks: no session, an end in time, and gone with the row."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from .. import selectors


@login_not_required
@require_safe
def signed_file(request: HttpRequest, token: str) -> HttpResponse | FileResponse:
    try:
        name = selectors.signed_file(token, max_age=settings.RECOLOR_LINK_HOURS * 3600)
    except selectors.LinkExpired:
        return JsonResponse({"detail": "This link has expired; ask for the task again to get a new one."}, status=410)
    if name is None:
        return JsonResponse({"detail": "There is no such file (any more)."}, status=404)
    try:
        file = default_storage.open(name)
    except FileNotFoundError:  # deleted between the two lines above
        return JsonResponse({"detail": "There is no such file (any more)."}, status=404)
    return FileResponse(file, headers={"Cache-Control": "private, max-age=300"})
