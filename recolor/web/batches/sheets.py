"""The page of sheets: uploading one, templates to download, and the sheets uploaded last."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ... import selectors, services, sheet_files
from ...models import Workspace
from ..problems import Problem
from ..requests import StudioRequest

SHOWN = 20  # sheets uploaded last


@require_http_methods(["GET", "HEAD", "POST"])
def sheets(request: StudioRequest) -> HttpResponse:
    """Show the page; store the uploaded `file` on POST. 422 with the reason if it is no sheet."""
    return _upload(request) if request.method == "POST" else _page(request)


def _page(request: StudioRequest, problem: Problem | None = None) -> HttpResponse:
    context = {"sheets": selectors.sheets(request.workspace)[:SHOWN], "max_rows": sheet_files.MAX_ROWS}
    if problem:
        return render(request, "recolor/batches/sheets.html", context | {"problem": problem}, status=422)
    return render(request, "recolor/batches/sheets.html", context)


def _upload(request: StudioRequest) -> HttpResponse:
    upload = request.FILES.get("file")
    if upload is None:
        return _page(request, Problem("sheet-file", _("Choose a .csv or .xlsx file."), "file"))
    try:
        sheet = services.sheet_create(
            request.workspace,
            file_name=upload.name or "",
            content=upload.read(sheet_files.MAX_BYTES + 1),
            created_by=request.user,
        )
    except sheet_files.SheetFileError as error:
        return _page(request, Problem("sheet-file", str(error), "file"))
    return redirect("sheet", sheet.pk)


@require_safe
def template(request: StudioRequest, file_format: str) -> HttpResponse:
    """Return a sheet with examples, in one of `sheet_files.FORMATS`."""
    return _download(request, services.sheet_template, file_format, _("recolor template"))


@require_safe
def skus(request: StudioRequest, file_format: str) -> HttpResponse:
    """Return a sheet with the SKUs and views of the photos, in one of `sheet_files.FORMATS`."""
    return _download(request, services.sheet_of_skus, file_format, _("SKUs and views"))


def _download(
    request: StudioRequest, write: Callable[[Workspace, str], bytes], file_format: str, name: str
) -> HttpResponse:
    if file_format not in sheet_files.FORMATS:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{slugify(name)}.{file_format}"'}
    content = write(request.workspace, file_format)
    return HttpResponse(content, content_type=sheet_files.FORMATS[file_format], headers=headers)
