"""The values that pass into and out of the engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from .networks.analysis import Analysis

Pixels = NDArray[np.uint8]  # (H, W, 3), sRGB
Mask = NDArray[np.float32]  # (H, W), 0 outside to 1 inside


@dataclass(eq=False)
class Picture:
    """An opened photo: upright, sRGB, opaque.

    Attributes
    ----------
    pixels : ndarray
        (H, W, 3) uint8, sRGB.
    analysis : Analysis or None
        The output of the networks, computed on first use. It may be set from stored bytes (`Analysis.from_bytes`),
        so that the networks run once per photo.
    """

    pixels: Pixels
    analysis: Analysis | None = field(default=None, repr=False)

    @property
    def height(self) -> int:
        """Height in pixels."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.pixels.shape[1])


@dataclass(eq=False)
class Garment:
    """One garment in a photo.

    Attributes
    ----------
    name : str
        Its name in a merchandiser's words.
    mask : ndarray
        (H, W) float32, 0 outside to 1 inside, with soft edges.
    color : str
        Median color of the pixels inside the mask, '#rrggbb'.
    confidence : float
        Expected intersection over union (IoU) of the mask with the true one, 0 to 1.
    """

    name: str
    mask: Mask = field(repr=False)
    color: str
    confidence: float


@dataclass(eq=False)
class ColorChange:
    """A garment and its requested color.

    Attributes
    ----------
    target : str
        The garment's name in a merchandiser's words; see `parse_target`.
    color : str
        A hex code or words; see `parse_color`.
    mask : ndarray or None
        The garment's pixels, (H, W) float32 0..1 or uint8 0..255, used unchanged. If None, the garment is found by
        its name.
    protect_details : bool
        Whether prints, embroidery and trims whose color differs from the base color of the garment keep their color.
    """

    target: str
    color: str
    mask: NDArray[np.generic] | None = field(default=None, repr=False)
    protect_details: bool = True


@dataclass(frozen=True)
class ChangeReport:
    """What one color change achieved, measured on the result.

    Attributes
    ----------
    target : str
        The garment's name as requested.
    target_hex : str
        The requested color, '#rrggbb'.
    achieved_hex : str
        Median color of the recolored pixels, '#rrggbb'.
    delta_e : float
        CIEDE2000 between the two colors.
    coverage : float
        Share of the photo that the garment covers, 0 to 1.
    out_of_gamut : float
        Share of the garment whose new color is outside the sRGB gamut, 0 to 1.
    protected : float
        Share of the garment that kept its color as a detail, 0 to 1.
    warning : str
        A sentence about a limitation of the photo that affects the result; empty if there is none.
    """

    target: str
    target_hex: str
    achieved_hex: str
    delta_e: float
    coverage: float
    out_of_gamut: float = 0.0
    protected: float = 0.0
    warning: str = ""


@dataclass(eq=False)
class RecolorResult:
    """A recolored picture and its reports.

    Attributes
    ----------
    pixels : ndarray
        (H, W, 3) uint8, sRGB, at the requested quality.
    changes : list of ChangeReport
        One report for each color change, in the order of the request.
    changed_outside : int
        Largest difference, 0 to 255, of any value outside all masks from the resized photo. It is measured, and 0
        unless the engine has a bug.
    """

    pixels: Pixels = field(repr=False)
    changes: list[ChangeReport]
    changed_outside: int = 0
