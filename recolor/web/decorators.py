"""Decorators that decide who may use a view, when it exists, and what its page may do."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from ..engines import hosted_engine_configured
from ..models import Membership
from .requests import StudioRequest

View = Callable[..., HttpResponseBase]


def hosted_only(view: View) -> View:
    """Answer 404 unless a hosted service is configured."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not hosted_engine_configured():
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


def converts_uploads(view: View) -> View:
    """Let a page convert HEIC photos before their upload; see `static/js/photos/heic.js`."""
    # The package heic-to starts its decoder, which is part of its script, as a worker with a blob: address.
    updated: View = csp_update({"worker-src": [SELF, "blob:"]})(view)
    return updated


def owners_only(view: View) -> View:
    """Answer 403 unless the person is an owner of the workspace."""

    @wraps(view)
    def wrapped(request: StudioRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        owners = Membership.objects.filter(workspace=request.workspace, role=Membership.Role.OWNER)
        if not owners.filter(user=request.user).exists():
            raise PermissionDenied(_("Only an owner of the workspace can do this; ask one of them."))
        return view(request, *args, **kwargs)

    return wrapped


def workspace_not_required(view: View) -> View:
    """Let people who belong to no workspace use a view, on pages of any workspace.

    `WorkspaceMiddleware` then sets no workspace.
    """
    view.workspace_required = False  # type: ignore[attr-defined]
    return view
