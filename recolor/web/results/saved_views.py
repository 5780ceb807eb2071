"""Saved views of the gallery: saving the current one, renaming and deleting one, and the context that shows them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ... import services
from ...ids import row_id
from ...models import SavedView
from ..problems import Problem, add_problem
from ..requests import StudioRequest
from .filters import view_query


def saved_views_context(request: StudioRequest) -> dict[str, Any]:
    """Return `saved_views`, the page's `view_query`, and `current_view`, the saved view with this query, if any."""
    query = view_query(request.GET)
    views = list(request.workspace.saved_views.all())
    current = next((view for view in views if view.query == query), None)
    return {"saved_views": views, "view_query": query, "current_view": current}


@require_POST
def save(request: StudioRequest) -> HttpResponse:
    """Save the view with the `query` under a `name`; `replace` is the id of a view of this name to replace."""
    query, name = view_query(QueryDict(request.POST.get("query", ""))), request.POST.get("name", "")
    try:
        replaced_id = row_id(request.POST.get("replace", ""))
        view = services.saved_view_save(request.workspace, name, query, replaced_id=replaced_id)
    except ValidationError as error:
        add_problem(request, Problem.of("view", error, "name", name))
    else:
        messages.success(request, _("Saved the view “%(name)s”.") % {"name": view.name})
    return redirect(_address(query))


@require_POST
def change(request: StudioRequest, pk: int) -> HttpResponse:
    """Delete a view if `action` is "delete", else give it the `name`."""
    view = get_object_or_404(SavedView.objects.visible_in(request.workspace), pk=pk)
    if request.POST.get("action") == "delete":
        services.saved_view_delete(view)
        messages.success(request, _("Deleted the view “%(name)s”.") % {"name": view.name})
        return redirect("gallery")
    name = request.POST.get("name", "")
    try:
        services.saved_view_rename(view, name)
    except ValidationError as error:
        add_problem(request, Problem.of("view", error, "name", name))
    return redirect(_address(view.query))


def _address(query: str) -> str:
    return f"{reverse('gallery')}?{query}" if query else reverse("gallery")
