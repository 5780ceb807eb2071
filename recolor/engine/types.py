"""The values that pass in and out of the engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from .networks.analysis import Analysis

Pixels = NDArray[np.uint8]
Mask = NDArray[np.float32]


@dataclass(eq=False)
class Picture:
    """A picture made safe: upright, sRGB, opaque.

    pixels: (H, W, 3) uint8, sRGB.
    analysis: what the networks saw, computed once on first use; may be set from stored bytes
        (`Analysis.from_bytes`), so that a photo is encoded once in its life.
    """

    pixels: Pixels
    analysis: Analysis | None = field(default=None, repr=False)

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])


@dataclass(eq=False)
class Garment:
    """One garment in a photo.

    name: a merchandiser's word. mask: (H, W) float32, 0 outside to 1 inside, soft at the edge.
    color: the median color of its cloth, '#rrggbb'. confidence: 0 to 1.
    """

    name: str
    mask: Mask = field(repr=False)
    color: str
    confidence: float


@dataclass(eq=False)
class ColorChange:
    """A wish: `target`, a garment in the merchandiser's words, becomes `color`, a hex code or words.

    mask: (H, W) float32 0..1 or uint8 0..255, used as it is when given; else the garment is found.
    protect_details: prints, embroidery and trims whose color is not the base cloth's stay as they are.
    """

    target: str
    color: str
    mask: NDArray[np.generic] | None = field(default=None, repr=False)
    protect_details: bool = True


@dataclass(frozen=True)
class ChangeReport:
    """What one change did, measured on the result.

    target_hex, achieved_hex: '#rrggbb', the color asked for and the median color reached.
    delta_e: CIEDE2000 between the two. coverage: share of the photo that the garment covers, 0..1.
    out_of_gamut: share of the garment whose color sRGB cannot show. protected: share that stayed as a detail.
    warning: what the photo cannot carry, in a sentence; empty if nothing is wrong.
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
    """pixels: (H, W, 3) uint8 sRGB at the quality asked for; changes: a report each, in order.

    changed_outside: the largest change, 0..255, of any value outside all masks, measured: always 0.
    """

    pixels: Pixels = field(repr=False)
    changes: list[ChangeReport]
    changed_outside: int = 0
