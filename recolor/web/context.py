"""What every page may need to know of the engine."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .. import services
from ..backends import get_backend


def hosted_service(request: HttpRequest) -> dict[str, Any]:
    """`hosted`: the hosted service's row, or nothing with the built-in engine; read only where a page uses it."""
    return {"hosted": SimpleLazyObject(services.hosted_service) if get_backend().hosted else None}
