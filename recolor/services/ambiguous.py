"""Targets that may mean several garments of a photo, and the garments that a person has chosen for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..engine.errors import AmbiguousTarget, EngineError
from ..engines.targets import places_of
from ..models import Garment, Photo

# The names of the garments that are meant, by the id of the photo and the target, see `target_key`.
Meant = Mapping[tuple[int, str], str]
NOTHING_MEANT: Meant = MappingProxyType({})


@dataclass(frozen=True)
class AmbiguousChoice:
    """A target that may mean several garments of a photo.

    garments: those that it may mean, each with its place in the picture if its name does not tell it from the others,
    else with an empty text. chosen: the name of one of them; empty if none has been chosen.
    """

    photo: Photo
    target: str
    garments: list[tuple[Garment, str]]
    chosen: str

    @property
    def key(self) -> tuple[int, str]:
        return target_key(self.photo.pk, self.target)


def target_key(photo: int, target: str) -> tuple[int, str]:
    """Return the key of a photo's target in `Meant`."""
    return photo, " ".join(target.split()).casefold()


def ambiguous_choices(photo: Photo, errors: Mapping[str, EngineError], meant: Meant) -> list[AmbiguousChoice]:
    """Return the choices of a photo's targets.

    errors: what is wrong with its targets, see `check_targets` of the engines.
    """
    choices = []
    for target, error in errors.items():
        if isinstance(error, AmbiguousTarget):
            garments = [garment for garment in photo.garments.all() if garment.name in error.choices]
            chosen = meant.get(target_key(photo.pk, target), "")
            places = places_of(garments)
            named = [(garment, places.get(garment.pk, "")) for garment in garments]
            choices.append(AmbiguousChoice(photo, target, named, chosen if chosen in error.choices else ""))
    return choices
