"""A sheet of the hardest cases of finding by name: `python -m benchmarks.overlays FOLDER [--out sheet.jpg]`.

FOLDER is laid out as `score_garments.py` reads it. Of its garments, each asked for with the photo's others, the
twelve with the least overlap are drawn, at most one a photo: ours tinted blue, the label's outline green.
"""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from recolor.engine import Engine, GarmentNotFound

CASES, COLUMNS, HEIGHT = 12, 6, 420


def overlap(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    return float((first & second).sum() / max((first | second).sum(), 1))


def cases(folder: Path, every: int) -> list[tuple[float, str, NDArray[np.uint8]]]:
    """The worst garment of every photo: its IoU, a caption, and the drawing."""
    engine, found = Engine(), []
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
            score = overlap(mask > 0.5, truth)
            if worst is None or score < worst[0]:
                worst = (score, f"{garment['name']} {score:.2f}", draw(photo.pixels, mask, truth))
        if worst:
            found.append(worst)
    return sorted(found, key=lambda case: case[0])[:CASES]


def draw(pixels: NDArray[np.uint8], mask: NDArray[np.float32], truth: NDArray[np.bool_]) -> NDArray[np.uint8]:
    tint = np.array([0, 140, 255], np.float32)
    out = (pixels + (tint - pixels) * (0.55 * mask[..., None])).astype(np.uint8)
    outlines, _ = cv2.findContours(truth.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(out, outlines, -1, (30, 220, 30), 2)
    return out


def sheet(found: list[tuple[float, str, NDArray[np.uint8]]]) -> NDArray[np.uint8]:
    tiles = []
    for _score, caption, picture in found:
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
    picture = sheet(cases(options.folder, options.every))
    cv2.imwrite(str(options.out), picture[..., ::-1])
    print(options.out)
