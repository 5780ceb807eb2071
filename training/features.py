"""MobileSAM's features of augmented training photos, computed once and stored: `python -m training.features`.

The encoder is not trained, and a photo takes about a second. Its features of several variants of every photo are stored
in `var/training/features/`, so that the head of the parser can be trained for many epochs. An interrupted run
continues.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from recolor.engine.networks.encoder import SIDE, Encoder, input_size

from . import data, samples
from .augment import augment, fit
from .classes import ANYTHING, LABELS
from .storing import write_arrays

FOLDER = samples.FOLDER.parent / "features"
NAMES = ("stage128", "stage64", "embedding")
CELL = 8  # pixels of the encoder's input per cell of the labels
# Variants of a photo beside the unchanged one, by kind, so that rare kinds count. CCP's photos have one variant only.
_AUGMENTED = {"saree": 4, "lehenga": 3, "kurta": 3, "anarkali": 4, "mens": 4, "mixed": 2, "catalogue": 2, "street": 1}
_RENDER_SHARE = 4  # one in so many renders is used, because they differ in color only
_PROCESSES = 2


@dataclass(frozen=True)
class Variant:
    """A variant of a photo; number 0 is the unchanged photo."""

    item: data.Item
    number: int

    @property
    def path(self) -> Path:
        """The file of the stored features."""
        return FOLDER / f"{self.item.key}-{self.number}.npz"


def training_variants() -> list[Variant]:
    """Return the variants to train on, those of number 0 first."""
    variants = []
    for index, item in enumerate(data.training_items()):
        if not item.is_exact:
            variants.append(Variant(item, index % 2))  # every second photo unchanged, the others augmented
        elif item.entry["kind"] == "render":
            variants += [Variant(item, 1)] if index % _RENDER_SHARE == 0 else []
        else:
            variants += [Variant(item, number) for number in range(1 + _AUGMENTED[item.entry["kind"]])]
    return sorted(variants, key=lambda variant: variant.number)


def compute(variant: Variant, encoder: Encoder) -> None:
    """Write the features, float16, and the labels, uint8 indices in `LABELS`, of a variant.

    `stage128` and `labels` are grids of at most 128 × 128 cells, the others of 64 × 64. The encoder's padding is cut
    off, up to an even number of rows and columns.
    """
    if variant.path.exists():
        return
    photo, labels = data.load(variant.item)[0], samples.read(variant.item)[1]
    labels = cv2.resize(labels, photo.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    size = input_size(*photo.shape[:2])
    if variant.number:
        random = np.random.default_rng([int.from_bytes(variant.item.key.encode()), variant.number])
        photo, labels = augment(photo, labels, size, random)
    else:
        photo, labels = fit(photo, labels, size)
    cells = labels[CELL // 2 :: CELL, CELL // 2 :: CELL]
    rows, columns = (-(-side // 2) * 2 for side in cells.shape)
    padded = np.full((rows, columns), LABELS.index(ANYTHING), np.uint8)
    padded[: cells.shape[0], : cells.shape[1]] = cells
    found = {name: _cut(values[0], rows, columns) for name, values in encoder(photo).items()}
    write_arrays(variant.path, labels=padded, **found)


def _cut(features: NDArray[np.float32], rows: int, columns: int) -> NDArray[np.float16]:
    """Return the part of square features that covers the photo; rows and columns are those of a grid of 128."""
    scale = SIDE // CELL // features.shape[1]
    return features[:, : rows // scale, : columns // scale].astype(np.float16)


def _compute_part(part: int) -> None:
    encoder = Encoder()
    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[part]})  # one core each is faster than two threads each
    validation = [Variant(item, 0) for item in data.validation_items()]
    for variant in [*validation, *training_variants()][part::_PROCESSES]:
        compute(variant, encoder)


def compute_all() -> None:
    """Compute the features of all training and validation photos."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    samples.prepare_all()
    with ProcessPoolExecutor(_PROCESSES) as pool:
        list(pool.map(_compute_part, range(_PROCESSES)))


if __name__ == "__main__":
    compute_all()
