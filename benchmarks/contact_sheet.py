"""Draw the worst recolorings: `python -m benchmarks.contact_sheet ../shared/bench/colourways [--every 8]`.

Each row shows one pair of the folder: the source photo, the engine's result, the retoucher's version, and the
difference of the last two (CIEDE2000; white is 10 or more).
"""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from recolor.engine import ColorChange, Engine
from recolor.engine.color.ciede2000 import ciede2000
from recolor.engine.color.spaces import rgb_to_hex, rgb_to_lab

HEIGHT = 260  # pixels of each row
ROWS = 12


def draw_row(engine: Engine, folder: Path, pair: dict[str, str]) -> tuple[float, str, NDArray[np.uint8]]:
    """Return a pair's mean CIEDE2000, its caption, and its four pictures side by side, (H, W, 3) uint8."""
    photo = engine.open(folder / pair["a"])
    truth = cv2.resize(engine.open(folder / pair["b"]).pixels, (photo.width, photo.height))
    mask = cv2.imread(str(folder / pair["mask"]), cv2.IMREAD_GRAYSCALE)
    mask = cv2.resize(mask, (photo.width, photo.height)).astype(np.float32) / 255
    inside = mask > 0.95
    target = rgb_to_hex(np.median(truth[inside], axis=0))
    out = engine.recolor(photo, [ColorChange("garment", target, mask=mask)], quality=None).pixels
    difference = np.where(inside, ciede2000(rgb_to_lab(out), rgb_to_lab(truth)), 0)
    gray = np.repeat(np.clip(difference * 25.5, 0, 255).astype(np.uint8)[..., None], 3, axis=2)
    pictures = np.concatenate([photo.pixels, out, truth, gray], axis=1)
    scale = HEIGHT / pictures.shape[0]
    error = float(difference[inside].mean())
    small = cv2.resize(pictures, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    caption = f"{pair['a']} -> {Path(pair['b']).stem}: {error:.2f}"
    cv2.putText(small, caption, (6, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1)
    return error, caption, small


def main(folder: Path, every: int, out: Path) -> None:
    """Draw the pairs with the largest errors, in descending order; every: use every n-th pair of the folder."""
    engine = Engine()
    pairs = json.loads((folder / "index.json").read_text())[::every]
    rows = sorted((draw_row(engine, folder, pair) for pair in pairs), key=lambda row: -row[0])[:ROWS]
    width = max(picture.shape[1] for _, _, picture in rows)
    padded = [
        np.pad(picture, ((0, 0), (0, width - picture.shape[1]), (0, 0)), constant_values=255) for _, _, picture in rows
    ]
    cv2.imwrite(str(out), np.concatenate(padded)[..., ::-1])
    for _error, caption, _picture in rows:
        print(caption)
    print(out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=8)
    parser.add_argument("--out", type=Path, default=Path("var/contact-sheet.png"))
    options = parser.parse_args()
    main(options.folder, options.every, options.out)
