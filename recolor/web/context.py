"""The template context of all pages: the hosted engine, a problem to show, and the copied colorways."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ..engines import default_engine, hosted_engine_configured
from ..hosted import hosted_service_in_use
from ..models import EngineName
from .copied import copied_colorways
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


def copied(request: HttpRequest) -> dict[str, Any]:
    """Return `copied`, the colorways that the person has copied; they are read only if a template uses them."""
    return {"copied": SimpleLazyObject(lambda: copied_colorways(request))}
