"""What the product asks of an engine, whichever it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..engine import Color
from ..models import BaseImage

Progress = Callable[[str, int], None]
"""Called with a stage and the per cent done; raises JobGone when the work is no longer wanted."""


@dataclass
class FoundGarment:
    """A garment in a photo; mask: (H, W) float32 0..1; color: '#rrggbb'; confidence: 0..1."""

    name: str
    mask: np.ndarray
    color: str
    confidence: float


@dataclass
class Finding:
    """The garments of a photo, and what must be kept to answer later questions about it quickly."""

    garments: list[FoundGarment]
    analysis: bytes


@dataclass
class Reached:
    """What came of one wish: the colour as '#rrggbb' and its CIEDE2000 to the colour asked for.

    As far as they are known, the shares of the garment that sRGB cannot show and that stayed as details; a warning.
    """

    achieved_hex: str
    delta_e: float
    out_of_gamut: float | None = None
    protected: float | None = None
    warning: str = ""


@dataclass
class Recoloring:
    """A recoloured picture, encoded, with its smaller versions, and what each change reached, if that is known."""

    content: bytes
    extension: str
    preview: bytes
    thumbnail: bytes
    width: int
    height: int
    reports: Sequence[Reached]


class RecolorBackend(Protocol):
    """What both engines do before a task is taken: understand the wishes."""

    hosted: bool

    def read_color(self, text: str, swatches: Mapping[str, str] | None = None) -> Color:
        """A hex code or words as a colour; ColorError says what was understood and what would work.

        swatches: the workspace's own names, to '#rrggbb'; they go before all others.
        """

    def check_targets(self, image: BaseImage, targets: Sequence[str]) -> None:
        """TargetError for a word that is no garment, GarmentNotFound for one known not to be there."""
