"""Which stored garment of a photo a target means."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import combinations, pairwise
from typing import Any

import cv2
from django.utils.translation import gettext as _

from .. import engine, files
from ..models import Garment, Photo
from ..pictures import mask_from_png
from ..prepared_query import PreparedQuery
from .base import Scope

_LONGEST_LAYER = 60  # characters of the text of a color layer that is not known
_GARMENTS = PreparedQuery(lambda photo: Garment.with_removed.filter(photo_id=photo), -1)  # every task asks twice
_SAME_PLACE = 0.02  # of the photo's long side: garments whose centers are nearer to each other have the same position


def stored_garments(photo: Photo) -> list[Garment]:
    """Return the garments of a photo."""
    return [garment for garment in with_removed_garments(photo) if not garment.removed_at]


def with_removed_garments(photo: Photo) -> list[Garment]:
    """Return the garments of a photo, and those that were removed from it."""
    return _GARMENTS.rows(photo.pk)


def match_garment(target: str, garments: Sequence[Garment]) -> Garment | None:
    """Return the stored garment that `target` means; None if there is none.

    Raises AmbiguousTarget if it may mean several, and GarmentNotFound if there is none at the position that it names.
    """
    found = matching_garments(target, garments)
    if len(found) > 1:
        names = [garment.name for garment in found]
        raise engine.AmbiguousTarget(_ambiguous_text(target, names), names)
    if not found and (placed := engine.parse_position(target)) and matching_garments(placed.name, garments):
        names = [garment.name for garment in garments]
        raise engine.GarmentNotFound(not_found_text(target, names), names)
    return found[0] if found else None


def meant_garments(target: str, garments: Sequence[Garment], targets: Sequence[str] = ()) -> list[Garment]:
    """Return the stored garments that `target` means: one, or those of the outfit for a word such as "all".

    targets: all targets of the request. A word for all means the garments that the others do not name. Raises what
    `match_garment` raises.
    """
    if garment := match_garment(target, garments):
        return [garment]
    if not engine.means_everything(target):
        return []
    others = (other for other in targets if other != target)
    named = {garment.pk for other in others for garment in matching_garments(other, garments)}
    return [each for each in garments if each.pk not in named and not engine.means_extra(each.name)]


def matching_garments(target: str, garments: Sequence[Garment]) -> list[Garment]:
    """Return the stored garments that `target` may mean.

    The name that agrees best decides: the same name, then a synonym, then a name of the same kind of garment. Of
    several that agree equally well, those that a person corrected come first. A position in the target, such as in
    "left dress", chooses one by where it is in the picture.
    """
    agreements = {garment.pk: engine.agreement(target, garment.name) for garment in garments}
    best = max(agreements.values(), default=engine.Agreement.NONE)
    if best < engine.Agreement.SAME_WORDS and (placed := engine.parse_position(target)):
        alike = _alike(placed.name, garments)
        if alike:
            return _at_position(placed, alike)
    if best == engine.Agreement.NONE:
        return []
    closest = [garment for garment in garments if agreements[garment.pk] == best]
    return [garment for garment in closest if garment.corrected] or closest


def resolve_targets(scopes: Sequence[Scope], garments: Sequence[Garment]) -> list[list[Garment]]:
    """Return the stored garments that each scope of a request means; none for a target that the engine has to find.

    Raises RepeatedTarget if two scopes mean the same garment, or layer of it, and what `match_garment` raises.
    """
    targets = [scope.target for scope in scopes]
    matches = {target: meant_garments(target, garments, targets) for target in targets}
    if errors := check_distinct(matches, scopes):
        raise next(iter(errors.values()))
    return [matches[target] for target in targets]


def check_distinct(
    matches: Mapping[str, Sequence[Garment]], scopes: Sequence[Scope]
) -> dict[str, engine.RepeatedTarget]:
    """Return an error for each target that means the same garment as another one before it.

    Different color layers of a garment are distinct. matches: the stored garments that each target means. Targets
    without one are compared by their names. scopes: what the request recolors.
    """
    errors: dict[str, engine.RepeatedTarget] = {}
    layers = {target: {_words(scope.layer) for scope in scopes if scope.target == target} for target in matches}
    for (first, garments), (second, others) in combinations(matches.items(), 2):
        if second in errors or first.strip().casefold() == second.strip().casefold():
            continue
        if "" not in layers[first] | layers[second] and not layers[first] & layers[second]:
            continue
        shared = [garment.name for garment in garments if garment in others]
        if shared or (not garments and not others and engine.surely_same(first, second)):
            errors[second] = engine.RepeatedTarget(_repeated_text(first, second, shared))
    return errors


def repeated_scope(scope: Scope, earlier: Sequence[Scope]) -> bool:
    """Return whether a scope of a request has the target of an earlier one, and not another color layer of it."""
    same = [each for each in earlier if _words(each.target) == _words(scope.target)]
    return any("" in (each.layer, scope.layer) or _words(each.layer) == _words(scope.layer) for each in same)


def repeated_scope_text(target: str) -> str:
    """Return the message for a scope that `repeated_scope` finds."""
    return f"“{target}” is requested twice. Give it one color, or one for each of its color layers."


def distinct_changes(changes: Sequence[Mapping[str, Any]], garments: Sequence[Garment]) -> list[int]:
    """Return the positions of the color changes that a photo needs: each garment, or layer of it, in a color once.

    Of several targets that mean the same garment in the same color, the one that agrees best with its name stays.

    changes: each with `target`, `color_hex` and `protect_details`, and perhaps `layer`. garments: of the photo.
    """
    if len(changes) == 1:  # as in most results: nothing to compare
        return [0]
    closest: dict[object, tuple[engine.Agreement, int]] = {}
    for position, change in enumerate(changes):
        target, layer = change["target"], _words(change.get("layer", ""))
        meant = matching_garments(target, garments)
        same = meant[0].pk if len(meant) == 1 else f"change {position}"  # an ambiguous one may mean another garment
        key = same, layer, change["color_hex"], change["protect_details"]
        agreement = max((engine.agreement(target, garment.name) for garment in meant), default=engine.Agreement.NONE)
        if key not in closest or agreement > closest[key][0]:
            closest[key] = agreement, position
    return sorted(position for _agreement, position in closest.values())


def stored_layers(layers: Sequence[engine.Layer]) -> list[dict[str, Any]]:
    """Return color layers as they are stored with a garment."""
    return [asdict(layer) | {"share": round(layer.share, 3)} for layer in layers]


def layers_of(garment: Garment) -> list[engine.Layer]:
    """Return the color layers of a stored garment; none while they are not known."""
    return [engine.Layer(**layer) for layer in garment.layers or ()]


def read_layer(scope: Scope, garments: Sequence[Garment], targets: Sequence[str]) -> str:
    """Return the name of the color layer that a scope of a request means, or the text while its garment is not known.

    Raises LayerNotFound if the garment has no such layer, or if several garments are meant.
    """
    if not scope.layer:
        return ""
    try:
        meant = meant_garments(scope.target, garments, targets)
    except (engine.AmbiguousTarget, engine.GarmentNotFound):  # which `check_targets` reports
        return _unknown_layer(scope.layer)
    if len(meant) > 1:
        raise engine.LayerNotFound(
            _("Name one garment for the color layer “%(layer)s”: “%(target)s” means several.") % scope._asdict(), []
        )
    layers = layers_of(meant[0]) if meant else []
    if not layers:
        return _unknown_layer(scope.layer)
    layer = engine.find_layer(layers, scope.layer)
    if layer is None:
        labels = [each.label for each in layers]
        raise engine.LayerNotFound(engine.layer_not_found_text(scope.layer, scope.target, labels), labels)
    return layer.name


def _unknown_layer(text: str) -> str:
    """Return a layer's text as it is stored until a worker reads it; databases refuse NUL, and what is too long."""
    return _words(text.replace("\0", " "))[:_LONGEST_LAYER].rstrip()


