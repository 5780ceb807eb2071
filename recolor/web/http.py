"""What the dashboard's views know of their requests."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from ..models import Workspace


class StudioRequest(HttpRequest):
    """A signed-in person's request, as the middleware has prepared it."""

    htmx: HtmxDetails
    user: User  # type: ignore[assignment]
    workspace: Workspace


def sentences(error: ValidationError) -> list[str]:
    """Everything a ValidationError says, without its fields' names."""
    return list(error.messages)
