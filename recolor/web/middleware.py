"""Middleware that sets the workspace of a request, and answers requests of pages that are out of date.

Such pages are of a session that has ended, or of another workspace.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from .requests import StudioRequest
from .responses import is_api, refuse

_HEADER, _FIELD = "X-Workspace", "workspace"  # in which a page names its workspace


class WorkspaceMiddleware:
    """Set `request.workspace` for signed-in people; show an explanation to people who belong to no workspace.

    A page of another workspace is refused: the person has switched in another tab, and would change what the page does
    not show.
    """

    def __init__(self, get_response: Callable[[StudioRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: StudioRequest) -> HttpResponse:
        response = self.get_response(request)
        sign_in_url = resolve_url(settings.LOGIN_URL)
        if response.status_code == 302 and response["Location"].startswith(sign_in_url) and request.htmx:
            # Do not swap the sign-in page into a fragment: make the browser open it as a page, and come back then.
            messages.info(request, _("You were signed out. Sign in to continue."))
            query = urlencode({REDIRECT_FIELD_NAME: request.htmx.current_url_abs_path or "/"})
            return HttpResponseClientRedirect(f"{sign_in_url}?{query}")
        return response

    def process_view(
        self, request: StudioRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or not getattr(view, "workspace_required", True):
            return None
        workspaces = list(request.user.workspaces.order_by("pk"))
        if workspaces:
            chosen = request.session.get("workspace")
            request.workspaces = workspaces
            request.workspace = next((each for each in workspaces if each.pk == chosen), workspaces[0])
            return _refuse_other_page(request)
        elif getattr(view, "login_required", True):
            return render(request, "recolor/accounts/no_workspace.html", status=403)
        return None


def _refuse_other_page(request: StudioRequest) -> HttpResponse | None:
    """Return an answer that says what to do if a request comes from a page of another workspace; None if not.

    Forms name the workspace of their page in a field, see the template tag `csrf_token`; requests of scripts do so in a
    header, see `base.html`.
    """
    if is_api(request):
        return None
    named = {request.headers.get(_HEADER), request.POST.get(_FIELD)} - {None}
    if named <= {str(request.workspace.pk)}:
        return None
    page_workspace = next((each for each in request.workspaces if str(each.pk) in named), None)
    if page_workspace:
        reason = _("You switched to “%(name)s” after the page was loaded.")
    else:
        reason = _("You no longer belong to the workspace of the page, and are in “%(name)s” now.")
    reason %= {"name": request.workspace.name}
    # Not 409, which scripts take for a conflict that the person may decide about.
    if request.htmx or _HEADER in request.headers:
        return refuse(f"{reason} {_('Load the page again.')}", 412)
    context = {"reason": reason, "page_workspace": page_workspace, "page": _page_of(request)}
    return render(request, "412.html", context, status=412)


def _page_of(request: StudioRequest) -> str:
    """Return the address of the page that sent a request, without its host; empty if it is not known."""
    try:
        return urlsplit(request.headers.get("Referer", ""))._replace(scheme="", netloc="").geturl()
    except ValueError:  # no address
        return ""
