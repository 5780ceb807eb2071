"""Pairs of pictures of the same garment in two colors, on which the cloth model is fitted."""

import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from recolor.engine.color.spaces import rgb_to_lab

from .data import BENCH

PHOTO_WEIGHT = 1.0
RENDER_WEIGHT = 0.3  # less than a photograph, because many pairs come from few scenes
_LONG_SIDE = 800  # pixels; larger pictures are reduced
_SAMPLES = 4000  # pixels per pair
_MINIMUM_PIXELS = 1500  # pairs with smaller garments are skipped

Weights = dict[str, list]  # the contents of cloth.json: "below", "above", "shade", "light"


@dataclass
class Pair:
    """A garment in two colors.

    group: the product or scene; pairs of one group are left out of a fit together.
    weight: of the pair in the fit.
    before, after: (N, 3) CIELAB of the same sampled pixels in both colors.
    target: (3,) CIELAB of the median of `after`.
    """

    group: str
    weight: float
    before: NDArray[np.float32]
    after: NDArray[np.float32]
    target: NDArray[np.float32]

    @property
    def is_photo(self) -> bool:
        return self.weight == PHOTO_WEIGHT


def load_pairs() -> list[Pair]:
    """Return all pairs of the bench's photographs and renders, each in both directions."""
    pairs = [*_photo_pairs(BENCH / "colourways"), *_render_pairs(BENCH / "renders")]  # codespell:ignore colourways
    return [pair for pair in pairs if pair is not None]


def _photo_pairs(folder: Path) -> list[Pair | None]:
    found = []
    for pair in json.loads((folder / "index.json").read_text()):
        if pair.get("clean", True):
            mask = folder / pair["mask"]
            for source, truth in itertools.permutations((pair["a"], pair["b"])):
                found.append(_read_pair(pair["sku"], PHOTO_WEIGHT, folder / source, folder / truth, mask, None))
    return found


def _render_pairs(folder: Path) -> list[Pair | None]:
    found = []
    for meta in sorted(folder.glob("*/meta.json")):
        scene = meta.parent
        garments = json.loads(meta.read_text())["recolours"]  # codespell:ignore recolours
        for garment, colors in garments.items():
            keep = scene / f"keep_{garment}.png"
            for source, truth in itertools.permutations(colors, 2):
                files = scene / f"{source}.png", scene / f"{truth}.png", scene / f"mask_{garment}.png"
                found.append(_read_pair(scene.name, RENDER_WEIGHT, *files, keep if keep.exists() else None))
    return found


def _read_pair(group: str, weight: float, source: Path, truth: Path, mask: Path, keep: Path | None) -> Pair | None:
    """Return a pair, or None if the garment is too small; keep: the mask of prints, whose pixels are left out."""
    height, width = cv2.imread(str(source)).shape[:2]
    scale = min(1.0, _LONG_SIDE / max(height, width))
    size = (round(width * scale), round(height * scale))
    inside = cv2.erode((_read_mask(mask, size) > 0.95).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    if keep:
        inside &= _read_mask(keep, size) < 0.05
    if inside.sum() < _MINIMUM_PIXELS:
        return None
    before, after = (_read_pixels(path, size)[inside] for path in (source, truth))
    target = rgb_to_lab(np.median(after, axis=0).round().astype(np.uint8)[None])[0]
    chosen = np.random.default_rng(0).choice(len(before), min(_SAMPLES, len(before)), replace=False)
    return Pair(group, weight, rgb_to_lab(before[chosen]), rgb_to_lab(after[chosen]), target)


def _read_pixels(path: Path, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return a picture, (H, W, 3) uint8 RGB, at a size given as (width, height)."""
    return np.ascontiguousarray(cv2.resize(cv2.imread(str(path)), size, interpolation=cv2.INTER_AREA)[..., ::-1])


def _read_mask(path: Path, size: tuple[int, int]) -> NDArray[np.float32]:
    """Return a mask, (H, W) float32 0..1, at a size given as (width, height)."""
    gray = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE).astype(np.float32) / 255
    return cv2.resize(gray, size, interpolation=cv2.INTER_AREA)
