"""The grid of a batch's results: a row for each photo, a column for each colorway, and what further colors are for."""

from typing import Any

from django.core.paginator import Paginator

from ... import services
from ...engine import Agreement, agreement
from ...engines import Scope
from ...models import Photo, RecolorTask
from ..requests import StudioRequest
from .columns import Column, columns_of
from .forms import layer_value

PHOTOS_PER_PAGE = 25  # rows


def results_grid(request: StudioRequest, tasks: list[RecolorTask]) -> dict[str, Any]:
    """Return `columns`, and the `rows` of a `page`: each a photo with its cells, in the order of the columns.

    A cell has the names of its garments, if other photos name them differently, and its results, each as a list of its
    versions, the newest first. A version that was made in another color is in the column of the first one, and a
    garment that was chosen for a target in that of the target.
    """
    results: dict[int, list[RecolorTask]] = {}
    for task in tasks:
        results.setdefault(task.version_key, []).insert(0, task)
    colorways = [(versions, services.Colorway.of(versions[-1]).as_asked) for versions in results.values()]
    of_photos = [(versions[0].photo_id, colorway) for versions, colorway in colorways]
    columns = columns_of(of_photos)
    by_photo: dict[int, tuple[Photo, dict[str, list[list[RecolorTask]]]]] = {}
    for versions, colorway in colorways:
        photo = versions[0].photo
        _photo, of_keys = by_photo.setdefault(photo.pk, (photo, {}))
        of_keys.setdefault(colorway.key, []).append(versions)
    scopes = _scopes(of_photos)
    page = Paginator(sorted(by_photo), PHOTOS_PER_PAGE).get_page(request.GET.get("page"))
    shown = [by_photo[pk] for pk in page]
    return {
        "columns": columns,
        "rows": [(photo, [_cell(column, of_keys) for column in columns]) for photo, of_keys in shown],
        "scopes": [(scope, layer_value(scope)) for scope in scopes],
        "separately": len(scopes) > 1 and all(len(column.changes) == 1 for column in columns),
        "page": page,
    }


def _cell(column: Column, of_keys: dict[str, list[list[RecolorTask]]]) -> tuple[str, list[list[RecolorTask]]]:
    """Return the names and the results of a photo in a column; of_keys: its results, by the keys of the colorways."""
    key = next((key for key in column.named if key in of_keys), None)
    return (column.other_names(key), of_keys[key]) if key else ("", [])


def _scopes(colorways: list[tuple[int, services.Colorway]]) -> list[Scope]:
    """Return the garments and color layers that further colors of a batch are for.

    A photo's own word for a garment that others name differently, such as one that was chosen among several, is left
    out: `services.batch_meant` finds it again. So is a garment as a whole beside its color layers, and the reverse.

    colorways: each with the id of its photo.
    """
    of_photo: dict[int, set[str]] = {}
    for pk, colorway in colorways:
        of_photo.setdefault(pk, set()).update(colorway.targets)
    scopes: list[Scope] = []
    for scope in dict.fromkeys(scope for _pk, colorway in colorways for scope in colorway.scopes):
        alike = {each for each in scopes if agreement(each.target, scope.target) != Agreement.NONE}
        same = {each for each in alike if each.layer == scope.layer or not (each.layer and scope.layer)}
        names = {each.target for each in alike} - {scope.target}
        if not same or (names and any(scope.target in together and names & together for together in of_photo.values())):
            scopes.append(scope)
    return scopes
