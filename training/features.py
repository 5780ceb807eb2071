"""The frozen encoder's view of every photo, computed once: plain, and changed in two seeded ways."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from recolor.engine.networks.encoder import Encoder, input_size

from . import data

FOLDER = Path(__file__).resolve().parents[1] / "var" / "training" / "features"
GRID = 128
VARIANTS = ("plain", "mirrored", "cropped")


def path(item: str, variant: str) -> Path:
    return FOLDER / f"{item}-{variant}.npz"


def compute(encoder: Encoder, item: str, variant: str) -> None:
    """Write `stage128`, `stage64`, `embedding` (float16) and `labels` (128, 128), padding cut away."""
    target = path(item, variant)
    if target.exists():
        return
    photo, labels = _changed(*data.load(item), variant, seed=int(item))
    height, width = input_size(*photo.shape[:2])
    grid = cv2.resize(labels, (width, height), interpolation=cv2.INTER_NEAREST)[4::8, 4::8]
    columns = -(-grid.shape[1] // 2) * 2
    rows = -(-grid.shape[0] // 2) * 2
    padded = np.full((rows, columns), data.IGNORE, np.uint8)
    padded[: grid.shape[0], : grid.shape[1]] = grid
    seen = encoder(photo)
    arrays = {
        "stage128": seen["stage128"][0, :, :rows, :columns],
        "stage64": seen["stage64"][0, :, : rows // 2, : columns // 2],
        "embedding": seen["embedding"][0, :, : rows // 2, : columns // 2],
    }
    unfinished = target.with_suffix(".tmp.npz")
    np.savez(unfinished, labels=padded, **{name: value.astype(np.float16) for name, value in arrays.items()})
    unfinished.rename(target)


def _changed(
    photo: NDArray[np.uint8], labels: NDArray[np.uint8], variant: str, seed: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
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
    return _other_colors(np.ascontiguousarray(photo), random), np.ascontiguousarray(labels)


def _other_colors(photo: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """Another hue, another light: the name of a garment does not hang on its color."""
    hsv = cv2.cvtColor(photo, cv2.COLOR_RGB2HSV).astype(np.int16)
    hsv[..., 0] = (hsv[..., 0] + random.integers(-25, 26)) % 180
    hsv[..., 1] = np.clip(hsv[..., 1] * random.uniform(0.6, 1.3), 0, 255)
    hsv[..., 2] = np.clip(hsv[..., 2] * random.uniform(0.7, 1.2), 0, 255)
    return cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2RGB)


def compute_all() -> None:
    """Resumable: a file that is there is not computed again."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    encoder = Encoder()
    train, validation = data.items()
    for variant in VARIANTS:
        for item in [*train, *validation] if variant == "plain" else train:
            compute(encoder, item, variant)


if __name__ == "__main__":
    compute_all()