def _words(text: str) -> str:
    return " ".join(text.split()).casefold()


def not_found_text(target: str, names: Sequence[str]) -> str:
    """Return the message for a garment that is not in the photo; it lists those that are."""
    if names:
        return f"“{target}” was not found in this photo. Found: {', '.join(names)}."
    return f"“{target}” was not found in this photo, nor was any other garment."


def unknown_name(error: engine.TargetError, target: str, names: Sequence[str]) -> engine.TargetError:
    """Return the error of a text that names no garment; without similar names, it lists those in the photo."""
    if error.suggestions or not names:
        return error
    text = f"“{target.strip()}” is not a known garment name. Found in this photo: {', '.join(names)}."
    return engine.TargetError(text, names)


def _repeated_text(first: str, second: str, shared: Sequence[str]) -> str:
    """Return the message for two targets; shared: the names of the stored garments that both mean, if there are any."""
    if len(shared) == 1:
        return f"“{first}” and “{second}” both mean the garment “{shared[0]}” of this photo. Choose one color for it."
    if shared:
        return f"“{first}” and “{second}” both mean {', '.join(shared)}. Choose one color for them."
    return (
        f"“{first}” and “{second}” mean the same garment. Choose one color for it. If the photo shows two of them, "
        f"say which one, such as “left {second}”."
    )


