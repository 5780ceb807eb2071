"""Views that only an owner of the workspace may use."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _

from ...models import Membership
from ..requests import StudioRequest

View = Callable[..., HttpResponse]


def owners_only(view: View) -> View:
    """Only an owner of the workspace may do this."""

    @wraps(view)
    def guarded(request: StudioRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_owner(request):
            raise PermissionDenied(_("Only an owner of the workspace can do this; ask one of them."))
        return view(request, *args, **kwargs)

    return guarded


def is_owner(request: StudioRequest) -> bool:
    return Membership.objects.filter(
        workspace=request.workspace, user=request.user, role=Membership.Role.OWNER
    ).exists()
