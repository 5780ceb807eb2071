"""The frozen encoder's features of every photo and of two augmented variants, computed once and stored.

Runs as `python -m training.features`, or from `training.train`, and can be interrupted: stored files are kept.
"""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from recolor.engine.networks.encoder import Encoder, input_size

from . import data

FOLDER = Path(__file__).resolve().parents[1] / "var" / "training" / "features"
VARIANTS = ("plain", "mirrored", "cropped")


def path(item: str, variant: str) -> Path:
    return FOLDER / f"{item}-{variant}.npz"


def compute(encoder: Encoder, item: str, variant: str) -> None:
    """Write the features `stage128`, `stage64` and `embedding` (float16) and the `labels` of a variant of a photo.

    `stage128` and `labels` are grids of at most 128 × 128 cells, the others of 64 × 64. The encoder's padding is cut
    off, up to an even number of rows and columns.
    """
    target = path(item, variant)
    if target.exists():
        return
    photo, labels = _augment(*data.load(item), variant, seed=int(item))
    height, width = input_size(*photo.shape[:2])
    grid = cv2.resize(labels, (width, height), interpolation=cv2.INTER_NEAREST)[4::8, 4::8]
    columns = -(-grid.shape[1] // 2) * 2
    rows = -(-grid.shape[0] // 2) * 2
    padded = np.full((rows, columns), data.IGNORE, np.uint8)
    padded[: grid.shape[0], : grid.shape[1]] = grid
    features = encoder(photo)
    arrays = {
        "stage128": features["stage128"][0, :, :rows, :columns],
        "stage64": features["stage64"][0, :, : rows // 2, : columns // 2],
        "embedding": features["embedding"][0, :, : rows // 2, : columns // 2],
    }
    unfinished = target.with_suffix(".tmp.npz")
    np.savez(unfinished, labels=padded, **{name: value.astype(np.float16) for name, value in arrays.items()})
    unfinished.rename(target)


def _augment(
    photo: NDArray[np.uint8], labels: NDArray[np.uint8], variant: str, seed: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the variant of a photo and of its labels.

    "plain" changes nothing, "mirrored" mirrors and changes the colors, "cropped" cuts out a random part, mirrors every
    second one and changes the colors.
    """
    random = np.random.default_rng([seed, VARIANTS.index(variant)])
    if variant == "plain":
        return photo, labels
    if variant == "cropped":
        height, width = labels.shape
        share = random.uniform(0.55, 0.9)
        crop_height, crop_width = int(height * share), int(width * random.uniform(max(share, 0.7), 1.0))
        y, x = random.integers(0, height - crop_height + 1), random.integers(0, width - crop_width + 1)
        photo, labels = (a[y : y + crop_height, x : x + crop_width] for a in (photo, labels))
    if variant == "mirrored" or random.random() < 0.5:
        photo, labels = photo[:, ::-1], labels[:, ::-1]
    return _jitter_colors(np.ascontiguousarray(photo), random), np.ascontiguousarray(labels)


def _jitter_colors(photo: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """Change hue, saturation and brightness, because the class of a garment does not depend on its color."""
    hsv = cv2.cvtColor(photo, cv2.COLOR_RGB2HSV).astype(np.int16)
    hsv[..., 0] = (hsv[..., 0] + random.integers(-25, 26)) % 180
    hsv[..., 1] = np.clip(hsv[..., 1] * random.uniform(0.6, 1.3), 0, 255)
    hsv[..., 2] = np.clip(hsv[..., 2] * random.uniform(0.7, 1.2), 0, 255)
    return cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2RGB)


def compute_all() -> None:
    """Compute the features of all photos; validation photos have only the plain variant."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    encoder = Encoder()
    train, validation = data.items()
    for variant in VARIANTS:
        for item in [*train, *validation] if variant == "plain" else train:
            compute(encoder, item, variant)


if __name__ == "__main__":
    compute_all()
