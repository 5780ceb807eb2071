"""Recolorings beside the truth: `python -m benchmarks.contact_sheet ../shared/bench/colourways [--every 8]`.

A row a pair of the colourways: source, result, the retoucher's own, and the difference (CIEDE2000, white at 10).
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

HEIGHT, ROWS = 260, 12


def row(engine: Engine, folder: Path, pair: dict[str, str]) -> tuple[float, str, NDArray[np.uint8]]:
    """The pair's mean CIEDE2000, its name, and its four pictures side by side."""
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
    """Draw the worst rows among the pairs, the worst first."""
    engine = Engine()
    pairs = json.loads((folder / "index.json").read_text())[::every]
    rows = sorted((row(engine, folder, pair) for pair in pairs), key=lambda found: -found[0])[:ROWS]
    width = max(picture.shape[1] for _, _, picture in rows)
    padded = [np.pad(p, ((0, 0), (0, width - p.shape[1]), (0, 0)), constant_values=255) for _, _, p in rows]
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
