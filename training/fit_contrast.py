"""Fit the two contrast factors of `recolor/engine/cloth.py`: `python -m training.fit_contrast`.

For every pair of a garment in two colours, the factor that maps the source's lightness best to the truth's is
found for each side of the median; ridge regression on the stated features of its logarithm gives the weights.
Photographs count fully, renders for a third, as there are many pairs of few scenes.
"""

import itertools
import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from recolor.engine import cloth
from recolor.engine.colorspace import rgb_to_lab
from recolor.engine.models import WEIGHTS

from .data import BENCH

RIDGE, RENDER_WEIGHT, SIDE = 0.05, 0.35, 800


def pairs() -> list[tuple[Path, Path, Path, Path | None, float]]:
    """(source, truth, mask, kept parts, weight), both ways."""
    found: list[tuple[Path, Path, Path, Path | None, float]] = []
    folder = BENCH / "colourways"
    for pair in json.loads((folder / "index.json").read_text()):
        if pair.get("clean", True):
            for a, b in ((pair["a"], pair["b"]), (pair["b"], pair["a"])):
                found.append((folder / a, folder / b, folder / pair["mask"], None, 1.0))
    for meta in sorted((BENCH / "renders").glob("*/meta.json")):
        scene = meta.parent
        for garment, colors in json.loads(meta.read_text())["recolours"].items():
            keep = scene / f"keep_{garment}.png"
            for a, b in itertools.permutations(colors, 2):
                found.append(
                    (scene / f"{a}.png", scene / f"{b}.png", scene / f"mask_{garment}.png",
                     keep if keep.exists() else None, RENDER_WEIGHT)
                )  # fmt: skip
    return found


def lightness(path: Path, size: tuple[int, int]) -> NDArray[np.float32]:
    pixels = cv2.resize(cv2.imread(str(path)), size, interpolation=cv2.INTER_AREA)
    return rgb_to_lab(np.ascontiguousarray(pixels[..., ::-1]))[..., 0]


def fit() -> dict[str, list[float]]:
    sides: dict[str, list] = {"below": [], "above": []}
    for source, truth, mask, keep, weight in pairs():
        height, width = cv2.imread(str(source)).shape[:2]
        scale = min(1.0, SIDE / max(height, width))
        size = (round(width * scale), round(height * scale))
        inside = _grey(mask, size) > 0.95
        if keep:
            inside &= _grey(keep, size) < 0.05
        if inside.sum() < 1500:
            continue
        before, after = lightness(source, size)[inside], lightness(truth, size)[inside]
        dark, middle, light = np.percentile(before, [10, 50, 90])
        goal = float(np.median(after))
        distance, moved = before - middle, after - goal
        for side, chosen, spread in (
            ("below", distance < 0, middle - dark),
            ("above", distance > 0, light - middle),
        ):
            factor = (distance[chosen] @ moved[chosen]) / max(float((distance[chosen] ** 2).sum()), 1e-3)
            row = cloth.features(float(middle), goal, float(spread))
            sides[side].append((row, np.log(max(factor, 0.02)), weight))
    return {side: _ridge(rows) for side, rows in sides.items()}


def _ridge(rows: list) -> list[float]:
    x, y, weight = (np.array(column) for column in zip(*rows, strict=True))
    weighted = (x * weight[:, None]).T
    return np.linalg.solve(weighted @ x + RIDGE * np.eye(x.shape[1]), weighted @ y).round(5).tolist()


def _grey(path: Path, size: tuple[int, int]) -> NDArray[np.float32]:
    grey = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE).astype(np.float32) / 255
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA)


if __name__ == "__main__":
    weights = fit()
    (WEIGHTS / "contrast.json").write_text(json.dumps(weights, indent=1) + "\n")
    print(weights)
