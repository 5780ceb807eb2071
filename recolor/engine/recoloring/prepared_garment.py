"""A garment of a picture, with what its recolorings in several colors have in common, computed once."""

from dataclasses import dataclass, field
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask
from ..imaging.strips import map_strips, total
from ..networks.detail_network import DetailNetwork
from ..types import Mask, Pixels
from .blend import Edge, edge_of
from .color_table import Codes, ColorTable, distinct_codes
from .colored_light import ColoredLight, find_colored_light
from .details import detail_share
from .dye import MeasuredCloth, measure_cloth
from .patterns import find_pattern, without_pattern
from .region import Region
from .search_size import at_search_size, from_search_size
from .sure_pixels import OPAQUE, sample_pixels

_DENOISING = (8.0, 2.0)  # sigmas of the bilateral filter: values and pixels


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


@dataclass(eq=False)
class PreparedGarment:
    """A garment, as far as its new color does not matter.

    Attributes
    ----------
    region : Region
        A change of this garment.
    source : (h, w, 3) uint8
        The picture in the region's box, without colored light.
    sure : (h, w) uint8
        1 on pixels of the region's box that certainly belong to what is recolored.
    small, small_sure : (h, w, 3) uint8 and (h, w) uint8
        `source` and `sure` at the size of the search (`search_size.py`).
    light : ColoredLight or None
        Colored light on the garment; the measurements are made without it.
    measured : MeasuredCloth
        Measurements of the cloth.
    pattern : (h, w) uint8, or None
        Share of a woven or embroidered pattern in every pixel, 0..255; None if the cloth has no such pattern.
    """

    region: Region
    source: Pixels
    sure: BinaryMask
    small: Pixels
    small_sure: BinaryMask
    light: ColoredLight | None
    measured: MeasuredCloth
    pattern: NDArray[np.uint8] | None
    # The distinct colors and the cutout, by whether they are those of the smoothed source.
    _known: dict[bool, tuple[Codes | None, Cutout]] = field(default_factory=dict, init=False, repr=False)

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
                    return cls(region, source, sure, small, small_sure, light, measured, pattern)
        measured = measure_cloth(sample_pixels(source, sure), region.protect_details)
        return cls(region, source, sure, small, small_sure, light, measured, None)

    def recolored(self, table: ColorTable, smoothed: bool) -> tuple[Pixels, Cutout]:
        """Return the source in a new color, (h, w, 4) uint8 as `table` returns it, and the pixels to take from there.

        `table` maps colors by a dye of this garment's cloth. `smoothed` tells whether the source is smoothed before.
        """
        # The smoothed source is not kept: it is as large as the picture.
        source = cast("Pixels", cv2.bilateralFilter(self.source, 5, *_DENOISING)) if smoothed else self.source
        known = self._known.get(smoothed)
        codes = known[0] if known else distinct_codes(source)
        dyed = table(source, codes)
        if known is None:
            distances = cast("NDArray[np.uint8]", cv2.extractChannel(dyed, 3))  # the same for each dye of the cloth
            known = self._known[smoothed] = codes, self.cutout(distances)
        return dyed, known[1]

    def cutout(self, distances: NDArray[np.uint8]) -> Cutout:
        """Return the pixels to recolor.

        `distances`, (h, w) uint8, is the chroma distance of every pixel from the cloth, times `DISTANCE_SCALE`.
        """
        alpha, protected = self.region.mask, 0.0
        if self.region.protect_details and not self.measured.cloth.multicolored:
            layer = self.region.flags
            searched = at_search_size(layer.garment) if layer else self.small_sure
            cloth, scatter = self.measured.cloth, self.measured.scatter
            found = detail_share(self.small, at_search_size(distances), cloth, scatter, searched)
            details = from_search_size(found, *distances.shape)
            if layer:
                details *= layer.own
            alpha, detail_pixels = self._without_details(details)
            # Less of a garment may be sure than a pattern covers: fine stripes, or a mask that is mostly half-opaque.
            protected = float(np.clip(detail_pixels / max(1, int(np.count_nonzero(self.sure))), 0, 1))
        opaque = cast("BinaryMask", (alpha >= OPAQUE).view(np.uint8))
        recolored = self.sure & opaque
        return Cutout(opaque, recolored, edge_of(self.source, alpha, recolored), protected)

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
