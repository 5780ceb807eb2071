"""Sheets of a workspace, without their rows, which are large."""

from django.db.models import QuerySet

from ..models import Sheet, Workspace


def sheets(workspace: Workspace) -> QuerySet[Sheet]:
    """Return a workspace's sheets with their batches, newest first."""
    found: QuerySet[Sheet] = Sheet.objects.visible_in(workspace)
    return found.defer("rows").select_related("batch", "created_by").order_by("-id")


def sheets_of_same_file(sheet: Sheet) -> QuerySet[Sheet]:
    """Return the workspace's other sheets of the same file, newest first."""
    return sheets(sheet.workspace).filter(sha256=sheet.sha256).exclude(pk=sheet.pk)
