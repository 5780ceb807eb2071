"""Positions in the names of garments: "the left dress", "second shirt", "dress in the middle"."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Placed:
    """A name with a word that chooses among several such garments by their position in the picture.

    Attributes
    ----------
    name
        The name without the position, such as "dress".
    axis
        "x" to compare positions from left to right, "y" from top to bottom; empty for the direction in which the
        garments are farther apart.
    index
        Of the garments in this order: 0 for the first, -1 for the last; None for the one in the middle.
    """

    name: str
    axis: str
    index: int | None


_POSITIONS: dict[str, tuple[str, int | None]] = {
    "left": ("x", 0),
    "right": ("x", -1),
    **dict.fromkeys(("top", "upper"), ("y", 0)),
    **dict.fromkeys(("bottom", "lower", "lowest"), ("y", -1)),
    **dict.fromkeys(("middle", "center", "central"), ("", None)),
    **{ordinal: ("", index) for index, ordinal in enumerate(("first", "second", "third", "fourth", "fifth", "sixth"))},
    "last": ("", -1),
}
_SIDE = "(?:[ -]?(?:most|hand))?(?:[ -]side)?"  # as in "leftmost", "left-hand" and "on the left side"
_PLACED = re.compile(rf"(?:the )?(?:({'|'.join(_POSITIONS)}){_SIDE}|([1-9][0-9]?)(?:st|nd|rd|th)) (.+)")
_ON_THE_SIDE = re.compile(rf"(?:the )?(.+?),? (?:on|to|at|in) (?:the )?(left|right|top|bottom|middle|center){_SIDE}")


def parse_position(text: str) -> Placed | None:
    """Return what a text such as "the left dress" or "shirt on the right" asks for; None if it names no position.

    Parameters
    ----------
    text
        The requested name.

    Returns
    -------
    Placed or None
        The name and the position.
    """
    name = " ".join(text.split()).casefold().replace("centre", "center")  # codespell:ignore centre
    if match := _PLACED.fullmatch(name):
        word, number, garment = match.groups()
        return Placed(garment, *_POSITIONS[word]) if word else Placed(garment, "", int(number) - 1)
    if match := _ON_THE_SIDE.fullmatch(name):
        return Placed(match[1], *_POSITIONS[match[2]])
    return None
