"""The colorways that a person has copied. The session keeps them, so that copying needs no JavaScript."""

from collections.abc import Iterable
from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import services
from ..models import RecolorTask
from .requests import StudioRequest

MAX_COLORWAYS = 12  # copied at once
_KEY = "copied"


def copied_colorways(request: HttpRequest) -> list[services.Colorway]:
    """Return the colorways copied last in the current workspace; none on pages that belong to no workspace."""
    stored = request.session.get(_KEY)
    if not stored or stored["workspace"] != getattr(getattr(request, "workspace", None), "pk", None):
        return []
    return [services.Colorway(**colorway) for colorway in stored["colorways"]]


def copy_colorways(request: StudioRequest, tasks: Iterable[RecolorTask]) -> None:
    """Replace the copied colorways by the different ones among those of some tasks, and say what to do with them."""
    colorways = services.colorways_of(tasks)
    stored = [asdict(colorway) for colorway in colorways[:MAX_COLORWAYS]]
    request.session[_KEY] = {"workspace": request.workspace.pk, "colorways": stored}
    text = ngettext(
        "Copied %(count)s colorway. Select photos or results to paste it onto.",
        "Copied %(count)s colorways. Select photos or results to paste them onto.",
        len(stored),
    )
    messages.success(request, text % {"count": len(stored)})
    if len(colorways) > MAX_COLORWAYS:
        text = _("The selection has %(count)s different colorways; at most %(most)s are copied at once.")
        messages.info(request, text % {"count": len(colorways), "most": MAX_COLORWAYS})


def forget_colorways(request: StudioRequest) -> None:
    request.session.pop(_KEY, None)
