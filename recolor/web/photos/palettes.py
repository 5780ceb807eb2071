"""The palette in the studio: choosing one, and creating one of the photo's dominant colors."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ... import selectors, services
from ...engines import local_engine
from ...ids import row_id
from ...models import Palette, Swatch, Workspace
from ...palette_files import Entry
from ..problems import Problem, add_problem
from ..requests import StudioRequest

_KEY = "palette"  # in the session: the id of the palette that was chosen last


def palette_context(request: StudioRequest) -> dict[str, Any]:
    """Return `palettes`, `palette`, the one that the person has chosen, or else the first, and its `swatches`.

    Each swatch comes with the text for a color field. `recent` are the recent colors that are none of the swatches.
    """
    palettes = palettes_with_texts(request.workspace)
    chosen = request.session.get(_KEY)
    shown = next((each for each in palettes if each[0].pk == chosen), palettes[0] if palettes else (None, []))
    return {
        "palettes": [palette for palette, _swatches in palettes],
        "palette": shown[0],
        "swatches": shown[1],
        "recent": selectors.recent_colors(request.workspace, {swatch.hex for swatch, _text in shown[1]}),
    }


def palettes_with_texts(workspace: Workspace) -> list[tuple[Palette, list[tuple[Swatch, str]]]]:
    """Return the palettes, each with its swatches and their texts for color fields.

    The text is the name of the swatch, or its hex code if an earlier palette has this name for another color.
    """
    palettes = list(workspace.palettes.prefetch_related("swatches"))
    return _with_texts([(palette, list(palette.swatches.all())) for palette in palettes])


def filled_palettes(workspace: Workspace) -> list[tuple[Palette, list[tuple[Swatch, str]]]]:
    """Return what `palettes_with_texts` returns, without the empty palettes, with one query."""
    swatches = Swatch.objects.filter(palette__workspace=workspace).select_related("palette")
    in_order = swatches.order_by("palette__position", "palette__id", "position", "id")
    return _with_texts([(palette, list(group)) for palette, group in groupby(in_order, lambda each: each.palette)])


def _with_texts(
    palettes: Sequence[tuple[Palette, Sequence[Swatch]]],
) -> list[tuple[Palette, list[tuple[Swatch, str]]]]:
    meanings: dict[str, str] = {}
    for swatch in (swatch for _palette, swatches in palettes for swatch in swatches):
        meanings.setdefault(swatch.name.casefold(), swatch.hex)
    return [
        (palette, [(each, each.name if meanings[each.name.casefold()] == each.hex else each.hex) for each in swatches])
        for palette, swatches in palettes
    ]


@require_POST
def choose(request: StudioRequest) -> HttpResponse:
    """Remember the chosen `palette`, and return its swatches, with the recent colors that are none of them."""
    request.session[_KEY] = row_id(request.POST.get("palette", ""))
    return render(request, "recolor/photos/_swatches.html", palette_context(request))


@require_POST
def create_from_photo(request: StudioRequest, pk: int) -> HttpResponse:
    """Create a palette of the dominant colors of a photo's garments, or of the whole photo, and choose it."""
    photo = get_object_or_404(selectors.photos(request.workspace).exclude(file=""), pk=pk)
    entries = [Entry("", color) for color in local_engine().dominant_colors(photo)]
    try:
        palette = services.palette_create_with_free_name(request.workspace, photo.name, entries)
    except ValidationError as error:
        add_problem(request, Problem.of("palette", error))
    else:
        request.session[_KEY] = palette.pk
        messages.success(request, _("Created the palette “%(name)s”.") % {"name": palette.name})
    return redirect("photo", pk)
