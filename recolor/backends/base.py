"""What the product asks of an engine, whichever it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..engine import ChangeReport, Color
from ..models import BaseImage, RecolorTask

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
class Recoloring:
    """A recoloured picture, encoded, with its smaller versions, and what was reached for each change."""

    content: bytes
    extension: str
    preview: bytes
    thumbnail: bytes
    width: int
    height: int
    reports: Sequence[ChangeReport]


class RecolorBackend(Protocol):
    def read_color(self, text: str) -> Color:
        """A hex code or words as a colour; ColorError says what was understood and what would work."""

    def check_targets(self, image: BaseImage, targets: Sequence[str]) -> None:
        """TargetError for a word that is no garment, GarmentNotFound for one known not to be there."""

    def find(self, image: BaseImage, progress: Progress) -> Finding:
        """Find the photo's garments; PhotoError if it cannot be read."""

    def recolor(self, task: RecolorTask, progress: Progress) -> Recoloring:
        """Do a task's changes; EngineError, which says what to do, if they cannot be done."""

    def measure(self, image: BaseImage, mask: np.ndarray) -> str:
        """The colour of the cloth under a mask, (H, W) uint8 or float, as '#rrggbb'."""
