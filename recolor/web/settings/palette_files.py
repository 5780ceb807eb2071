"""Palettes as files: import and export."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ... import palette_files, services
from ...models import AuditEntry, Palette
from ..audit import audit
from ..problems import Problem
from ..requests import StudioRequest
from .render import render_settings

MAX_NAMED = 5  # colors that cannot be read and are named in the message


@require_POST
def import_file(request: StudioRequest) -> HttpResponse:
    """Create a palette from the uploaded `file`. 422 with the reason if it is no palette."""
    upload = request.FILES.get("file")
    if upload is None:
        return _refuse(request, ValidationError(_("Choose a .csv, .gpl, .ase or .aco file.")))
    try:
        content = palette_files.read(upload.name or "", upload.read(palette_files.MAX_BYTES + 1))
        palette = services.palette_create_with_free_name(request.workspace, content.name, content.entries)
    except palette_files.PaletteFileError as error:
        return _refuse(request, ValidationError(str(error)))
    except ValidationError as error:
        return _refuse(request, error)
    count = len(content.entries)
    text = ngettext("Imported %(count)s swatch.", "Imported %(count)s swatches.", count)
    messages.success(request, text % {"count": count})
    if content.unreadable:
        messages.warning(request, _unreadable_text(content.unreadable))
    return redirect("palette", palette.pk)


def _refuse(request: StudioRequest, error: ValidationError) -> HttpResponse:
    return render_settings(request, status=422, problem=Problem("palette-file", " ".join(error.messages), "file"))


def _unreadable_text(unreadable: list[str]) -> str:
    count = len(unreadable)
    text = ngettext(
        "%(count)s color could not be read: %(which)s", "%(count)s colors could not be read: %(which)s", count
    )
    which = "; ".join(unreadable[:MAX_NAMED]) + ("; …" if count > MAX_NAMED else ".")
    return text % {"count": count, "which": which}


@require_safe
def export(request: StudioRequest, pk: int, file_format: str) -> HttpResponse:
    """Return a palette as a file of one of `palette_files.FORMATS`."""
    if file_format not in palette_files.FORMATS:
        raise Http404
    palette = get_object_or_404(Palette.objects.visible_in(request.workspace), pk=pk)
    audit(request, AuditEntry.Action.EXPORTED, _("palette “%(name)s”") % {"name": palette.name})
    content = services.palette_file(palette, file_format)
    name = f"{slugify(palette.name) or 'palette'}.{file_format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content_type = "text/csv; charset=utf-8" if file_format == "csv" else "application/octet-stream"
    return HttpResponse(content, content_type=content_type, headers=headers)
