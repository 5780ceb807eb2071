"""The color mapping of one change, computed so that the median of the cloth becomes the requested color."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..color import gamut
from ..color.spaces import hex_to_lab, linear_to_lab, rgb_to_lab, rgb_to_linear
from ..types import Pixels
from .change_warnings import warning_for
from .chroma_distance import base_cloth, chroma_distance, detail_thresholds
from .cloth import Cloth, Lab, describe_cloth, lightness_slopes, recolor_cloth
from .details import DISTANCE_SCALE
from .multicolor import dominant_cloth, is_multicolored

_AIMING_PIXELS = 4_000  # approximate number of pixels from which the median of the recolored cloth is computed
_AIMING_STEPS = 5
# At a median of pure white or black, half of the cloth would have no folds. The median keeps a distance from both, of
# this share of the cloth's spread in the new color, and of so many L at most. Chosen by looking at white dresses, jeans
# and shirts, for which it costs 0.6 to 1.0 CIEDE2000.
_ROOM_SHARE, _MAXIMUM_ROOM = 0.6, 3.0


@dataclass(frozen=True)
class MeasuredCloth:
    """Measurements of a garment's cloth, which do not depend on the requested color.

    Attributes
    ----------
    cloth : Cloth
        The garment's base cloth.
    lab : (N, 3) float32
        CIELAB of pixels of this cloth.
    scatter : float
        Median chroma distance of the garment's pixels from the base cloth; 0 if details are not searched for.
    """

    cloth: Cloth
    lab: Lab
    scatter: float


@dataclass(frozen=True)
class Dye:
    """The color mapping of one change.

    Attributes
    ----------
    cloth : Cloth
        The garment's base cloth.
    target : (3,) float32
        CIELAB to which the mapping moves the cloth's median. It is adjusted so that the median after gamut mapping and
        rounding is the requested color, but for nearly white and black ones, which leave room for folds.
    out_of_gamut : float
        Share of the cloth, 0..1, whose new color is outside the sRGB gamut.
    warning : str
        Warning for users about a limitation of the photo; empty if there is none.
    """

    cloth: Cloth
    target: Lab
    out_of_gamut: float
    warning: str

    @property
    def contrast_gain(self) -> float:
        """The largest factor by which contrast in lightness grows."""
        return max(lightness_slopes(self.cloth, float(self.target[0])))

    def map_colors(self, colors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Map colors of the photo to colors of the result.

        Parameters
        ----------
        colors : (N, 3) float32
            sRGB, 0..255.

        Returns
        -------
        (N, 4) float32
            Recolored sRGB, 0..255, and the chroma distance from the base cloth times `DISTANCE_SCALE`.
        """
        lab = linear_to_lab(rgb_to_linear(colors))
        recolored = gamut.lab_to_rgb(recolor_cloth(lab, self.cloth, self.target))
        return np.column_stack([recolored, DISTANCE_SCALE * chroma_distance(lab, self.cloth)])


def measure_cloth(pixels: Pixels, protect_details: bool) -> MeasuredCloth:
    """Measure a garment's cloth.

    Parameters
    ----------
    pixels : (N, 3) uint8
        Pixels that certainly belong to the garment.
    protect_details : bool
        Whether details keep their color. If so, they are excluded from the measurement of the base cloth.

    Returns
    -------
    MeasuredCloth
        The measurements.
    """
    lab = rgb_to_lab(pixels)
    if not protect_details:
        return MeasuredCloth(describe_cloth(lab), lab, 0.0)
    if is_multicolored(lab):
        return MeasuredCloth(*dominant_cloth(lab), 0.0)
    cloth, scatter = base_cloth(lab)
    weak, _strong = detail_thresholds(scatter)
    return MeasuredCloth(cloth, lab[chroma_distance(lab, cloth) < weak], scatter)


def make_dye(measured: MeasuredCloth, target_hex: str) -> Dye:
    """Return the mapping of a measured cloth's median to a color, '#rrggbb'."""
    cloth, lab = measured.cloth, measured.lab
    target = hex_to_lab(target_hex)
    return Dye(
        cloth,
        _aim(lab, cloth, _with_room(cloth, target)),
        out_of_gamut=gamut.out_of_gamut_share(recolor_cloth(lab, cloth, target)),
        warning=warning_for(lab, cloth.multicolored, target),
    )


def _with_room(cloth: Cloth, target: Lab) -> Lab:
    """Return a target, (3,) CIELAB, with room for the cloth's folds between it and white and black."""
    below, above = lightness_slopes(cloth, float(target[0]))
    shade, light = (
        min(_ROOM_SHARE * spread * slope, _MAXIMUM_ROOM)
        for spread, slope in ((cloth.spread_below, below), (cloth.spread_above, above))
    )
    return np.array([np.clip(target[0], shade, 100 - light), *target[1:]], np.float32)


def _aim(lab: Lab, cloth: Cloth, target: Lab) -> Lab:
    """Return the adjusted target, (3,) CIELAB, for which the median after gamut mapping and rounding is `target`.

    `lab`, (N, 3), holds pixels of the cloth. In each step, the error of the median is added to the adjusted target.
    """
    lab = lab[:: max(1, len(lab) // _AIMING_PIXELS)]
    aim = target.copy()
    for _ in range(_AIMING_STEPS):
        displayed = np.rint(gamut.lab_to_rgb(recolor_cloth(lab, cloth, aim))).astype(np.uint8)
        aim += target - np.median(rgb_to_lab(displayed), axis=0).astype(np.float32)
    return aim
