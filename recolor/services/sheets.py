"""Sheets: uploading, correcting and starting them, and deleting old ones."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import PurePath
from typing import NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import sheet_files
from ..models import ApiKey, Photo, Sheet, Workspace
from ..spreadsheets import clean_text
from .batches import MAX_NAME, MAX_TASKS, Request, batch_create
from .colorways import photo_fields
from .portions import delete_in_portions
from .sheet_plan import SheetPlan, sheet_plan
from .skus import photos_identify

KEPT_DAYS = 30  # since the last change: sheets that are not started, and the rows of started ones


class StartedSheet(NamedTuple):
    """What starting a sheet has done.

    sheet: the started one. rest: another one with the rows that were left out, if any. apart: see `Identified`. plan:
    what it has done row by row; None if it had been started before.
    """

    sheet: Sheet
    rest: Sheet | None = None
    apart: int = 0
    plan: SheetPlan | None = None


def sheet_create(workspace: Workspace, *, file_name: str, content: bytes, created_by: User) -> Sheet:
    """Store the rows of a CSV or XLSX file. Raises SheetFileError."""
    sheet = sheet_of_file(workspace, file_name=file_name, content=content)
    sheet.created_by = created_by
    sheet.save()
    return sheet


def sheet_of_file(workspace: Workspace, *, file_name: str, content: bytes) -> Sheet:
    """Return a sheet of a CSV or XLSX file that is not stored yet. Raises SheetFileError."""
    return _unsaved(workspace, file_name, content, sheet_files.read(content))


def sheet_of_rows(workspace: Workspace, rows: Sequence[Mapping[str, str]], *, name: str) -> Sheet:
    """Return a sheet that is not stored yet of rows, each with texts by their columns. Raises SheetFileError.

    The rows are numbered from 1.
    """
    header = list(dict.fromkeys(column for row in rows for column in row))
    if not any(map(str.strip, header)):
        raise sheet_files.SheetFileError("Name the columns of the texts, such as “photo”, “target” and “color”.")
    if len(header) > sheet_files.MAX_COLUMNS:  # before a table of them is made, which may be large
        most = sheet_files.MAX_COLUMNS
        raise sheet_files.SheetFileError(f"The rows have more than {most} columns together. Remove those not needed.")
    if not any(text.strip() for row in rows for text in row.values()):
        raise sheet_files.SheetFileError("The rows have no texts. Send one for each column that a row needs.")
    table = [(0, header), *((number, [row.get(column, "") for column in header]) for number, row in enumerate(rows, 1))]
    try:
        found = sheet_files.of_table(table)
    except sheet_files.MissingColumns as error:
        text = f"{error} The columns are {', '.join(sheet_files.FIELDS)}."
        raise sheet_files.SheetFileError(text) from error
    return _unsaved(workspace, name, json.dumps(table).encode(), found)


def _unsaved(workspace: Workspace, name: str, content: bytes, found: sheet_files.SheetContent) -> Sheet:
    return Sheet(
        workspace=workspace,
        name=clean_text(name)[-120:] or _("Sheet"),
        sha256=hashlib.sha256(content).hexdigest(),
        columns=found.columns,
        rows=found.rows,
        unused=found.unused,
    )


def sheet_edit(sheet: Sheet, cells: Mapping[tuple[int, str], str]) -> None:
    """Change cells, given by the index of the row and the field. Unknown ones are ignored. Raises ValidationError."""
    with transaction.atomic():
        locked = _lock(sheet)
        if locked.started_at:
            raise ValidationError(_("This sheet has been started and can no longer be changed."))
        for (index, name), text in cells.items():
            if index < len(locked.rows) and name in locked.columns:
                locked.rows[index][1][locked.columns.index(name)] = clean_text(text)[: sheet_files.MAX_CELL]
        locked.save(update_fields=["rows", "changed_at"])
    sheet.rows = locked.rows


def sheet_start(
    sheet: Sheet,
    *,
    name: str,
    created_by: User | None = None,
    created_key: ApiKey | None = None,
    leave_out: bool = False,
    repeat: bool = False,
    again: bool = False,
) -> StartedSheet:
    """Create a batch of a sheet's results and set its SKUs and views, all or nothing.

    A sheet that has been started is returned as it is. leave_out: without the rows that have problems. repeat: also
    make results that exist. again: although the same file has been imported. Raises ValidationError.
    """
    with transaction.atomic():
        locked = _lock(sheet)
        if locked.started_at:
            return StartedSheet(locked)
        if not again and sheet_imported(locked):
            raise ValidationError(_("This file has been imported before. Confirm that you want to import it again."))
        plan = sheet_plan(locked, repeat=repeat)
        _check(plan, leave_out)
        photos = Photo.objects.filter(pk__in=plan.identities)
        apart = photos_identify(photos, plan.identities).apart if plan.identities else 0
        if plan.requests:
            requests = _with_stored_kinds(plan.requests) if plan.identities else plan.requests
            name = name or PurePath(locked.name).stem[:MAX_NAME]
            locked.batch = batch_create(
                locked.workspace, requests, name=name, created_by=created_by, created_key=created_key
            )
        locked.started_at = timezone.now()
        locked.save(update_fields=["started_at", "batch", "changed_at"])
        return StartedSheet(locked, _rest(locked, plan), apart, plan)


def sheet_imported(sheet: Sheet) -> Sheet | None:
    """Return the sheet of the same file that was started last, if any."""
    same = Sheet.objects.filter(workspace=sheet.workspace_id, sha256=sheet.sha256).exclude(pk=sheet.pk)
    return same.exclude(started_at=None).order_by("-started_at").select_related("batch").first()


def sheets_purge_old() -> None:
    """Delete old sheets that were not started, and the rows of those that were."""
    old = Sheet.objects.filter(changed_at__lt=timezone.now() - timedelta(days=KEPT_DAYS))
    delete_in_portions(old.filter(started_at=None))
    old.exclude(started_at=None).exclude(rows=[]).update(rows=[])


def _lock(sheet: Sheet) -> Sheet:
    """Return the stored sheet, locked until the transaction ends."""
    locked: Sheet = Sheet.objects.select_for_update().select_related("workspace").get(pk=sheet.pk)
    return locked


def _rest(sheet: Sheet, plan: SheetPlan) -> Sheet | None:
    """Store the rows with problems as a sheet of their own, so that they can still be corrected."""
    if not plan.wrong:
        return None
    return Sheet.objects.create(
        workspace=sheet.workspace,
        name=_("Rest of %(name)s") % {"name": sheet.name[:100]},
        sha256=hashlib.sha256(f"rest of sheet {sheet.pk}".encode()).hexdigest(),
        columns=sheet.columns,
        unused=sheet.unused,
        rows=[sheet.rows[row.index] for row in plan.wrong],
        created_by=sheet.created_by,
    )


def _with_stored_kinds(requests: Sequence[Request]) -> list[Request]:
    """Return the requests with their photos of the stored kinds: some models have become poses of the same SKU."""
    photos = [request["pose"] or request["model"] for request in requests]
    rows = Photo.objects.filter(pk__in={photo.pk for photo in photos}).values_list("pk", "kind", "model_id")
    stored = {pk: (kind, model_id) for pk, kind, model_id in rows}
    for photo in photos:
        photo.kind, photo.model_id = stored[photo.pk]
    return [{**request, **photo_fields(photo)} for request, photo in zip(requests, photos, strict=True)]


def _check(plan: SheetPlan, leave_out: bool) -> None:
    """Raise ValidationError if a plan cannot be started."""
    if plan.wrong and not leave_out:
        raise ValidationError(_("Some rows have problems. Correct them, or start the sheet without these rows."))
    if len(plan.requests) > MAX_TASKS:
        text = _("A batch has at most %(most)s results, and this sheet asks for %(count)s. Split it.")
        raise ValidationError(text % {"most": MAX_TASKS, "count": len(plan.requests)})
    if not plan.requests and not plan.identities:
        raise ValidationError(_("There is nothing to make: these results exist, or all rows have problems."))
