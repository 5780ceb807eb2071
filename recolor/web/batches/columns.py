"""The columns of the grid of a batch's results: one for each colorway, also where photos name its garments differently.

If the dress of one photo is the kurta of another, both are in the column of their color.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...engine import Agreement, agreement
from ...services import Colorway

Change = Mapping[str, Any]  # of a `Colorway`


@dataclass
class Column:
    """A column of the grid.

    options: see `Colorway.options`. named: the color changes of each of its colorways, by its key: they differ in the
    names of the garments only, and are in the same order. photos: the ids of those that have results in it.
    """

    options: str
    named: dict[str, Sequence[Change]]
    photos: set[int]

    @property
    def changes(self) -> list[Change]:
        """The color changes; the target is empty if photos have different names for it."""
        return [
            {**changes[0], "target": "" if _differ(changes) else changes[0]["target"]}
            for changes in zip(*self.named.values(), strict=True)
        ]

    def other_names(self, key: str) -> str:
        """Return the names in a colorway of the garments that other photos name differently."""
        positions = zip(*self.named.values(), strict=True)
        names = zip(self.named[key], positions, strict=True)
        return ", ".join(change["target"] for change, changes in names if _differ(changes))

    def add(self, key: str, colorway: Colorway, photos: set[int]) -> bool:
        """Add a colorway of the same look and return True, unless it is for other garments, or for the same photos."""
        first = next(iter(self.named.values()))
        changes = _in_order_of(first, colorway.changes) if self.photos.isdisjoint(photos) else None
        if changes:
            self.named[key] = changes
            self.photos |= photos
        return bool(changes)


def columns_of(colorways: Iterable[tuple[int, Colorway]]) -> list[Column]:
    """Return the columns of colorways, each with the id of its photo, in their order."""
    photos: dict[str, set[int]] = {}
    by_key: dict[str, Colorway] = {}
    for photo, colorway in colorways:
        key = colorway.key
        by_key[key] = colorway
        photos.setdefault(key, set()).add(photo)
    columns: dict[object, list[Column]] = {}
    for key, colorway in by_key.items():
        alike = columns.setdefault(_look(colorway), [])
        if not any(column.add(key, colorway, photos[key]) for column in alike):
            alike.append(Column(colorway.options, {key: colorway.changes}, photos[key]))
    order = {key: position for position, key in enumerate(by_key)}
    found = [column for alike in columns.values() for column in alike]
    return sorted(found, key=lambda column: order[next(iter(column.named))])


def _look(colorway: Colorway) -> object:
    """Return what columns have in common whose colorways differ in the garments only."""
    _changes, *options = colorway.identity
    return tuple(sorted(_change_look(change) for change in colorway.changes)), *options


def _change_look(change: Change) -> tuple[str, str, bool]:
    return change["color_hex"], change.get("layer", "").casefold(), change["protect_details"]


def _in_order_of(first: Sequence[Change], others: Sequence[Change]) -> list[Change] | None:
    """Return color changes of the same look in the order of `first`; None if their garments are not the same ones."""
    ordered: list[Change] = []
    rest = list(others)
    for change in first:
        alike = [each for each in rest if _change_look(each) == _change_look(change)]
        closest = max(alike, key=lambda each: agreement(change["target"], each["target"]))
        if agreement(change["target"], closest["target"]) == Agreement.NONE:
            return None
        ordered.append(closest)
        rest.remove(closest)
    return ordered


def _differ(changes: Sequence[Change]) -> bool:
    return len({change["target"].casefold() for change in changes}) > 1
