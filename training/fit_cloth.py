"""Fit the weights of `recolor/engine/cloth.py`: `python -m training.fit_cloth`.

Every pair of a garment in two colors gives twelve bands of the source's lightness and, for each, the mean Lab of the
truth there. Ridge regression gives the slopes of lightness and the changes of chroma; `descend.py` moves them on to
the least CIEDE2000. Photographs count fully, renders for less, as there are many pairs of few scenes. Printed beside:
the error on garments left out of the fit, an eighth of the photographs or one scene at a time.
"""

import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from recolor.engine.color.ciede2000 import ciede2000
from recolor.engine.color.spaces import rgb_to_lab
from recolor.engine.recoloring import cloth
from recolor.engine.recoloring.cloth import WEIGHTS_FILE

from .data import BENCH
from .descend import descend

SLOPE_RIDGE, CHROMA_RIDGE, RENDER_WEIGHT, SIDE, SAMPLE, FOLDS = 30.0, 0.3, 0.3, 800, 4000, 8
EDGES = np.array([0, 2, 5, 10, 20, 35, 50, 65, 80, 90, 95, 98, 100]) / 100

Weights = dict[str, list]


@dataclass
class Pair:
    """A garment in two colors: sampled pixels of both, (N, 3) Lab, and the target's (3,) Lab."""

    group: str
    weight: float
    before: NDArray[np.float32]
    after: NDArray[np.float32]
    target: NDArray[np.float32]


def pairs() -> list[Pair]:
    """Every pair there is, both ways."""
    found = []
    folder = BENCH / "colourways"
    for pair in json.loads((folder / "index.json").read_text()):
        if pair.get("clean", True):
            for a, b in ((pair["a"], pair["b"]), (pair["b"], pair["a"])):
                found.append(_pair(pair["sku"], 1.0, folder / a, folder / b, folder / pair["mask"], None))
    for meta in sorted((BENCH / "renders").glob("*/meta.json")):
        scene = meta.parent
        for garment, colors in json.loads(meta.read_text())["recolors"].items():
            keep = scene / f"keep_{garment}.png"
            for a, b in itertools.permutations(colors, 2):
                files = scene / f"{a}.png", scene / f"{b}.png", scene / f"mask_{garment}.png"
                found.append(_pair(scene.name, RENDER_WEIGHT, *files, keep if keep.exists() else None))
    return [pair for pair in found if pair is not None]


def _pair(group: str, weight: float, source: Path, truth: Path, mask: Path, keep: Path | None) -> Pair | None:
    height, width = cv2.imread(str(source)).shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = (round(width * scale), round(height * scale))
    inside = cv2.erode((_gray(mask, size) > 0.95).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    if keep:
        inside &= _gray(keep, size) < 0.05
    if inside.sum() < 1500:
        return None
    before, after = (_pixels(path, size)[inside] for path in (source, truth))
    target = rgb_to_lab(np.median(after, axis=0).round().astype(np.uint8)[None])[0]
    chosen = np.random.default_rng(0).choice(len(before), min(SAMPLE, len(before)), replace=False)
    return Pair(group, weight, rgb_to_lab(before[chosen]), rgb_to_lab(after[chosen]), target)


def fit(known: list[Pair]) -> Weights:
    slopes: dict[str, list] = {"below": [], "above": []}
    chroma: dict[str, list] = {"shade": [], "light": []}
    for pair in known:
        base = cloth.describe_cloth(pair.before)
        x = cloth.slope_features(float(base.median[0]), float(pair.target[0]), base.below, base.above)
        features, axes = cloth.chroma_features(pair.target)
        order = np.argsort(pair.before[:, 0], kind="stable")
        for first, last in itertools.pairwise((EDGES * len(order)).astype(int)):
            band = order[first:last]
            moved = pair.after[band].mean(axis=0) - pair.target
            distance = float(pair.before[band, 0].mean() - base.median[0])
            slopes["below" if distance < 0 else "above"].append((x * distance / 10, moved[0] / 10, pair.weight))
            d = float(np.clip(moved[0], *cloth.FARTHEST)) / 10
            chroma["shade" if d < 0 else "light"].append((features * d, axes @ moved[1:], pair.weight))
    start = {side: _ridge(rows, SLOPE_RIDGE) for side, rows in slopes.items()}
    start |= {side: _ridge(rows, CHROMA_RIDGE) for side, rows in chroma.items()}
    return descend(known, start)


def _ridge(rows: list, ridge: float) -> list:
    x, y, weight = (np.array(column) for column in zip(*rows, strict=True))
    weighted = (x * weight[:, None]).T
    return np.linalg.solve(weighted @ x + ridge * np.eye(x.shape[1]), weighted @ y).round(5).tolist()


def left_out_error(known: list[Pair]) -> dict[str, float]:
    """The median over pairs of the mean CIEDE2000, each garment mapped by the weights of others."""
    errors: dict[str, list[float]] = {"photographs": [], "renders": []}
    photographs = sorted({pair.group for pair in known if pair.weight == 1})
    scenes = sorted({pair.group for pair in known} - set(photographs))
    for left_out in [photographs[first::FOLDS] for first in range(FOLDS)] + [[scene] for scene in scenes]:
        _use(fit([pair for pair in known if pair.group not in left_out]))
        for pair in known:
            if pair.group in left_out:
                mapped = cloth.recolor_cloth(pair.before, cloth.describe_cloth(pair.before), pair.target)
                error = float(ciede2000(mapped, pair.after).mean())
                errors["photographs" if pair.weight == 1 else "renders"].append(error)
    return {kind: round(float(np.median(values)), 3) for kind, values in errors.items()}


def _use(fitted: Weights) -> None:
    cloth.weights.cache_clear()
    WEIGHTS_FILE.write_text(json.dumps(fitted) + "\n")


def _pixels(path: Path, size: tuple[int, int]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(cv2.resize(cv2.imread(str(path)), size, interpolation=cv2.INTER_AREA)[..., ::-1])


def _gray(path: Path, size: tuple[int, int]) -> NDArray[np.float32]:
    gray = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE).astype(np.float32) / 255
    return cv2.resize(gray, size, interpolation=cv2.INTER_AREA)


if __name__ == "__main__":
    everything = pairs()
    print("left out:", left_out_error(everything))
    _use(fit(everything))
