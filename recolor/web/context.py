"""The template context of all pages: the hosted engine, a problem to show, copied colorways, and the open work."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .. import selectors
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


def open_work(request: HttpRequest) -> dict[str, Any]:
    """Return `open_work`, the mark of the page's title: “(3)” while three results are unfinished, else empty.

    They are counted only if a template uses it.
    """
    return {"open_work": SimpleLazyObject(lambda: _open_work_mark(request))}


def _open_work_mark(request: HttpRequest) -> str:
    workspace = getattr(request, "workspace", None)  # missing for people who are not signed in
    count = selectors.open_work(workspace) if workspace else 0
    if count > selectors.MOST_COUNTED:
        return f"({selectors.MOST_COUNTED}+)"
    return f"({count})" if count else ""
