"""Data types of the engine's arguments and results."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]  # (H, W, 3), sRGB
Alpha = NDArray[np.uint8]  # (H, W), opacity: 0 transparent to 255 opaque
Mask = NDArray[np.float32]  # (H, W), 0 outside to 1 inside

DOUBTFUL_BELOW = 0.8
"""Expected IoU, 0 to 1, below which a person should check a mask's outline before its result is used.

It is the IoU from which on the benchmarks count a garment as found. The expected IoU is calibrated on labeled photos.
"""

TONE_GOAL = 1.0
"""CIEDE2000 by which two results in one color may differ at most to have one tone."""

LARGEST_TONE_SHIFT = 6.0
"""CIEDE2000 by which the common tone may differ from the requested color; a result beyond it needs a person's look."""


@dataclass(eq=False)
class Garment:
    """One garment in a photo.

    Attributes
    ----------
    name : str
        The garment's name, such as "blouse".
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

    @property
    def is_doubtful(self) -> bool:
        """Whether a person should check the mask's outline."""
        return self.confidence < DOUBTFUL_BELOW


@dataclass(frozen=True)
class Layer:
    """One color of a garment that is striped, checked, color-blocked or printed in a few flat colors.

    Attributes
    ----------
    name : str
        "base" for the layer that covers most of the garment; "stripes", "checks", "panel" or "pattern" for the others,
        by their shapes, numbered from 2 where several are of a kind, such as "stripes 2".
    color : str
        Median color of the layer's pixels, '#rrggbb'.
    color_name : str
        Name of a similar color, such as "navy".
    share : float
        Share of the garment's pixels, 0 to 1.
    """

    name: str
    color: str
    color_name: str
    share: float

    @property
    def label(self) -> str:
        """The names of the layer and of its color, such as "stripes white"."""
        return f"{self.name} {self.color_name}"


@dataclass(eq=False)
class ColorChange:
    """A garment and its requested color.

    Attributes
    ----------
    target : str
        The garment's name, such as "blouse"; see `parse_target` for the names that are known.
    color : str
        A hex code or a color name, such as "royal blue"; see `parse_color`.
    mask : ndarray or None
        The garment's mask at the photo's size, (H, W) float32 0..1 or uint8 0..255. If None, the engine finds the
        garment by its name.
    protect_details : bool
        Whether prints, embroidery and trims keep their color if it differs from the base color of the garment.
    refine_edges : bool
        Whether the edges of `mask` are adapted to those in the photo; if not, it is used as it is. It has no effect
        without a mask, because the edges of masks that the engine finds follow the photo already.
    aim : str
        A color that the garment's median becomes in place of `color`, for example one that the other photos of a
        garment can show, too. The report still compares the result with `color`. Empty: `color`.
    layer : str
        The color layer of the garment that is recolored, by its name, such as "stripes", or with the name of its color,
        such as "stripes white"; see `Engine.layers`. The other layers stay. "base" means all of a garment
        that has no other layers. Empty: the whole garment.
    """

    target: str
    color: str
    mask: NDArray[np.generic] | None = field(default=None, repr=False)
    protect_details: bool = True
    refine_edges: bool = False
    aim: str = ""
    layer: str = ""


@dataclass(frozen=True)
class ChangeReport:
    """The measured result of one color change.

    Attributes
    ----------
    target : str
        The garment's name as requested.
    target_hex : str
        The requested color, '#rrggbb'.
    achieved_hex : str
        `achieved_lab` as '#rrggbb'; empty if nothing was recolored.
    delta_e : float or None
        CIEDE2000 difference between the requested and the achieved color; None if nothing was recolored.
    coverage : float
        Share of the photo that the garment covers, 0 to 1.
    out_of_gamut : float
        Share of the garment whose new color is outside the sRGB gamut, 0 to 1.
    protected : float
        Share of the garment that kept its color as a detail, 0 to 1.
    warning : str
        A sentence about a limitation of the photo that affects the result; empty if there is none.
    confidence : float or None
        Expected intersection over union (IoU) of the mask that the engine found by the garment's name, 0 to 1; None
        if the change had a mask.
    achieved_lab : tuple of float, or None
        Median CIELAB of the recolored pixels; None if nothing was recolored.
    layer : str
        Name of the recolored layer; empty if the change named none.
    layers : tuple of Layer
        The color layers of the garment in the photo, the largest first; empty if the change named none.
    """

    target: str
    target_hex: str
    achieved_hex: str
    delta_e: float | None
    coverage: float
    out_of_gamut: float = 0.0
    protected: float = 0.0
    warning: str = ""
    confidence: float | None = None
    achieved_lab: tuple[float, float, float] | None = None
    layer: str = ""
    layers: tuple[Layer, ...] = ()

    @property
    def is_doubtful(self) -> bool:
        """Whether the engine found the mask by itself and a person should check its outline."""
        return self.confidence is not None and self.confidence < DOUBTFUL_BELOW


@dataclass(eq=False)
class RecolorResult:
    """A recolored picture and its reports.

    Attributes
    ----------
    pixels : ndarray
        (H, W, 3) uint8, sRGB, at the requested quality; transparent pixels are composited on white.
    changes : list of ChangeReport
        One report for each color change, in the order of the request.
    changed_outside : int
        Largest measured difference, 0 to 255, between the result and the resized photo outside all masks. It is 0
        unless the engine has a bug.
    alpha : ndarray or None
        (H, W) uint8, the photo's opacity, resized like the photo; None if all of it is opaque.
    """

    pixels: Pixels = field(repr=False)
    changes: list[ChangeReport]
    changed_outside: int = 0
    alpha: Alpha | None = field(default=None, repr=False)
