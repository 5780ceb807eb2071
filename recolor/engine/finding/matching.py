"""How closely a requested name agrees with the name of a garment."""

import enum
import functools
import re

from ..errors import TargetError
from .positions import Placed, parse_position
from .vocabulary import is_garment_name, is_general, means_everything, parse_target, same_garment, words_of


class Agreement(enum.IntEnum):
    """How closely two names agree; a higher value is closer."""

    NONE = 0
    SAME_KIND = 1  # both may mean the same garment, such as "tee" and "blouse"
    SYNONYM = 2  # both mean the same kinds of garment, such as "tee" and "t-shirt"
    SAME_WORDS = 3  # but for plurals and numbers, such as "shirts", "shirt" and "shirt 2"
    SAME_NAME = 4


_CACHED = 10_000  # pairs of names whose agreement is kept: many photos show garments of the same names
_NUMBER = re.compile(r"\d+")


@functools.lru_cache(maxsize=_CACHED)
def agreement(first: str, second: str) -> Agreement:
    """Return how closely two names of garments agree; they may be any words.

    Parameters
    ----------
    first, second
        The names, such as "tee" and "T-shirt".

    Returns
    -------
    Agreement
        The closest agreement.
    """
    one, other = (" ".join(name.split()).casefold() for name in (first, second))
    if one == other:
        return Agreement.SAME_NAME
    if words_of(one) and words_of(one) == words_of(other):
        return Agreement.SAME_WORDS
    try:
        if parse_target(one).classes == parse_target(other).classes:
            return Agreement.SYNONYM
        return Agreement.SAME_KIND if same_garment(one, other) else Agreement.NONE
    except TargetError:
        return Agreement.NONE


def surely_same(first: str, second: str) -> bool:
    """Return whether two names mean the same garment in every photo, so that a photo need not be known.

    Parameters
    ----------
    first, second
        Names such as "choli" and "blouse".

    Returns
    -------
    bool
        Whether they are synonyms and neither a position, such as in "left dress", nor a number, such as in "dress 2",
        tells them apart.
    """
    if _NUMBER.findall(first) != _NUMBER.findall(second):
        return False
    placed, other_placed = _garment_position(first), _garment_position(second)
    if placed and other_placed:
        same_place = (placed.axis, placed.index) == (other_placed.axis, other_placed.index)
        return same_place and agreement(placed.name, other_placed.name) >= Agreement.SYNONYM
    return placed is other_placed and agreement(first, second) >= Agreement.SYNONYM


def may_surprise(target: str, name: str) -> bool:
    """Return whether a person who asks for a garment should be told which one was recolored.

    Parameters
    ----------
    target
        What was asked for, such as "lehnga".
    name
        The name of the recolored garment, such as "skirt".

    Returns
    -------
    bool
        Whether the name is neither a synonym of what was asked for, nor one of the garments that a general word, such
        as "top" or "all", stands for.
    """
    placed = parse_position(target)
    closest = max(agreement(asked, name) for asked in {target, placed.name if placed else target})
    if closest >= Agreement.SYNONYM or means_everything(target):
        return False
    return not (is_general(target) and closest == Agreement.SAME_KIND)


def _garment_position(text: str) -> Placed | None:
    """Return the position in a text if a garment follows: "upper shirt" has one, "upper wear" is the garment."""
    placed = parse_position(text)
    return placed if placed and is_garment_name(placed.name) else None
