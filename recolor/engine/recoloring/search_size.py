"""The size at which patterns and details are searched for: half of that of large garments, to save time."""

from typing import Any, TypeVar

from numpy.typing import NDArray

from ..imaging.resize import double, halve
from .shared_limits import HALF_SIZE_ABOVE

Array = TypeVar("Array", bound=NDArray[Any])


def at_search_size(array: Array) -> Array:
    """Return an array of a garment's bounding box, (H, W) or (H, W, channels), at the size of the search."""
    height, width = array.shape[:2]
    return halve(array) if height * width > HALF_SIZE_ABOVE else array


def from_search_size(found: Array, height: int, width: int) -> Array:
    """Return what was found at the size of the search at the full size H × W."""
    return found if found.shape[:2] == (height, width) else double(found, height, width)
