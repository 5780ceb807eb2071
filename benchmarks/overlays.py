"""Draw the worst results of finding garments by name: `python -m benchmarks.overlays FOLDER [--out sheet.jpg]`.

FOLDER has the layout that `score_garments.py` reads. Each garment is requested together with the other garments of its
photo. The twelve with the smallest IoU are drawn, at most one per photo: the engine's mask tinted blue, the outline of
the true mask green.
"""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from recolor.engine import Engine, GarmentNotFound

CASES, COLUMNS = 12, 6
HEIGHT = 420  # pixels of each drawing


def intersection_over_union(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    return float((first & second).sum() / max((first | second).sum(), 1))


def worst_cases(folder: Path, every: int) -> list[tuple[float, str, NDArray[np.uint8]]]:
    """Return the cases with the smallest IoU: IoU, caption and drawing; every: use every n-th photo."""
    engine, cases = Engine(), []
    for item in json.loads((folder / "index.json").read_text())["items"][::every]:
        photo = engine.open(folder / item["file"])
        names = [garment["name"] for garment in item["garments"]]
        worst = None
        for garment in item["garments"]:
            truth = cv2.imread(str(folder / garment["mask"]), cv2.IMREAD_GRAYSCALE)
            truth = cv2.resize(truth, (photo.width, photo.height)) > 127
            try:
                others = [name for name in names if name != garment["name"]]
                mask = engine.find(photo, garment["name"], others=others).mask
            except GarmentNotFound:
                mask = np.zeros(truth.shape, np.float32)
            score = intersection_over_union(mask > 0.5, truth)
            if worst is None or score < worst[0]:
                worst = (score, f"{garment['name']} {score:.2f}", draw(photo.pixels, mask, truth))
        if worst:
            cases.append(worst)
    return sorted(cases, key=lambda case: case[0])[:CASES]


def draw(pixels: NDArray[np.uint8], mask: NDArray[np.float32], truth: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return the picture, (H, W, 3), with the mask, (H, W) 0..1, as a tint and the true mask as an outline."""
    tint = np.array([0, 140, 255], np.float32)
    out = (pixels + (tint - pixels) * (0.55 * mask[..., None])).astype(np.uint8)
    outlines, _ = cv2.findContours(truth.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(out, outlines, -1, (30, 220, 30), 2)
    return out


def draw_sheet(cases: list[tuple[float, str, NDArray[np.uint8]]]) -> NDArray[np.uint8]:
    """Return all drawings with their captions in one picture, (H, W, 3) uint8."""
    tiles = []
    for _score, caption, picture in cases:
        scale = HEIGHT / picture.shape[0]
        small = cv2.resize(picture, (round(picture.shape[1] * scale), HEIGHT), interpolation=cv2.INTER_AREA)
        cv2.putText(small, caption, (6, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.55, (255, 255, 255), 3)
        cv2.putText(small, caption, (6, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.55, (0, 0, 0), 1)
        tiles.append(small)
    width = max(tile.shape[1] for tile in tiles)
    tiles = [np.pad(tile, ((0, 0), (0, width - tile.shape[1]), (0, 0)), constant_values=255) for tile in tiles]
    while len(tiles) % COLUMNS:
        tiles.append(np.full((HEIGHT, width, 3), 255, np.uint8))
    return np.concatenate([np.concatenate(tiles[n : n + COLUMNS], axis=1) for n in range(0, len(tiles), COLUMNS)])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("var/overlays.jpg"))
    options = parser.parse_args()
    picture = draw_sheet(worst_cases(options.folder, options.every))
    cv2.imwrite(str(options.out), picture[..., ::-1])
    print(options.out)
