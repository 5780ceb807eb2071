"""Samples for the detail network: crops of plain garments in random colors, with synthetic prints (`prints.py`).

`plain_garments.json` lists garments of `bench/labeled`, split `train`, that have no prints. They were chosen by eye.
The others are those of the retouched photos, of which every fourth garment is left out, and of the renders without
prints.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from recolor.engine.color.spaces import lab_to_linear, linear_to_lab, linear_to_rgb, rgb_to_lab, rgb_to_linear
from recolor.engine.recoloring import cloth

from . import prints
from .data import BENCH
from .light import in_other_light

SIDE = 256  # pixels of a sample
# Probabilities: of another color, of prints, of a print in a tone of the cloth, and of other light below and on prints.
RECOLORED, PRINTED, TONE, LIT, LIT_TOGETHER = 0.7, 0.68, 0.2, 0.45, 0.2
_LIST = Path(__file__).parent / "plain_garments.json"
LEFT_OUT = 4  # one of so many retouched garments is not trained on
_LONG_SIDE = 700  # pixels of a garment
_OPAQUE = 250  # mask value from which a pixel is certainly cloth


@dataclass(frozen=True)
class PlainGarment:
    """A garment without prints: its pixels, (H, W, 3) uint8, its mask, (H, W) uint8, and its measured cloth."""

    pixels: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    cloth: cloth.Cloth


@dataclass(frozen=True)
class Sample:
    """A crop of a printed garment.

    pixels: (SIDE, SIDE, 3) uint8. mask: (SIDE, SIDE) uint8. base: (3,) CIELAB of the plain cloth, roughly. share:
    (SIDE, SIDE) float32, the true share of detail.
    """

    pixels: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    base: NDArray[np.float32]
    share: NDArray[np.float32]


def plain_garments() -> list[PlainGarment]:
    """Read the plain garments."""
    return [*_labeled_garments(), *_retouched_garments(), *_rendered_garments()]


def _labeled_garments() -> Iterator[PlainGarment]:
    folder = BENCH / "labeled"
    items = {item["id"]: item for item in json.loads((folder / "index.json").read_text())["items"]}
    for key, name in json.loads(_LIST.read_text()):
        entry = next(garment for garment in items[key]["garments"] if garment["name"] == name)
        yield _read(folder / items[key]["file"], folder / entry["mask"])


def _retouched_garments() -> Iterator[PlainGarment]:
    """Read the garments that were retouched into several colors. Their masks leave out what kept its color."""
    folder = BENCH / "colourways"  # codespell:ignore colourways
    pairs = [pair for pair in json.loads((folder / "index.json").read_text()) if pair.get("clean", True)]
    left_out = sorted({pair["sku"] for pair in pairs})[::LEFT_OUT]
    masks = {pair[side]: pair["mask"] for pair in pairs for side in ("a", "b") if pair["sku"] not in left_out}
    for photo, mask in masks.items():
        yield _read(folder / photo, folder / mask)


def _rendered_garments() -> Iterator[PlainGarment]:
    for mask in sorted((BENCH / "renders").glob("*/mask_*.png")):
        if not mask.with_name(mask.name.replace("mask", "keep")).exists():
            for photo in sorted(mask.parent.glob("*.png")):
                if not photo.name.startswith("mask"):
                    yield _read(photo, mask)


def _read(photo: Path, mask: Path) -> PlainGarment:
    pixels = np.ascontiguousarray(cv2.imread(str(photo))[..., ::-1])
    return _cut_out(pixels, cv2.imread(str(mask), cv2.IMREAD_GRAYSCALE))


def _cut_out(pixels: NDArray[np.uint8], mask: NDArray[np.uint8]) -> PlainGarment:
    left, top, width, height = cv2.boundingRect((mask > 127).astype(np.uint8))
    box = slice(top, top + height), slice(left, left + width)
    scale = min(1.0, _LONG_SIDE / max(height, width))
    size = (round(width * scale), round(height * scale))
    pixels, mask = (cv2.resize(image, size, interpolation=cv2.INTER_AREA) for image in (pixels[box], mask[box]))
    colors = rgb_to_lab(np.ascontiguousarray(pixels[mask > _OPAQUE]))
    return PlainGarment(np.ascontiguousarray(pixels), mask, cloth.describe_cloth(colors[:: 1 + len(colors) // 5000]))


def random_sample(garments: list[PlainGarment], random: np.random.Generator) -> Sample:
    """Return a random crop of a random garment, in a random color and with random prints."""
    garment = garments[random.integers(len(garments))]
    pixels, mask = _crop(garment, random)
    linear, base = rgb_to_linear(pixels), garment.cloth.median
    if random.random() < RECOLORED:
        linear, base = _recolored(pixels, mask, garment.cloth, _cloth_color(random))
    if random.random() < LIT:
        linear = in_other_light(linear, mask, random)
    share = np.zeros(mask.shape, np.float32)
    if random.random() < PRINTED:
        for _layer in range(random.integers(1, 4)):
            linear, share = _with_print(linear, mask, base, share, random)
    if random.random() < LIT_TOGETHER:
        linear = in_other_light(linear, mask, random)
    noisy_base = base + random.normal(0, [2.5, 2, 2])
    return Sample(_photographed(linear, random), mask, noisy_base.astype(np.float32), share)


def _crop(garment: PlainGarment, random: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return a part of a garment at a random scale, and its mask; at least 30 % of it is cloth, if possible."""
    scale = np.exp(random.uniform(np.log(0.55), np.log(1.35)))
    scale = max(scale, 0.6 * SIDE / min(garment.mask.shape))
    rows, columns = np.nonzero(garment.mask > 200)
    sharp = garment.pixels if scale > 0.8 else cv2.GaussianBlur(garment.pixels, (0, 0), 0.4 / scale)
    for _attempt in range(8):
        chosen = random.integers(len(rows))
        center = np.array([columns[chosen], rows[chosen]])
        matrix = np.column_stack([scale * np.eye(2), SIDE / 2 - scale * center])
        mask = cv2.warpAffine(garment.mask, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR)
        if (mask > _OPAQUE - 10).mean() > 0.3:
            break
    pixels = cv2.warpAffine(sharp, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return pixels, mask


def _cloth_color(random: np.random.Generator) -> NDArray[np.float32]:
    """Return a random color of cloth, (3,) CIELAB: white, black, gray or colorful."""
    ranges = ((0.14, (86, 97), 2.5), (0.26, (6, 22), 2.5), (0.36, (25, 82), 4.0))
    kind = random.random()
    for limit, lightness, spread in ranges:
        if kind < limit:
            return np.array([random.uniform(*lightness), *random.normal(0, spread, 2)], np.float32)
    hue, chroma = random.uniform(0, 2 * np.pi), random.uniform(10, 72)
    return np.array([random.uniform(15, 88), chroma * np.cos(hue), chroma * np.sin(hue)], np.float32)


def _recolored(
    pixels: NDArray[np.uint8], mask: NDArray[np.uint8], measured: cloth.Cloth, target: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the crop in linear RGB with the cloth in another color, and the cloth's median CIELAB."""
    linear, inside = rgb_to_linear(pixels), mask > 127
    dyed = np.clip(lab_to_linear(cloth.recolor_cloth(rgb_to_lab(pixels[inside]), measured, target)), 0, 1)
    alpha = (mask[inside] / np.float32(255))[:, None]
    linear[inside] = linear[inside] * (1 - alpha) + dyed * alpha
    solid = mask > _OPAQUE
    return linear, np.median(linear_to_lab(linear[solid]), axis=0) if solid.any() else target


def _with_print(
    linear: NDArray[np.float32],
    mask: NDArray[np.uint8],
    base: NDArray[np.float32],
    share: NDArray[np.float32],
    random: np.random.Generator,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the crop and the share of detail with one more print, or unchanged if no print fits."""
    shape = prints.solid_band(SIDE, random) if random.random() < 0.12 else prints.print_layer(SIDE, random)
    largest = 0.5 if random.random() < 0.9 else 1.0  # the base is what there is most of, except in some crops
    if shape[mask > 127].mean() > largest:
        return linear, share
    if random.random() < TONE:
        color, is_metallic, is_detail = prints.tone_color(base, random), False, False
    else:
        color, is_metallic, is_detail = prints.contrasting_color(base, random)
    shape = shape * (mask / np.float32(255))
    linear = prints.printed(linear, shape, color, is_metallic, random)
    return linear, np.maximum(share * (1 - shape), shape) if is_detail else share * (1 - shape)


def _photographed(linear: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.uint8]:
    """Return a picture, (SIDE, SIDE, 3) uint8 sRGB, with the blur, noise and JPEG artifacts of a photo."""
    values = linear_to_rgb(np.clip(linear, 0, 1)).astype(np.float32)
    sigma = random.uniform(0, 0.9)
    if sigma > 0.3:
        values = cv2.GaussianBlur(values, (0, 0), sigma)
    if random.random() < 0.5:
        values = values + random.normal(0, random.uniform(0, 4), values.shape)
    pixels = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    if random.random() < 0.7:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(50, 96))]
        pixels = cv2.imdecode(cv2.imencode(".jpg", pixels[..., ::-1], quality)[1], cv2.IMREAD_COLOR)[..., ::-1]
    return np.ascontiguousarray(pixels)
