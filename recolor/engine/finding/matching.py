"""How closely a requested name agrees with the name of a garment."""

import enum
import functools

from ..errors import TargetError
from .vocabulary import parse_target, same_garment, words_of


class Agreement(enum.IntEnum):
    """How closely two names agree; a higher value is closer."""

    NONE = 0
    SAME_KIND = 1  # both may mean the same garment, such as "tee" and "blouse"
    SYNONYM = 2  # both mean the same kinds of garment, such as "tee" and "t-shirt"
    SAME_WORDS = 3  # but for plurals and numbers, such as "shirts", "shirt" and "shirt 2"
    SAME_NAME = 4


_CACHED = 10_000  # pairs of names whose agreement is kept: many photos show garments of the same names


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
