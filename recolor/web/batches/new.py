"""The page on which a batch is planned, or extended: photos, garments and colors, and a grid of what will be made."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ... import selectors, services
from ...engine import EngineError
from ...models import Batch, Photo, RecolorTask
from ...services.batches import MAX_TASKS
from ..copied import copied_colorways
from ..meant import read_meant
from ..photos.palettes import filled_palettes
from ..photos.sizes import Size, sizes_of_several
from ..planned import common_cell, ticked_cells, unlisted_count
from ..problems import Problem
from ..requests import MAX_PHOTOS, StudioRequest, photo_ids, photo_ids_text
from .choices import garment_choices, unknown_targets
from .forms import MAX_COLORWAYS, Choice, CreateForm, chosen_colorways, options_of, read_choice

MAX_UNCHECKED = 50  # photos in the address of the outline check, which also carries the page's own address


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StudioRequest) -> HttpResponse:
    """Show the choice that the query holds, and what will be made of it; create the ticked cells on POST."""
    options = options_of(request.GET, request.workspace)
    batch = None
    if options.get("batch"):
        batch = get_object_or_404(Batch.objects.visible_in(request.workspace), pk=options["batch"], trashed_at=None)
    photos = _photos(request, batch)
    if not photos:
        messages.info(request, _("Select photos first: tick them, then choose “Recolor in several colors”."))
        return redirect("photos")
    choice = read_choice(request.GET, request.workspace)
    choice.unknown = unknown_targets(photos, choice.scopes)
    colorways = chosen_colorways(choice, options, copied_colorways(request))
    crowded = not options.get("separately") and len(choice.usable_scopes) > services.MAX_CHANGES
    too_many = crowded or len(colorways) > MAX_COLORWAYS or len(colorways) * len(photos) > MAX_TASKS
    meant = (services.batch_meant(batch, choice.targets) if batch else {}) | read_meant(request.GET)
    grid = [] if too_many else services.colorways_grid(colorways, photos, meant=meant)
    refused: Problem | None = None
    if request.method == "POST":
        try:
            return _create(request, batch, grid)
        except ValidationError as error:
            refused = Problem.of("batch" if grid else "plan", error)
    lacking = [row[0].photo for row in grid if any(cell.problems or cell.unlisted for cell in row)]
    context = {
        **_choices(request, photos, choice),
        "better_apart": bool(lacking) and _better_apart(choice, options, lacking),
        "batch": batch,
        "photos": photos,
        "photos_query": request.GET.get("photos", ""),
        "options": options,
        "colorways": colorways,
        "too_many": too_many,
        "problem": refused or _problem(choice, crowded, too_many),
        **_summary(request, grid, sent=request.POST if refused else None),
    }
    return render(request, "recolor/batches/new.html", context, status=422 if refused else 200)


def _problem(choice: Choice, crowded: bool, too_many: bool) -> Problem | None:
    """Return what is wrong with the choice, if anything.

    crowded: whether a result would have too many garments. too_many: whether there are too many results.
    """
    if crowded:
        text = _(
            "A result takes at most %(limit)s garments or color layers; %(count)s are chosen. Choose fewer, or make "
            "each of them in a result of its own."
        )
        return Problem("garments", text % {"limit": services.MAX_CHANGES, "count": len(choice.usable_scopes)})
    if choice.unknown:
        return Problem("garments", _texts(choice.unknown), "more_targets")
    if choice.unread:
        return Problem("colors", _texts(choice.unread), "more_colors")
    if too_many:
        text = _("These are more than %(limit)s results, or too many colors. Choose fewer photos or colors at once.")
        return Problem("plan", text % {"limit": MAX_TASKS})
    return None


def _better_apart(choice: Choice, options: dict[str, Any], photos: list[Photo]) -> bool:
    """Return whether photos that lack a garment would get results with each garment in a result of its own."""
    if options.get("separately") or len(choice.scopes) == 1 or not choice.colors:
        return False
    one_color = replace(choice, colors=choice.colors[:1])
    colorways = chosen_colorways(one_color, {**options, "separately": True, "copied": False}, [])
    grid = services.colorways_grid(colorways, photos, repeat=True)
    return any(cell.is_suggested for row in grid for cell in row)


def _texts(errors: Mapping[str, EngineError]) -> str:
    return " ".join(str(error) for error in errors.values())


def _photos(request: StudioRequest, batch: Batch | None) -> list[Photo]:
    """Return the photos in the query (ids with commas); without any, those of the batch."""
    found = selectors.photos(request.workspace).order_by("id")
    if "photos" not in request.GET and batch:
        tasks = batch.tasks.filter(trashed_at=None)
        in_batch = Q(pk__in=tasks.values("pose")) | Q(pk__in=tasks.filter(pose=None).values("model"))
        return list(found.filter(in_batch)[:MAX_TASKS])
    ids = photo_ids(request.GET)
    if len(ids) > MAX_PHOTOS:
        text = _("Only the first %(count)s photos are taken. Make another batch for the others.")
        messages.info(request, text % {"count": MAX_PHOTOS})
    return list(found.filter(pk__in=ids[:MAX_PHOTOS]))


def _choices(request: StudioRequest, photos: list[Photo], choice: Choice) -> dict[str, Any]:
    """Return what can be chosen, and what is: garments and their color layers, colors, poses."""
    garments = garment_choices(photos, choice.scopes)
    shown = {garment.name.casefold() for garment in garments}
    hexes = {code for _text, code in choice.usable_colors}
    palettes = filled_palettes(request.workspace)
    listed = {swatch.hex for _palette, swatches in palettes for swatch, _text in swatches}
    return {
        "garments": garments,
        "typed_targets": ", ".join(
            scope.target for scope in choice.scopes if not scope.layer and scope.target.casefold() not in shown
        ),
        "palettes": palettes,
        "chosen_hexes": hexes,
        "typed_colors": ", ".join(text for text, code in choice.colors if code not in listed),
        "unknown": choice.unknown,
        "unread": choice.unread,
        "qualities": [(size.value, _size_text(size)) for size in sizes_of_several(photos)],
        "formats": RecolorTask.Format.choices,
        "poses_address": _address_with_poses(request, photos),
        "searching": [photo for photo in photos if photo.in_progress],
    }


def _size_text(size: Size) -> str:
    return f"{size.label}: {size.effect}" if size.effect else size.label


def _address_with_poses(request: StudioRequest, photos: list[Photo]) -> str:
    """Return the address of the page with all photos of the models; empty if none is missing."""
    models = {photo.model_id or photo.pk for photo in photos}
    family = selectors.photos(request.workspace).filter(Q(pk__in=models) | Q(model__in=models))
    missing = set(family.values_list("pk", flat=True)) - {photo.pk for photo in photos}
    if not missing or len(missing) + len(photos) > MAX_PHOTOS:
        return ""
    query = request.GET.copy()
    query["photos"] = photo_ids_text(sorted({*missing, *(photo.pk for photo in photos)}))
    return f"{reverse('batch_new')}?{query.urlencode()}"


def _summary(request: StudioRequest, grid: list[list[services.Cell]], sent: QueryDict | None) -> dict[str, Any]:
    """Return what the plan shows. sent: the form that was refused, whose values it shows again."""
    cells = [cell for row in grid for cell in row]
    ticked = ticked_cells(cells, sent)
    count = sum(cell.key in ticked for cell in cells)
    pace = selectors.pace(request.workspace) if cells else None
    return {
        "grid": [(row[0].photo, row, _choices_of(row), common_cell(row)) for row in grid if row],
        "sent": sent,
        "ticked": ticked,
        "count": count,
        "impossible": sum(bool(cell.problems) for cell in cells),
        "doubtful": sum(bool(cell.doubtful or cell.notes) and not cell.unlisted for cell in cells),
        "unchecked": _unchecked(cells),
        "unlisted": unlisted_count(cells),
        "existing": sum(cell.exists for cell in cells),
        "pace": pace,
        "seconds_in_all": pace and pace.seconds_for(count),
        "token": uuid.uuid4(),
    }


def _unchecked(cells: list[services.Cell]) -> str:
    """Return the ids of the first photos with doubtful outlines, with commas."""
    return photo_ids_text(dict.fromkeys(cell.photo.pk for cell in cells if cell.doubtful), MAX_UNCHECKED)


def _choices_of(row: list[services.Cell]) -> list[services.AmbiguousChoice]:
    """Return the photo's targets that may mean several garments, each once."""
    return list({choice.key: choice for cell in row for choice in cell.ambiguous}.values())


def _create(request: StudioRequest, batch: Batch | None, grid: list[list[services.Cell]]) -> HttpResponse:
    """Create the ticked cells, as a new batch or in `batch`. Raises ValidationError."""
    form = CreateForm(request.POST)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    ticked = set(request.POST.getlist("cell"))
    if not ticked:
        raise ValidationError(_("Tick at least one result."))
    by_key = {cell.key: (cell.photo, cell.colorway) for row in grid for cell in row if cell.key in ticked}
    cells = list(by_key.values())
    if len(cells) < len(ticked):
        raise ValidationError(_("The photos or colors have changed. Check the grid."))
    if batch:
        count = services.batch_add_colorways(batch, cells, created_by=request.user)
    else:
        batch = services.batch_create_of_colorways(
            request.workspace,
            cells,
            name=form.cleaned_data["name"],
            created_by=request.user,
            form_token=form.token_or_new(),
            one_tone=form.cleaned_data["one_tone"],
        )
        count = len(cells)
    text = ngettext("Requested %(count)s result.", "Requested %(count)s results.", count)
    messages.success(request, text % {"count": count})
    return redirect("batch", batch.pk)
