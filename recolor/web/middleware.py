"""Which workspace a signed-in person works in, and what htmx does when the session is over."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django_htmx.http import HttpResponseClientRedirect


class WorkspaceMiddleware:
    """Sets `request.workspace` for whoever is signed in; a person in no workspace is told so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        signed_out = response.status_code == 302 and response["Location"].startswith(resolve_url(settings.LOGIN_URL))
        if signed_out and request.htmx:  # type: ignore[attr-defined]
            # A fragment must not be replaced by the sign-in page: the whole page goes there.
            return HttpResponseClientRedirect(resolve_url(settings.LOGIN_URL))
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        if request.user.is_authenticated and getattr(view, "workspace_required", True):
            mine = list(request.user.workspaces.order_by("pk"))  # type: ignore[attr-defined]
            chosen = request.session.get("workspace")
            workspace = next((each for each in mine if each.pk == chosen), mine[0] if mine else None)
            request.workspace, request.workspaces = workspace, mine  # type: ignore[attr-defined]
            if workspace is None and getattr(view, "login_required", True):
                return render(request, "recolor/accounts/no_workspace.html", status=403)
        return None
