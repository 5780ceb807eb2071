"""What recolorings of one picture in several colors have in common, computed once.

The resized photo, the cloth of a garment, its details and the colors at its edge do not depend on the requested color.
They are stored on the picture, so a second color takes only the mapping of colors.
"""

from functools import cached_property
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.resize import resize_pixels, sharpen_enlarged
from ..networks.detail_network import DetailNetwork
from ..types import Alpha, Mask, Pixels
from .layers import LayeredGarment
from .prepared_garment import PreparedGarment
from .region import Region

# Garments are kept as long as their bounding boxes have no more pixels in all than this many pictures: about 8 bytes a
# pixel, 3 more with color layers or colored light, and 4 for each distinct color. Two suffice for the overlapping boxes
# of an outfit.
_KEPT_PICTURES = 2
_KEPT_LAYERED = 2  # garments whose color layers are kept, each with its mask, of 1 byte a pixel of the photo


class PreparedPicture:
    """A picture at the size of its results, and the garments that were measured last.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        The photo, sRGB.
    alpha : (H, W) uint8 or None
        Its opacity; None if all of it is opaque.
    height, width : int
        Size of the results in pixels.
    sharpen : bool
        Whether an enlarged photo is sharpened.
    """

    def __init__(self, pixels: Pixels, alpha: Alpha | None, height: int, width: int, sharpen: bool) -> None:
        self.pixels = pixels
        self.options = (height, width, sharpen)
        self._alpha = alpha
        self._garments: tuple[PreparedGarment, ...] = ()
        self._layered: tuple[tuple[NDArray[np.uint8], LayeredGarment], ...] = ()

    @cached_property
    def source(self) -> Pixels:
        """The photo at the size of the results, before recoloring; computed on first use."""
        height, width, sharpen = self.options
        resized = resize_pixels(self.pixels, height, width)
        before_height, before_width = self.pixels.shape[:2]
        return sharpen_enlarged(resized, before_height, before_width, self.alpha()) if sharpen else resized

    def alpha(self) -> Alpha | None:
        """Return the opacity at the size of the results; None if all of it is opaque."""
        return None if self._alpha is None else resize_pixels(self._alpha, *self.options[:2])

    def garment(self, region: Region, network: DetailNetwork) -> PreparedGarment:
        """Return the garment of a region; `network` finds its pattern."""
        garments = self._garments  # several threads may use a picture; each replaces the tuple, and none changes it
        found = next((garment for garment in garments if garment.region.is_same_garment(region)), None)
        if found is None:
            found = PreparedGarment.of(self.source[region.box], region, network)
            room = _KEPT_PICTURES * self.source[..., 0].size
            kept = (found, *garments)
            areas = np.cumsum([garment.region.mask.size for garment in kept])
            self._garments = tuple(
                garment for garment, area in zip(kept, areas, strict=True) if area <= room or garment is found
            )
        return found

    def layered(self, mask: Mask) -> LayeredGarment:
        """Return the color layers of a garment; its mask, (H, W) float32 0..1, has the photo's size."""
        layered, key = self._layered, cast("NDArray[np.uint8]", cv2.convertScaleAbs(mask, alpha=255))
        found = next((garment for known, garment in layered if np.array_equal(known, key)), None)
        if found is None:
            found = LayeredGarment.of(self.pixels, mask)
            self._layered = ((key, found), *layered[: _KEPT_LAYERED - 1])
        return found
