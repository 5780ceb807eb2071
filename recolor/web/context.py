"""What templates need to know about the hosted engine."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ..engines import default_engine, hosted_engine_configured
from ..hosted import hosted_service_in_use
from ..models import EngineName


def hosted_engine(request: HttpRequest) -> dict[str, Any]:
    """Add `hosted_is_default`, and `hosted`: the state of the hosted service while it is in use, read on first use."""
    return {
        "hosted_is_default": default_engine() == EngineName.HOSTED,
        "hosted": SimpleLazyObject(hosted_service_in_use) if hosted_engine_configured() else None,
    }
