"""The page of one sheet: what each row would do, its cells to correct, and the button that starts it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from ... import selectors, services
from ...ids import row_id
from ...models import Sheet
from ...services.batches import MAX_NAME, MAX_TASKS
from ..photos.skus import warn_of_apart
from ..problems import Problem, add_problem
from ..requests import StudioRequest
from .forms import CreateForm

_MOST_ROWS = 50  # on a page
_MOST_FIELDS = 900  # on a page; see DATA_UPLOAD_MAX_NUMBER_FIELDS
_SHOW_ALL, _SHOW_WRONG, _SHOW_DOUBTFUL = "all", "problems", "doubtful"


@dataclass(frozen=True)
class Cell:
    """A cell as the page shows it. id: of its field. color: '#rrggbb' of a color that is understood."""

    id: str
    field: str
    text: str
    color: str
    problems: list[services.CellProblem]


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: StudioRequest, pk: int) -> HttpResponse:
    """Show a sheet; store corrected cells on POST. To htmx, only what has changed on the page is sent."""
    shown = get_object_or_404(Sheet.objects.visible_in(request.workspace).select_related("batch", "workspace"), pk=pk)
    corrected: dict[tuple[int, str], str] = {}
    if request.method == "POST":
        corrected = _corrected(request)
        try:
            services.sheet_edit(shown, corrected)
        except ValidationError as error:
            add_problem(request, Problem.of("sheet", error))
            return redirect(request.get_full_path())
        if not request.htmx:
            messages.success(request, _("Saved."))
            return redirect(request.get_full_path())
    if shown.started_at:
        return render(request, "recolor/batches/sheet.html", {"sheet": shown})
    context = _context(request, shown)
    if request.method == "POST":
        indexes = {index for index, _field in corrected}
        context["rows"] = [_row(row) for row in context["plan"].rows if row.index in indexes]
        context["chosen"] = "-".join((_chosen(request) or ())[:2])
        return render(request, "recolor/batches/sheet.html#corrected", context)
    return render(request, "recolor/batches/sheet.html", context)


def _corrected(request: StudioRequest) -> dict[tuple[int, str], str]:
    """Return the cells that were sent, by the index of the row and the field.

    The fields are `cell-INDEX-FIELD`. `set`, with the value INDEX|FIELD|TEXT, is a chosen suggestion.
    """
    sent: list[tuple[str, str, str]] = []
    for name, values in request.POST.lists():
        prefix, _dash, rest = name.partition("-")
        if prefix == "cell":
            index, _dash, field = rest.partition("-")
            sent.append((index, field, values[-1]))
    if chosen := _chosen(request):
        sent.append(chosen)
    return {(pk, field): text for index, field, text in sent if (pk := row_id(index)) is not None}


def _chosen(request: StudioRequest) -> tuple[str, str, str] | None:
    """Return the index, the field and the text of a chosen suggestion, if any."""
    match request.POST.get("set", "").split("|", 2):
        case [index, field, text]:
            return index, field, text
    return None


def _context(request: StudioRequest, shown: Sheet) -> dict[str, Any]:
    repeat = bool(request.GET.get("repeat"))
    plan = services.sheet_plan(shown, repeat=repeat)
    wrong, doubtful = plan.wrong, [row for row in plan.rows if row.doubtful or row.notes]
    show = request.GET.get("show") or (_SHOW_WRONG if wrong else _SHOW_ALL)
    size = min(_MOST_ROWS, _MOST_FIELDS // len(shown.columns))
    shown_rows = {_SHOW_WRONG: wrong, _SHOW_DOUBTFUL: doubtful}.get(show, plan.rows)
    page = Paginator(shown_rows, size).get_page(request.GET.get("page"))
    same = list(selectors.sheets_of_same_file(shown)[:20])
    pace = selectors.pace(request.workspace) if plan.requests else None
    return {
        "sheet": shown,
        "plan": plan,
        "count": len(plan.requests),
        "wrong_count": len(wrong),
        "doubtful_count": len(doubtful),
        "too_many": len(plan.requests) > MAX_TASKS,
        "limit": MAX_TASKS,
        "name_length": MAX_NAME,
        "repeat": repeat,
        "show": show,
        "page": page,
        "rows": [_row(row) for row in page],
        "imported": next((each for each in same if each.started_at), None),
        "earlier": next((each for each in same if not each.started_at), None),
        "seconds_in_all": pace and pace.seconds_for(len(plan.requests)),
    }


def _row(row: services.PlannedRow) -> dict[str, Any]:
    """Return a row with its cells, for the template."""
    cells = [
        Cell(
            id=f"{row.index}-{field}",
            field=field,
            text=text,
            color=row.colors.get(field, ""),
            problems=[problem for problem in row.problems if problem.field == field],
        )
        for field, text in row.cells.items()
    ]
    return {"planned": row, "cells": cells}


@require_POST
def start(request: StudioRequest, pk: int) -> HttpResponse:
    """Make what the sheet asks for. `leave_out`, `repeat` and `again` are those of `services.sheet_start`."""
    shown = get_object_or_404(Sheet.objects.visible_in(request.workspace), pk=pk)
    form = CreateForm(request.POST)
    confirmed: dict[str, Any] = {name: bool(request.POST.get(name)) for name in ("leave_out", "repeat", "again")}
    try:
        if not form.is_valid():
            raise ValidationError({"name": form.errors["name"]})
        started, rest, apart, _plan = services.sheet_start(
            shown, name=form.cleaned_data["name"], created_by=request.user, **confirmed
        )
    except ValidationError as error:
        add_problem(request, Problem.of("sheet", error))
        query = {"repeat": "1"} if confirmed["repeat"] else {}
        return redirect(reverse("sheet", args=[pk], query=query))
    warn_of_apart(request, apart)
    if rest:
        text = _("Rows with problems were left out. You can correct them in the sheet {sheet}.")
        link = format_html('<a href="{}">{}</a>', reverse("sheet", args=[rest.pk]), rest.name)
        messages.info(request, format_html(text, sheet=link))
    if started.batch is None:
        messages.success(request, _("Saved the SKUs and views."))
        return redirect("sheet", pk)
    if started.batch.trashed_at:
        messages.info(request, _("This sheet was started before. Its batch is in the trash."))
        return redirect("sheet", pk)
    count = started.batch.tasks.count()
    text = ngettext("Requested %(count)s result.", "Requested %(count)s results.", count)
    messages.success(request, text % {"count": count})
    return redirect("batch", started.batch.pk)
