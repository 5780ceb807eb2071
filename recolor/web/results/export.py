"""Exporting results: the page with the options and a preview of the file names, and the files."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ... import selectors, services
from ...exports import (
    FIELDS,
    MAXIMUM_RESULTS,
    PRESETS,
    ExportOptions,
    FileNamer,
    NamePatternError,
    contact_sheet,
    named_results,
    zip_chunks,
)
from ...models import AuditEntry, RecolorTask, Workspace
from ...states import TaskStatus
from ..audit import audit
from ..requests import StudioRequest
from .selection import results_text, selected_tasks, selection_query

PREVIEWED_NAMES = 5
_SIDE_TEXT = gettext_lazy("The longest side can have 16 to 20,000 pixels. Leave it empty to keep each picture's size.")


class ExportForm(forms.Form):
    """The options of an export; see `exports.ExportOptions`."""

    pattern = forms.CharField(max_length=120)
    format = forms.ChoiceField(choices=[("", gettext_lazy("As they are")), *RecolorTask.Format.choices], required=False)
    side = forms.IntegerField(
        required=False,
        validators=[MinValueValidator(16, _SIDE_TEXT), MaxValueValidator(20_000, _SIDE_TEXT)],
        error_messages={"invalid": _SIDE_TEXT},
    )
    square = forms.BooleanField(required=False)
    background = forms.CharField(required=False, validators=[RegexValidator("^#[0-9a-fA-F]{6}$")])

    def clean_pattern(self) -> str:
        try:
            FileNamer(self.cleaned_data["pattern"])
        except NamePatternError as error:
            raise forms.ValidationError(str(error)) from error
        return str(self.cleaned_data["pattern"])

    def options(self) -> ExportOptions:
        fields = self.cleaned_data
        return ExportOptions(
            pattern=fields["pattern"],
            format=fields["format"],
            side=fields["side"] or 0,
            square=fields["square"],
            background=fields["background"] or ExportOptions.background,
        )


@require_safe
def page(request: StudioRequest) -> HttpResponse:
    """Show the options, filled in from the query, a preset or the workspace, and what the files would be called."""
    values: Any = request.GET
    if "pattern" not in values:
        values = asdict(stored_options(request.workspace))
        if preset := PRESETS.get(request.GET.get("preset", "")):
            values |= preset[1]
        values["side"] = values["side"] or ""
    return _page(request, request.GET, ExportForm(values))


@require_POST
def download_zip(request: StudioRequest) -> HttpResponse | StreamingHttpResponse:
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _page(request, request.POST, form, status=422)
    tasks, _left_out = exported_tasks(request.workspace, request.POST)
    audit(request, AuditEntry.Action.EXPORTED, results_text(tasks))
    return zip_response(tasks, form.options())


@require_POST
def download_contact_sheet(request: StudioRequest) -> HttpResponse:
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _page(request, request.POST, form, status=422)
    options = form.options()
    tasks, _left_out = exported_tasks(request.workspace, request.POST)
    tasks = tasks[:MAXIMUM_RESULTS]
    audit(request, AuditEntry.Action.EXPORTED, results_text(tasks))
    title = f"{request.workspace.name} · {timezone.localdate():%Y-%m-%d}"
    content = contact_sheet(named_results(tasks, options.pattern, options.format), title)
    headers = {"Content-Disposition": f'attachment; filename="{_file_name("contact-sheet", "pdf")}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_POST
def save_options(request: StudioRequest) -> HttpResponse:
    """Store the options as the workspace's, with which the gallery's “Download ZIP” exports."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _page(request, request.POST, form, status=422)
    services.export_options_set(request.workspace, asdict(form.options()))
    messages.success(request, _("Saved. “Download ZIP” in the gallery uses these settings, too."))
    return redirect(f"{reverse('export')}?{selection_query(request.POST)}")


def _page(request: StudioRequest, selection: QueryDict, form: ExportForm, status: int = 200) -> HttpResponse:
    tasks, left_out = exported_tasks(request.workspace, selection)
    query = selection_query(selection)
    context = {
        "form": form,
        "presets": [(f"{query}&preset={name}", label) for name, (label, _values) in PRESETS.items()],
        "fields": FIELDS.items(),
        "count": tasks.count(),
        "left_out": left_out,
        "with_versions": f"{query}&versions=all",
        "sheet_limit": MAXIMUM_RESULTS,
        "selection": [(name, value) for name, values in QueryDict(query).lists() for value in values],
    }
    if form.is_valid():
        options = form.options()
        named = named_results(tasks[:PREVIEWED_NAMES], options.pattern, options.format)
        context["names"] = [name for name, _task in named]
    template = "recolor/results/export.html"
    return render(request, f"{template}#names" if request.htmx else template, context, status=status)


def stored_options(workspace: Workspace) -> ExportOptions:
    """Return the workspace's options."""
    return ExportOptions(**workspace.export_options)


def zip_response(tasks: QuerySet[RecolorTask], options: ExportOptions) -> StreamingHttpResponse:
    """Return the results of completed tasks as a ZIP file, which is written while it is sent."""
    tasks = selectors.with_review_records(tasks)
    headers = {"Content-Disposition": f'attachment; filename="{_file_name("recolored", "zip")}"'}
    return StreamingHttpResponse(zip_chunks(tasks, options), content_type="application/zip", headers=headers)


def download_name(task: RecolorTask) -> str:
    """Return the file name of a single result."""
    ((name, _task),) = named_results([task], stored_options(task.workspace).pattern)
    return name


def exported_tasks(workspace: Workspace, selection: QueryDict) -> tuple[QuerySet[RecolorTask], int]:
    """Return the selected results that are exported, and the number of older versions that are left out.

    With `versions`, none is.
    """
    tasks = selected_tasks(workspace, selection)
    outdated = [] if selection.get("versions") else selectors.outdated_versions(tasks)
    completed = tasks.filter(status=TaskStatus.COMPLETED)
    return completed.exclude(pk__in=outdated), completed.filter(pk__in=outdated).count() if outdated else 0


def _file_name(kind: str, extension: str) -> str:
    return f"{kind}-{timezone.now():%Y-%m-%d-%H%M}.{extension}"
