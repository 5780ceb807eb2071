"""Exporting results: the page with the options and a preview of the file names, and the files."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
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
)
from ...models import AuditEntry, RecolorTask
from ..audit import audit
from ..problems import Problem
from ..requests import StudioRequest, parse_filters
from .exporting import (
    ALL,
    APPROVED,
    RETRY_AFTER,
    ExportsBusyError,
    file_name,
    one_export,
    read_export,
    stored_options,
    zip_response,
)
from .filters import GalleryForm, view_query
from .selection import results_text, selection_query

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
    preset = PRESETS.get(request.GET.get("preset", ""))
    if preset or "pattern" not in values:
        values = asdict(stored_options(request.workspace))
        if preset:
            values |= preset[1]
        values["pattern"] = request.GET.get("pattern", values["pattern"])
        values["side"] = values["side"] or ""
    return _page(request, request.GET, ExportForm(values))


@require_POST
def download_zip(request: StudioRequest) -> HttpResponse | StreamingHttpResponse:
    form = ExportForm(request.POST)
    export = read_export(request.workspace, request.POST)
    if not form.is_valid() or not export.ids:
        return _page(request, request.POST, form, status=422)
    try:
        response = zip_response(export, form.options())
    except ExportsBusyError as error:
        return _busy(request, form, error)
    audit(request, AuditEntry.Action.EXPORTED, results_text(export.ids))
    return response


@require_POST
def download_contact_sheet(request: StudioRequest) -> HttpResponse:
    form = ExportForm(request.POST)
    export = read_export(request.workspace, request.POST)
    if not form.is_valid() or not export.ids:
        return _page(request, request.POST, form, status=422)
    options = form.options()
    title = f"{request.workspace.name} · {timezone.localdate():%Y-%m-%d}"
    named = named_results(export.results(MAXIMUM_RESULTS), options.pattern, options.format)
    try:
        with one_export():
            content = contact_sheet(named, title)
    except ExportsBusyError as error:
        return _busy(request, form, error)
    audit(request, AuditEntry.Action.EXPORTED, results_text(export.ids[:MAXIMUM_RESULTS]))
    headers = {"Content-Disposition": f'attachment; filename="{file_name("contact-sheet", "pdf")}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_POST
def save_options(request: StudioRequest) -> HttpResponse:
    """Store the options as the workspace's, with which the gallery's “Download ZIP” exports."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _page(request, request.POST, form, status=422)
    services.export_options_set(request.workspace, asdict(form.options()))
    messages.success(request, _("Saved. “Download ZIP” in the gallery uses these settings, too."))
    which = {"which": request.POST["which"]} if "which" in request.POST else {}
    return redirect(f"{reverse('export')}?{selection_query(request.POST)}&{urlencode(which)}".rstrip("&"))


def _busy(request: StudioRequest, form: ExportForm, error: ExportsBusyError) -> HttpResponse:
    response = _page(request, request.POST, form, status=429, problem=Problem("export", str(error)))
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def _page(
    request: StudioRequest, selection: QueryDict, form: ExportForm, status: int = 200, problem: Problem | None = None
) -> HttpResponse:
    export = read_export(request.workspace, selection)
    query = selection_query(selection)
    kept = f"{query}&{urlencode({'which': export.which, 'pattern': form['pattern'].value() or ''})}"
    context = {
        **_origin(request, selection),
        "form": form,
        "presets": [(f"{kept}&preset={name}", label) for name, (label, _values) in PRESETS.items()],
        "fields": FIELDS.items(),
        "count": len(export.ids),
        "selected": len(export.found.ids),
        "approved": len(export.found.approved_ids),
        "which": export.which,
        "choices": _choices(len(export.found.approved_ids), len(export.found.ids)),
        "left_out": export.found.left_out,
        "with_versions": f"{query}&versions=all",
        "sheet_limit": MAXIMUM_RESULTS,
        "selection": [(name, value) for name, values in QueryDict(query).lists() for value in values],
    }
    if not problem and not export.ids and export.found.ids:
        problem = Problem("which", _("None of these results is approved. Choose all of them, or review them first."))
    if problem:
        context["problem"] = problem
    if form.is_valid():
        options = form.options()
        named = named_results(export.results(PREVIEWED_NAMES), options.pattern, options.format)
        context["names"] = [name for name, _task in named]
    template = "recolor/results/export.html"
    return render(request, f"{template}#names" if request.htmx else template, context, status=status)


def _origin(request: StudioRequest, selection: QueryDict) -> dict[str, str]:
    """Return the address and the name of the page to which the export leads back: a batch, or the gallery."""
    query = view_query(QueryDict(selection.get("filters", ""))) if selection.get("all") else ""
    filters = parse_filters(QueryDict(query), GalleryForm)
    if query == f"batch={filters['batch']}":  # with further filters, they were chosen in the gallery
        batch = selectors.batches(request.workspace).filter(pk=filters["batch"]).first()
        if batch:
            return {"back": reverse("batch", args=[batch.pk]), "back_name": batch.name}
    return {"back": f"{reverse('gallery')}?{query}".rstrip("?"), "back_name": _("Gallery")}


def _choices(approved: int, selected: int) -> list[tuple[str, str]]:
    """Return the values and labels of the field `which`."""
    return [
        (APPROVED, _("Only the approved ones (%(count)s)") % {"count": approved}),
        (ALL, _("All (%(count)s), also those to review and rejected ones") % {"count": selected}),
    ]
