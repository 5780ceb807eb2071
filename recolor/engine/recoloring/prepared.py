"""What recolorings of one picture in several colors have in common, computed once.

The resized photo, the cloth of a garment, its details and the colors at its edge do not depend on the requested color.
They are stored on the picture, so a second color takes only the mapping of colors.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask
from ..imaging.resize import resize_pixels, sharpen_enlarged
from ..imaging.strips import map_strips, total
from ..networks.detail_network import DetailNetwork
from ..types import Alpha, Mask, Pixels
from .blend import Edge, edge_of
from .color_table import Codes, distinct_codes
from .colored_light import ColoredLight, find_colored_light
from .details import detail_share
from .dye import MeasuredCloth, measure_cloth
from .layers import LayeredGarment
from .patterns import find_pattern, without_pattern
from .region import Region
from .search_size import at_search_size, from_search_size
from .sure_pixels import OPAQUE, sample_pixels

# Garments are kept as long as their bounding boxes have no more pixels in all than this many pictures: about 8 bytes a
# pixel, 3 more with color layers, and 4 for each distinct color. Two suffice for the overlapping boxes of an outfit.
_KEPT_PICTURES = 2
_KEPT_LAYERED = 2  # garments whose color layers are kept, each with its mask, of 1 byte a pixel of the photo


@dataclass(frozen=True)
class Cutout:
    """The pixels of a garment that a change recolors.

    Attributes
    ----------
    opaque : (h, w) uint8
        1 on pixels that are replaced.
    recolored : (h, w) uint8
        1 on those of them that are certainly cloth.
    edge : Edge
        The pixels that mix cloth with background or with a detail.
    protected : float
        Share of the garment, 0..1, that is a detail and keeps its color.
    """

    opaque: BinaryMask
    recolored: BinaryMask
    edge: Edge
    protected: float


@dataclass(frozen=True)
class PreparedGarment:
    """A garment, as far as its new color does not matter.

    Attributes
    ----------
    region : Region
        A change of this garment.
    sure : (h, w) uint8
        1 on pixels of the region's box that certainly belong to what is recolored.
    small, small_sure : (h, w, 3) uint8 and (h, w) uint8
        The picture in the box without colored light, and `sure`, at the size of the search (`search_size.py`).
    light : ColoredLight or None
        Colored light on the garment; the measurements are made without it.
    cloth : MeasuredCloth
        Measurements of the cloth.
    pattern : (h, w) uint8, or None
        Share of a woven or embroidered pattern in every pixel, 0..255; None if the cloth has no such pattern.
    cutouts : dict
        The cutouts known so far, by whether details were searched for in the smoothed picture.
    known_codes : dict
        The distinct colors known so far, by whether they are those of the smoothed picture.
    """

    region: Region
    sure: BinaryMask
    small: Pixels
    small_sure: BinaryMask
    light: ColoredLight | None
    cloth: MeasuredCloth
    pattern: NDArray[np.uint8] | None
    cutouts: dict[bool, Cutout] = field(default_factory=dict)
    known_codes: dict[bool, Codes | None] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Pixels, region: Region, network: DetailNetwork) -> "PreparedGarment":
        """Measure the garment of a region.

        `source` is the picture, (h, w, 3) uint8, in the region's box. `network` finds patterns.
        """
        sure = region.sure
        small, small_sure = at_search_size(source), at_search_size(sure)
        light = find_colored_light(small, small_sure)
        if light:
            source = light.remove(source)
            small = at_search_size(source)
        if region.protect_details and region.flags is None:
            found = find_pattern(small, small_sure, network)
            if found is not None:
                pattern = from_search_size(found, *sure.shape)
                measured = measure_cloth(sample_pixels(source, without_pattern(sure, pattern)), protect_details=True)
                if not measured.cloth.multicolored:
                    return cls(region, sure, small, small_sure, light, measured, pattern)
        measured = measure_cloth(sample_pixels(source, sure), region.protect_details)
        return cls(region, sure, small, small_sure, light, measured, None)

    def codes(self, source: Pixels, smoothed: bool) -> Codes | None:
        """Return the `distinct_codes` of `source`, (h, w, 3) uint8, the picture in the region's box.

        `smoothed` tells whether it is the smoothed picture.
        """
        if smoothed not in self.known_codes:
            self.known_codes[smoothed] = distinct_codes(source)
        return self.known_codes[smoothed]

    def cutout(self, source: Pixels, distances: NDArray[np.uint8], smoothed: bool) -> Cutout:
        """Return the pixels to recolor.

        Parameters
        ----------
        source : (h, w, 3) uint8
            Picture before recoloring, in the region's box.
        distances : (h, w) uint8
            Chroma distance of every pixel, times `DISTANCE_SCALE`.
        smoothed : bool
            Whether the distances are those of the smoothed picture.
        """
        if smoothed not in self.cutouts:
            self.cutouts[smoothed] = self._cut(source, distances)
        return self.cutouts[smoothed]

    def _cut(self, source: Pixels, distances: NDArray[np.uint8]) -> Cutout:
        alpha, protected = self.region.mask, 0.0
        if self.region.protect_details and not self.cloth.cloth.multicolored:
            layer = self.region.flags
            searched = at_search_size(layer.garment) if layer else self.small_sure
            found = detail_share(self.small, at_search_size(distances), self.cloth.cloth, self.cloth.scatter, searched)
            details = from_search_size(found, *distances.shape)
            if layer:
                details *= layer.own
            alpha, detail_pixels = self._without_details(details)
            # Less of a garment may be sure than a pattern covers: fine stripes, or a mask that is mostly half-opaque.
            protected = float(np.clip(detail_pixels / max(1, int(np.count_nonzero(self.sure))), 0, 1))
        opaque = cast("BinaryMask", (alpha >= OPAQUE).view(np.uint8))
        recolored = self.sure & opaque
        return Cutout(opaque, recolored, edge_of(source, alpha, recolored), protected)

    def _without_details(self, details: Mask) -> tuple[Mask, float]:
        """Return the mask without details and patterns, and the number of pixels by which it is smaller.

        `details`, (h, w) float32, holds the share of detail in every pixel, 0..1. It becomes the mask.
        """
        # At the border of a layer, both the mask and the details tell the same share of the cloth.
        combine = np.minimum if self.region.flags else np.multiply

        def remove_from_strip(rows: slice) -> float:
            share, mask = details[rows], self.region.mask[rows]
            if self.pattern is not None:
                np.maximum(share, np.multiply(self.pattern[rows], np.float32(1 / 255)), out=share)
            combine(mask, np.subtract(1, share, out=share), out=share)
            return total(mask) - total(share)

        return details, sum(map_strips(remove_from_strip, *details.shape))


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
