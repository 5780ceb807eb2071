"""The garments and color layers that the page of a new batch offers, and chosen words that name none."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ...engine import Layer, TargetError, parse_target
from ...engines import Scope, engine_of
from ...engines.targets import layers_of
from ...models import Photo
from .forms import layer_value


@dataclass
class LayerChoice:
    """A color layer of a garment.

    value: of its box. label: its name, with that of its color if it has the same one in all photos. color: '#rrggbb' in
    the first photo; empty if no photo has this layer. count: the number of photos whose garment has it.
    """

    value: str
    label: str
    color: str
    count: int
    ticked: bool


@dataclass
class GarmentChoice:
    """A garment of the selected photos.

    count: the number of photos that show it. ticked: whether it is chosen as a whole. layers: none if it is plain in
    all photos.
    """

    name: str
    count: int
    ticked: bool
    layers: list[LayerChoice] = field(default_factory=list)

    @property
    def shows_layers(self) -> bool:
        """Whether its color layers are shown at once: one is ticked, or only they can be."""
        return not self.count or any(layer.ticked for layer in self.layers)


def garment_choices(photos: Sequence[Photo], chosen: Iterable[Scope]) -> list[GarmentChoice]:
    """Return the garments of photos, the most frequent first, and chosen color layers that no photo has.

    photos: with their garments.
    """
    ticked = {(scope.target.casefold(), scope.layer.casefold()): scope for scope in chosen}
    shown: Counter[str] = Counter()
    layers: dict[str, dict[str, list[Layer]]] = {}
    for photo in photos:
        garments = list(photo.garments.all())
        shown.update({garment.name for garment in garments})
        for garment in garments:
            found = layers_of(garment)
            for layer in found if len(found) > 1 else []:
                layers.setdefault(garment.name, {}).setdefault(layer.name, []).append(layer)
    choices = []
    for name, count in shown.most_common():
        is_ticked = bool(ticked.pop((name.casefold(), ""), None))
        choice = GarmentChoice(name, count, is_ticked)
        for layer_name, found in layers.get(name, {}).items():
            is_ticked = bool(ticked.pop((name.casefold(), layer_name.casefold()), None))
            choice.layers.append(_layer_choice(Scope(name, layer_name), found, is_ticked))
        choices.append(choice)
    _add_unknown(choices, [scope for scope in ticked.values() if scope.layer])
    return choices


def _layer_choice(scope: Scope, found: Sequence[Layer], is_ticked: bool) -> LayerChoice:
    labels = {layer.label for layer in found}
    label = labels.pop() if len(labels) == 1 else scope.layer
    return LayerChoice(layer_value(scope), label, found[0].color, len(found), is_ticked)


def _add_unknown(choices: list[GarmentChoice], scopes: Iterable[Scope]) -> None:
    """Add chosen color layers that no photo has, so that they can be seen, and unticked."""
    by_name = {garment.name.casefold(): garment for garment in choices}
    for scope in scopes:
        garment = by_name.get(scope.target.casefold())
        if garment is None:
            garment = by_name[scope.target.casefold()] = GarmentChoice(scope.target, 0, ticked=False)
            choices.append(garment)
        garment.layers.append(LayerChoice(layer_value(scope), scope.layer, "", 0, ticked=True))


def unknown_targets(photos: Sequence[Photo], scopes: Iterable[Scope]) -> dict[str, TargetError]:
    """Return the targets that name no garment, neither one that is known nor one of a photo, with the reasons."""
    unknown: dict[str, TargetError] = {}
    for target in dict.fromkeys(scope.target for scope in scopes):
        try:
            parse_target(target)
        except TargetError as error:
            checks = [engine_of(photo).check_targets(photo, [Scope(target, "")]) for photo in photos]
            if all(isinstance(check.get(target), TargetError) for check in checks):
                unknown[target] = error
    return unknown
