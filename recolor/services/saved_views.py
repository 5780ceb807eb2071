"""Saving, renaming and deleting views of the gallery."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import SavedView, Workspace
from .names import check_not_taken, normalized_name

MAX_VIEWS = 20  # saved views in a workspace; the gallery shows them all
NAME_LENGTH, QUERY_LENGTH = 40, 1000  # characters


def saved_view_save(workspace: Workspace, name: str, query: str, *, replaced_id: int | None = None) -> SavedView:
    """Save a view of the gallery. Raises ValidationError, also if another view has the name.

    replaced_id: the id of the view that may be replaced, if it has this name.
    """
    name = _checked_name(name)
    if not query:
        raise ValidationError(_("Choose a filter or an order first; without one, the view is “All results”."))
    if len(query) > QUERY_LENGTH:
        raise ValidationError(_("The search is too long to be saved. Shorten it."))
    view = workspace.saved_views.filter(name__iexact=name).first()
    if view and view.query != query and view.pk != replaced_id:
        text = _("There is already a view “%(name)s”. Replace it, or choose another name.")
        raise ValidationError(text % {"name": view.name})
    if view is None and workspace.saved_views.count() >= MAX_VIEWS:
        text = _("A workspace can have at most %(count)s saved views. Delete one first.")
        raise ValidationError(text % {"count": MAX_VIEWS})
    view = view or SavedView(workspace=workspace)
    view.name, view.query = name, query
    view.save()
    return view


def saved_view_rename(view: SavedView, name: str) -> None:
    """Give a view another name. Raises ValidationError."""
    name = _checked_name(name)
    others = view.workspace.saved_views.exclude(pk=view.pk)
    check_not_taken(others, name, _("There is already a view “%(name)s”. Choose another name."))
    view.name = name
    view.save(update_fields=["name"])


def saved_view_delete(view: SavedView) -> None:
    """Delete a view; results are not affected."""
    view.delete()


def _checked_name(name: str) -> str:
    return normalized_name(
        name, NAME_LENGTH, _("Give the view a name of 1 to 40 characters, for example “To approve”.")
    )
