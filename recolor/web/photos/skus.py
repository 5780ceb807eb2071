"""The page on which the SKUs and views of photos are read from their file names, and corrected."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ... import selectors, services
from ...file_names import MAXIMUM_PATTERN, MAXIMUM_SKU, MAXIMUM_VIEW, PatternError, PhotoIdentity, read_file_name
from ...ids import row_id
from ...models import EngineName, Photo
from ..problems import Problem
from ..requests import StudioRequest

PAGE_SIZE = 100


@require_http_methods(["GET", "HEAD", "POST"])
def skus(request: StudioRequest) -> HttpResponse:
    """Show the photos' SKUs and views, as they are, or as `pattern` reads them; store the pattern and the rows.

    With the action `apply`, the rows that were sent are not stored, but what the pattern reads of all photos.
    """
    photos = selectors.photos(request.workspace, engine=EngineName.LOCAL).select_related("model")
    if request.method == "POST" and request.POST.get("action") != "preview":
        return _save(request, photos)
    query = request.POST if request.method == "POST" else request.GET
    pattern = query.get("pattern", "")[:MAXIMUM_PATTERN]
    context: dict[str, Any] = {"page": _page(request, photos)}
    context["pattern"] = pattern if "pattern" in query else request.workspace.photo_name_pattern
    try:
        rows = [_row(photo, pattern) for photo in context["page"]]
        context["matching"] = sum(bool(row["matches"]) for row in rows) if pattern else None
    except PatternError as error:
        rows = [_row(photo, "") for photo in context["page"]]
        context["problem"] = Problem("pattern", str(error), "pattern")
    template = "recolor/photos/skus.html"
    return render(request, f"{template}#rows" if request.htmx else template, context | {"rows": rows})


def _page(request: StudioRequest, photos: QuerySet[Photo]) -> Page[Photo]:
    return Paginator(photos, PAGE_SIZE).get_page(request.GET.get("page"))


def _row(photo: Photo, pattern: str) -> dict[str, object]:
    """Return a photo with its SKU and view as the pattern reads them, else as stored."""
    read = read_file_name(photo.file_name or photo.name, pattern) if pattern else None
    identity = read or PhotoIdentity(photo.sku, photo.view)
    changed = identity != (photo.sku, photo.view)
    return {"photo": photo, "place": _place(photo), "identity": identity, "changed": changed, "matches": read}


def _place(photo: Photo) -> str:
    """Return the place of a problem with the row of a photo."""
    return f"row-{photo.pk}"


def _save(request: StudioRequest, photos: QuerySet[Photo]) -> HttpResponse:
    """Store the pattern and the rows that were sent, which are those of one page."""
    sent = list(photos.filter(pk__in=_sent_ids(request)))
    identities = {
        photo.pk: PhotoIdentity(request.POST.get(f"sku-{photo.pk}", ""), request.POST.get(f"view-{photo.pk}", ""))
        for photo in sent
    }
    pattern = request.POST.get("pattern", "")
    try:
        with transaction.atomic():
            if request.POST.get("action") == "apply":
                read, identified = services.photos_identify_by_pattern(request.workspace, pattern)
            else:
                services.photo_name_pattern_set(request.workspace, pattern)
                read, identified = None, services.photos_identify(sent, identities)
    except ValidationError as error:
        context = {
            "page": _page(request, photos),
            "rows": [{"photo": each, "place": _place(each), "identity": identities[each.pk]} for each in sent],
            "pattern": pattern,
            "problem": _problem(error, sent, identities),
        }
        return render(request, "recolor/photos/skus.html", context, status=422)
    messages.success(request, _saved_text(read, identified.changed))
    warn_of_apart(request, identified.apart)
    return redirect(request.get_full_path())


def warn_of_apart(request: StudioRequest, count: int) -> None:
    """Say how many photos with new SKUs stay models of their own, if any."""
    if not count:
        return
    text = ngettext(
        "%(count)s photo stays a model of its own beside the model of its SKU, because it has results.",
        "%(count)s photos stay models of their own beside the models of their SKUs, because they have results.",
        count,
    )
    messages.warning(request, text % {"count": count})


def _problem(error: ValidationError, sent: list[Photo], identities: dict[int, PhotoIdentity]) -> Problem:
    """Return the problem at the field that caused it: the pattern, or an SKU or a view that is too long."""
    for photo in sent:
        sku, view = identities[photo.pk]
        if len(sku) > MAXIMUM_SKU or len(view) > MAXIMUM_VIEW:
            return Problem.of(_place(photo), error, "sku" if len(sku) > MAXIMUM_SKU else "view")
    return Problem.of("pattern", error, "pattern")


def _saved_text(read: int | None, changed: int) -> str:
    """Return what has happened. read: the number of file names that were read of all photos, if they were."""
    text = ngettext("Saved; %(count)s photo has changed.", "Saved; %(count)s photos have changed.", changed)
    saved = text % {"count": changed} if changed else _("Saved.")
    if read is None:
        return saved
    text = ngettext(
        "The pattern reads %(count)s file name.", "The pattern reads %(count)s file names of all photos.", read
    )
    return f"{text % {'count': read}} {saved}"


def _sent_ids(request: StudioRequest) -> list[int]:
    fields = (name.removeprefix("sku-") for name in request.POST if name.startswith("sku-"))
    return [pk for text in fields if (pk := row_id(text)) is not None]
