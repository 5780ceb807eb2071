"""Sheets of a workspace, without their rows, which are large."""

from django.db.models import QuerySet

from ..models import Batch, Sheet, Workspace


def sheets(workspace: Workspace) -> QuerySet[Sheet]:
    """Return a workspace's sheets with their batches, newest first."""
    found: QuerySet[Sheet] = Sheet.objects.visible_in(workspace)
    return found.defer("rows").select_related("batch", "created_by").order_by("-id")


def sheets_of_same_file(sheet: Sheet) -> QuerySet[Sheet]:
    """Return the workspace's other sheets of the same file, newest first."""
    return sheets(sheet.workspace).filter(sha256=sheet.sha256).exclude(pk=sheet.pk)


def sheet_of(batch: Batch) -> Sheet | None:
    """Return the sheet that was started as a batch, without its rows, if there is one."""
    found: QuerySet[Sheet] = batch.sheets.defer("rows")
    return found.first()
