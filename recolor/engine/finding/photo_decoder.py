"""MobileSAM's decoder for one analyzed photo, with masks as probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.resize import Array, resize
from ..networks.analysis import Analysis
from ..networks.decoder import GRID, Decoder, Prompt, square_part
from ..types import Mask

Point = tuple[float, float, bool]  # x and y in pixels of the photo; True on the garment, False outside it
Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels of the photo

_LOGIT_LIMIT = 20.0  # logits are clipped to ± this, so that the exponential does not overflow


@dataclass(eq=False)
class PointsPrompt:
    """A prompt in pixels of the photo.

    Attributes
    ----------
    points
        Points on the garment and outside it.
    box
        Bounding box of the garment.
    estimate : (height, width) float32
        Estimate of the mask, 0..1, at the size of the decoder's masks.
    """

    points: Sequence[Point]
    box: Box | None = None
    estimate: Mask | None = None


class PhotoDecoder:
    """The decoder for one photo. Its masks cover the photo only, not the padding of the decoder's square grid.

    Parameters
    ----------
    decoder
        MobileSAM's decoder.
    analysis
        The analysis of the photo.

    Attributes
    ----------
    height, width
        Size of the masks in cells; the long side has 256.
    cell
        Pixels of the photo per cell.
    """

    def __init__(self, decoder: Decoder, analysis: Analysis) -> None:
        self.analysis = analysis
        self._decoder = decoder
        self._rows, self._columns = square_part(analysis.height, analysis.width)
        self.height, self.width = self._rows.stop, self._columns.stop
        self.cell = max(analysis.height, analysis.width) / GRID

    def resize(self, array: Array, interpolation: int = cv2.INTER_LINEAR) -> Array:
        """Return `array`, (H, W) or (H, W, channels) of the whole photo, resized to the size of the masks."""
        return resize(array, self.width, self.height, interpolation)

    def cell_at(self, x: float, y: float) -> tuple[int, int]:
        """Return the row and the column of the masks' cell at a point in pixels of the photo."""
        return min(int(y / self.cell), self.height - 1), min(int(x / self.cell), self.width - 1)

    def masks(
        self, points: Sequence[Point], box: Box | None = None, estimate: Mask | None = None, maximum_logit: float = 0.0
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Decode the masks for one prompt; see `decode_all`.

        Returns
        -------
        masks : (4, height, width) float32
            Probabilities, 0..1.
        scores : (4,) float32
            Predicted intersection over union of each mask with the true one.
        """
        masks, scores = self.decode_all([PointsPrompt(points, box, estimate)], maximum_logit)
        return masks[0], scores[0]

    def decode_all(
        self, prompts: Sequence[PointsPrompt], maximum_logit: float = 0.0
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Decode the masks for several prompts.

        Parameters
        ----------
        prompts
            The prompts.
        maximum_logit
            Logit of an estimate where it is 1, and its negative where it is 0. A larger value makes
            the decoder rely more on the estimate.

        Returns
        -------
        masks : (prompts, 4, height, width) float32
            Probabilities, 0..1.
        scores : (prompts, 4) float32
            Predicted intersection over union of each mask with the true one.
        """
        converted = [
            Prompt(
                prompt.points,
                prompt.box,
                None if prompt.estimate is None else self._logits(prompt.estimate, maximum_logit),
            )
            for prompt in prompts
        ]
        analysis = self.analysis
        masks, scores = self._decoder.decode_all(analysis.embedding, converted, analysis.height, analysis.width)
        covered = np.clip(masks[:, :, self._rows, self._columns], -_LOGIT_LIMIT, _LOGIT_LIMIT)
        return (1 / (1 + np.exp(-covered))).astype(np.float32), scores

    def _logits(self, estimate: Mask, maximum: float) -> NDArray[np.float32]:
        """Return an estimate of the mask as logits on the decoder's square grid."""
        logits = np.full((GRID, GRID), -maximum, np.float32)
        logits[self._rows, self._columns] = np.clip((estimate - 0.5) * 2 * maximum, -maximum, maximum)
        return logits
