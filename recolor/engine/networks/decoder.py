"""MobileSAM's decoder: prompts in, four masks and their scores out.

Kirillov et al., "Segment Anything", ICCV 2023; the mask decoder, exported for one photo and any number of points.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..prepared_files import DECODER, prepared_folder
from .encoder import SIDE
from .session import Model

GRID = 256
_ADD, _REMOVE, _BOX_START, _BOX_END, _PADDING = 1, 0, 2, 3, -1


@dataclass
class Prompt:
    """Where the garment is, in the photo's pixels.

    points: (x, y, True on it | False beside it); box: (left, top, right, bottom); mask: (256, 256) float32 logits on
    the network's square, such as an earlier answer's.
    """

    points: Sequence[tuple[float, float, bool]] = ()
    box: tuple[float, float, float, float] | None = None
    mask: NDArray[np.float32] | None = None


class Decoder:
    """Lazy and safe to share between threads."""

    def __init__(self) -> None:
        self._model = Model(prepared_folder() / DECODER)

    def __call__(
        self, embedding: NDArray[np.floating], prompt: Prompt, height: int, width: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Four masks, (4, 256, 256) float32 logits on the network's square, and their scores, (4,)."""
        scale = SIDE / max(height, width)
        coordinates = [(x, y) for x, y, _ in prompt.points]
        labels = [_ADD if add else _REMOVE for _, _, add in prompt.points]
        if prompt.box:
            coordinates += [prompt.box[:2], prompt.box[2:]]
            labels += [_BOX_START, _BOX_END]
        else:
            coordinates.append((0, 0))
            labels.append(_PADDING)
        mask = np.zeros((GRID, GRID), np.float32) if prompt.mask is None else prompt.mask
        inputs = {
            "image_embeddings": embedding.astype(np.float32),
            "point_coords": np.array([coordinates], np.float32) * np.float32(scale),
            "point_labels": np.array([labels], np.float32),
            "mask_input": mask[None, None].astype(np.float32),
            "has_mask_input": np.array([prompt.mask is not None], np.float32),
        }
        masks, scores = self._model.session.run(None, inputs)
        return masks[0], scores[0]


def square_part(height: int, width: int) -> tuple[slice, slice]:
    """The part of a (256, 256) mask that a photo covers."""
    share = GRID / max(height, width)
    return slice(0, max(1, round(height * share))), slice(0, max(1, round(width * share)))
