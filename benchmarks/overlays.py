"""Draw what the engine finds in the photos of a folder: `python -m benchmarks.overlays FOLDER [--split val]`.

A folder with an `index.json`, as `score_automatic.py` reads it, gives the labeled garments with the smallest IoU first:
the engine's masks tinted, the outlines of the true masks green. Any other folder of photos gives the garments of which
the engine is least sure first. Sheets are written to `var/overlays/`, which is not committed.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from recolor.engine import Engine, Garment
from recolor.engine.finding.overlap import iou

HEIGHT, COLUMNS, ROWS = 460, 6, 3  # pixels of each drawing, and drawings per sheet
TINTS = [(0, 140, 255), (255, 120, 0), (190, 60, 220), (0, 170, 130), (230, 40, 80), (150, 150, 0)]  # RGB
PHOTOS = {".jpg", ".jpeg", ".png", ".webp"}


@dataclass
class Case:
    """A drawing with its place in the order: the smallest come first."""

    order: float
    drawing: NDArray[np.uint8]


def labeled_cases(folder: Path, split: str, every: int, kind: str) -> Iterator[Case]:
    """Yield the photos of a labeled folder, ordered by the smallest IoU of a labeled garment."""
    engine = Engine()
    items = json.loads((folder / "index.json").read_text())["items"]
    items = [item for item in items if split in ("", item.get("split")) and kind in ("", item.get("kind"))]
    for item in items[::every]:
        photo = engine.open(folder / item["file"])
        garments = engine.garments(photo)
        truths = {label["name"]: read_mask(folder / label["mask"], photo) for label in item["garments"]}
        ious = [max((iou(garment.mask > 0.5, truth) for garment in garments), default=0.0) for truth in truths.values()]
        captions = [f"{name} {value:.2f}" for name, value in zip(truths, ious, strict=True)]
        captions += [f"found {garment.name} {garment.confidence:.2f}" for garment in garments]
        yield Case(min(ious, default=1.0), _drawing(photo.pixels, garments, list(truths.values()), captions))


def unlabeled_cases(folder: Path, every: int) -> Iterator[Case]:
    """Yield the photos of a folder, ordered by the smallest confidence of a garment."""
    engine = Engine()
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in PHOTOS)[::every]:
        photo = engine.open(path)
        garments = engine.garments(photo)
        captions = [path.name, *(f"{garment.name} {garment.confidence:.2f}" for garment in garments)]
        order = min((garment.confidence for garment in garments), default=0.0)
        yield Case(order, _drawing(photo.pixels, garments, [], captions))


def read_mask(path: Path, photo: Any) -> NDArray[np.bool_]:
    """Return a labeled mask at the size of a photo."""
    mask = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    return cv2.resize(mask, (photo.width, photo.height)) > 127


def _drawing(
    pixels: NDArray[np.uint8], garments: list[Garment], truths: list[NDArray[np.bool_]], captions: list[str]
) -> NDArray[np.uint8]:
    """Return a picture, (HEIGHT, W, 3) uint8, with tinted masks, outlines of true masks, and captions."""
    scale = HEIGHT / pixels.shape[0]
    size = (max(1, round(pixels.shape[1] * scale)), HEIGHT)
    out = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    for garment, tint in zip(garments, TINTS * len(garments), strict=False):
        mask = cv2.resize(garment.mask, size, interpolation=cv2.INTER_AREA)[..., None]
        out = (out + (np.array(tint, np.float32) - out) * (0.5 * mask)).astype(np.uint8)
    for truth in truths:
        small = cv2.resize(truth.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
        outlines, _ = cv2.findContours(small, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(out, outlines, -1, (30, 220, 30), 1)
    for line, caption in enumerate(captions):
        for color, width in (((255, 255, 255), 3), ((0, 0, 0), 1)):
            cv2.putText(out, caption, (4, 14 + 14 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.4, color, width, cv2.LINE_AA)
    return out


def write_sheets(cases: list[Case], folder: Path, prefix: str) -> list[Path]:
    """Write the drawings in sheets of `ROWS` rows; return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    drawings = [case.drawing for case in sorted(cases, key=lambda case: case.order)]
    rows = [_row(drawings[start : start + COLUMNS]) for start in range(0, len(drawings), COLUMNS)]
    width = max((row.shape[1] for row in rows), default=1)
    paths = []
    for start in range(0, len(rows), ROWS):
        padded = [np.pad(row, ((0, 4), (0, width - row.shape[1]), (0, 0))) for row in rows[start : start + ROWS]]
        paths.append(folder / f"{prefix}-{start // ROWS + 1}.png")
        cv2.imwrite(str(paths[-1]), np.vstack(padded)[..., ::-1])
    return paths


def _row(drawings: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    return np.hstack([np.pad(drawing, ((0, 0), (0, 4), (0, 0))) for drawing in drawings])


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", default="", help="of a labeled folder")
    parser.add_argument("--kind", default="", help="of a labeled folder, such as saree")
    parser.add_argument("--every", type=int, default=1, help="draw every n-th photo")
    parser.add_argument("--out", type=Path, default=Path("var/overlays"))
    options = parser.parse_args()
    if (options.folder / "index.json").exists():
        cases = list(labeled_cases(options.folder, options.split, options.every, options.kind))
    else:
        cases = list(unlabeled_cases(options.folder, options.every))
    for path in write_sheets(cases, options.out, options.kind or options.split or options.folder.name):
        print(path)


if __name__ == "__main__":
    main()
