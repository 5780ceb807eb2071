"""The template context of all pages: the state of the hosted engine, and a problem to show."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ..engines import default_engine, hosted_engine_configured
from ..hosted import hosted_service_in_use
from ..models import EngineName
from .problems import stored_problem


def hosted_engine(request: HttpRequest) -> dict[str, Any]:
    """Return `hosted_is_default` and `hosted`, the state of the hosted service while it is in use.

    The state is read from the database only if a template uses it.
    """
    return {
        "hosted_is_default": default_engine() == EngineName.HOSTED,
        "hosted": SimpleLazyObject(hosted_service_in_use) if hosted_engine_configured() else None,
    }


def problem(request: HttpRequest) -> dict[str, Any]:
    """Return `problem`, the one that the view before a redirect has stored; views may give a template another one."""
    return {"problem": SimpleLazyObject(lambda: stored_problem(request))}
