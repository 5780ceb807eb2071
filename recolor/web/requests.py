"""What the dashboard's views know of their requests."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from ..ids import row_id
from ..models import Workspace


class StudioRequest(HttpRequest):
    """A signed-in person's request, as the middleware has prepared it."""

    htmx: HtmxDetails
    user: User  # type: ignore[assignment]
    workspace: Workspace


def next_url(request: HttpRequest, otherwise: str) -> str:
    """Where the form's `next` says that the person was, if that is a place of ours."""
    back = request.POST.get("next", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else otherwise


def selected_ids(request: HttpRequest) -> list[int]:
    """The ids of the ticked results."""
    return [pk for text in request.POST.getlist("task") if (pk := row_id(text)) is not None]


def error_messages(error: ValidationError) -> list[str]:
    """Everything a ValidationError says, without its fields' names."""
    return list(error.messages)
