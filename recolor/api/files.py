"""Downloads of results and masks by signed links, which need no session and expire."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_safe

from .. import files, selectors

_EXPIRED = "This link has expired. Get the task or the base image again for a new link."
_NOT_FOUND = "This file does not exist or was deleted."


@login_not_required
@require_safe
def signed_file(request: HttpRequest, token: str) -> HttpResponse | FileResponse:
    try:
        name = selectors.signed_file(token, max_age=settings.RECOLOR_LINK_HOURS * 3600)
    except selectors.LinkExpired:
        return JsonResponse({"detail": _EXPIRED}, status=410)
    if name is None:
        return JsonResponse({"detail": _NOT_FOUND}, status=404)
    if url := files.presigned_url(name):
        return HttpResponseRedirect(url, headers={"Cache-Control": "no-store"})
    try:
        file = default_storage.open(name)
    except FileNotFoundError:  # deleted in the meantime
        return JsonResponse({"detail": _NOT_FOUND}, status=404)
    return FileResponse(file, headers={"Cache-Control": "private, max-age=300"})
