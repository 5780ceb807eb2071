"""Middleware that sets the workspace of a request and handles htmx requests after a session has ended."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django_htmx.http import HttpResponseClientRedirect

from .requests import StudioRequest


class WorkspaceMiddleware:
    """Set `request.workspace` for signed-in people; show an explanation to people who belong to no workspace."""

    def __init__(self, get_response: Callable[[StudioRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: StudioRequest) -> HttpResponse:
        response = self.get_response(request)
        sign_in_url = resolve_url(settings.LOGIN_URL)
        if response.status_code == 302 and response["Location"].startswith(sign_in_url) and request.htmx:
            # Do not swap the sign-in page into a fragment: make the browser open it as a page.
            return HttpResponseClientRedirect(sign_in_url)
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
        elif getattr(view, "login_required", True):
            return render(request, "recolor/accounts/no_workspace.html", status=403)
        return None
