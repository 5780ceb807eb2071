"""The page for an address without an item: what may have happened to it, and the way on."""

from typing import Any, NamedTuple

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.defaults import page_not_found

from ..models import Batch, Photo, RecolorTask, Sheet, Workspace
from .requests import StudioRequest
from .responses import is_api


class _Kind(NamedTuple):
    """What a page shows: the model of its item, and the list that has all of them."""

    model: type[Model]
    heading: str | Promise
    way: str | Promise
    list_url: str


_KINDS = {  # by the names of the URLs
    "photo": _Kind(Photo, _("Photo not found"), _("Go to photos"), "photos"),
    "result": _Kind(RecolorTask, _("Result not found"), _("Go to the gallery"), "gallery"),
    "batch": _Kind(Batch, _("Batch not found"), _("Go to batches"), "batches"),
    "sheet": _Kind(Sheet, _("Sheet not found"), _("Go to sheets"), "sheets"),
}


def not_found(request: StudioRequest, exception: Exception) -> HttpResponse:
    """Answer a request for which a view has raised Http404, or which no view answers; Django calls it as `handler404`.

    Signed-in people get a page with the navigation. If the item is in another of their workspaces, it offers to switch.
    """
    if is_api(request) or not request.user.is_authenticated or "HX-Request" in request.headers:
        return page_not_found(request, exception)
    match = request.resolver_match
    kind = _KINDS.get(match.url_name or "") if match else None
    owner = _workspace_with(kind.model, match.kwargs["pk"], request.workspaces) if kind and match else None
    # No messages: those of the person's action are for the page to which it leads.
    context: dict[str, Any] = {"kind": kind, "owner": owner, "messages": []}
    return render(request, "recolor/shared/not_found.html", context, status=404)


def _workspace_with(model: Any, pk: int, workspaces: list[Workspace]) -> Workspace | None:
    """Return that of some workspaces to which an item belongs, in the trash or not; None if it is of none of them."""
    return next((each for each in workspaces if model.objects.visible_in(each).filter(pk=pk).exists()), None)