def _ambiguous_text(target: str, names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return f"“{target}” may mean {', '.join(quoted[:-1])} or {quoted[-1]}. Choose one of these garments."


def _alike(name: str, garments: Sequence[Garment]) -> list[Garment]:
    """Return the garments whose names agree with a name, as closely as at least two of them do."""
    alike: list[Garment] = []
    for least in sorted(engine.Agreement, reverse=True)[:-1]:
        alike = [garment for garment in garments if engine.agreement(name, garment.name) >= least]
        if len(alike) > 1:
            break
    return alike


def places_of(garments: Sequence[Garment]) -> dict[int, str]:
    """Return where garments are in the picture, such as “left” and “right”, by their ids.

    Only for two or three garments of one name but for their numbers, such as “jacket” and “jacket 2”, in different
    places; else nothing.
    """
    names = [garment.name for garment in garments]
    if not 2 <= len(names) <= 3 or any(
        engine.agreement(names[0], name) < engine.Agreement.SAME_WORDS for name in names
    ):
        return {}
    centers = {garment.pk: _center(garment) for garment in garments}
    axis = _longer_axis(list(centers.values()))
    ordered = sorted(centers, key=lambda pk: centers[pk][axis])
    if any(centers[after][axis] - centers[before][axis] <= _SAME_PLACE for before, after in pairwise(ordered)):
        return {}
    first, last = (_("left"), _("right")) if axis == 0 else (_("top"), _("bottom"))
    return dict(zip(ordered, [first, *[_("middle")] * (len(ordered) - 2), last], strict=True))


def _longer_axis(centers: Sequence[tuple[float, float]]) -> int:
    """Return the direction in which centers are farther apart: 0 for x, 1 for y."""
    x, y = zip(*centers, strict=True)
    return int(max(y) - min(y) > max(x) - min(x))


def _at_position(placed: engine.Placed, garments: Sequence[Garment]) -> list[Garment]:
    """Return the garment at a position; several if their positions do not differ, none if there are too few.

    The middle of an even number of garments is two of them.
    """
    if placed.index is not None and placed.index >= len(garments):
        return []
    if len(garments) == 1:
        return list(garments)
    centers = {garment.pk: _center(garment) for garment in garments}
    axis = {"x": 0, "y": 1}.get(placed.axis, _longer_axis(list(centers.values())))
    ordered = sorted(center[axis] for center in centers.values())
    middle = ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1]
    wanted = middle if placed.index is None else [ordered[placed.index]]
    return [
        garment
        for garment in garments
        if any(abs(centers[garment.pk][axis] - center) <= _SAME_PLACE for center in wanted)
    ]


def _center(garment: Garment) -> tuple[float, float]:
    """Return the x and y of the center of a garment's mask, in multiples of the photo's long side."""
    mask = mask_from_png(files.read(garment.mask.name))
    moments = cv2.moments(mask)
    area, side = moments["m00"] or 1.0, max(mask.shape)
    return moments["m10"] / area / side, moments["m01"] / area / side
