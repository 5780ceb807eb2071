"""The interface of engines that services use, and the values that engines return."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np

from ..engine import EngineError
from ..models import Photo, RecolorTask
from ..pictures import EncodedPicture

Progress = Callable[[str, int], None]
"""Called with a stage and the percentage done; raises JobLost if the job was deleted, canceled or queued again."""


class Scope(NamedTuple):
    """What a color change recolors: a garment, by a target, or a color layer of it; an empty layer means all of it."""

    target: str
    layer: str = ""


@dataclass
class FoundGarment:
    """A garment in a photo.

    mask: (H, W) float32, 0..1. color: '#rrggbb'. confidence: 0..1. layers: its color layers as stored values, see
    `stored_layers`; None if they are left to a background task of their own, as a rule.
    """

    name: str
    mask: np.ndarray
    color: str
    confidence: float
    layers: list[dict[str, Any]] | None = None


@dataclass
class FindingResult:
    """The garments of a photo.

    analysis: bytes that answer later questions about the photo quickly. missed_clothes: whether the photo probably
    shows clothes that none of its garments covers.
    """

    garments: list[FoundGarment]
    analysis: bytes
    missed_clothes: bool


@dataclass
class ChangeResult:
    """The measured result of one color change.

    achieved_hex: '#rrggbb', and delta_e: CIEDE2000 to the requested color; empty and None if nothing was recolored.
    out_of_gamut, protected: shares of the garment
    that sRGB cannot show and that stayed as details, 0..1; None if unknown. warning: sentences, or empty. doubtful:
    whether the engine is not sure of the mask's outline; `warning` then says so. confidence: expected IoU of the mask,
    0..1; None if unknown. achieved_lab: the CIELAB that `achieved_hex` rounds; None if unknown. layers: the color
    layers of the garment as stored values; None if unknown. garment: the names of the recolored garments, or empty.
    """

    achieved_hex: str
    delta_e: float | None
    out_of_gamut: float | None = None
    protected: float | None = None
    warning: str = ""
    doubtful: bool = False
    confidence: float | None = None
    achieved_lab: tuple[float, float, float] | None = None
    layers: list[dict[str, Any]] | None = None
    garment: str = ""


@dataclass
class RecoloringResult:
    """A recolored picture.

    changes: the measured results in the order of the task's color changes; empty if the engine does not report them.
    """

    picture: EncodedPicture
    changes: Sequence[ChangeResult]


@dataclass(frozen=True)
class Options:
    """The options of a task that not every engine has. quality: of RecolorTask.Quality."""

    quality: str
    sharpen: bool = False
    refine_edges: bool = False
    recolor_details: bool = False


class RecolorEngine(Protocol):
    """The methods that every engine has.

    The first three only read, also for previews of tasks that are not created. The others are called within the
    transaction that changes the task.
    """

    def check_targets(self, photo: Photo, scopes: Sequence[Scope]) -> dict[str, EngineError]:
        """Return why targets cannot be recolored: TargetError for a word that names no garment, for example."""

    def read_layers(self, photo: Photo, scopes: Sequence[Scope]) -> list[str | EngineError]:
        """Return the name of the color layer that each scope means, as far as it is known, or why there is none."""

    def refused_options(self, options: Options) -> dict[str, str]:
        """Return why the engine cannot do what is asked for, by the API's field names; empty if it can."""

    def submit(self, tasks: Sequence[RecolorTask]) -> None:
        """Schedule queued tasks; the engine works on them after the transaction commits."""

    def retry(self, task: RecolorTask, error_code: str) -> None:
        """Schedule a task that is queued again after it failed with `error_code`."""

    def cancel(self, task: RecolorTask) -> None:
        """Stop working on a task that has just been marked as failed; it may be retried later."""

    def forget(self, task: RecolorTask) -> None:
        """Delete everything that the engine stores about a task, which is deleted next."""
