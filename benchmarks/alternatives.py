"""Count how many garments another outline mends: `python -m benchmarks.alternatives FOLDER [--split val]`.

A person who looks at the outline that the engine has found, and at the alternatives to it, takes the best one. FOLDER
has an `index.json`, as `score_automatic.py` reads it.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from recolor.engine import Engine
from recolor.engine.finding.overlap import iou

from .overlays import read_mask

MINIMUM_SHARE = 0.01  # of the photo; smaller garments are not counted
GOOD = (0.8, 0.9)


def measured(folder: Path, split: str, every: int) -> Iterator[tuple[float, float]]:
    """Yield, for each labeled garment, the IoU of the found garment that fits best, and that of the best outline."""
    engine = Engine()
    items = [item for item in json.loads((folder / "index.json").read_text())["items"] if item.get("split") == split]
    for item in items[::every]:
        picture = engine.open(folder / item["file"])
        garments = engine.garments(picture)
        for label in item["garments"]:
            truth = read_mask(folder / label["mask"], picture)
            if truth.mean() < MINIMUM_SHARE:
                continue
            found = max(garments, key=lambda garment: iou(garment.mask > 0.5, truth), default=None)
            if found is None:
                yield 0.0, 0.0
                continue
            outlines = [found, *engine.alternatives(picture, found)]
            values = [iou(outline.mask > 0.5, truth) for outline in outlines]
            yield values[0], max(values)


def main() -> None:
    """Measure, and print the shares of good outlines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", default="val")
    parser.add_argument("--every", type=int, default=1, help="use every so many photos")
    options = parser.parse_args()
    table = np.array(list(measured(options.folder, options.split, options.every)))
    print(f"{len(table)} garments            as found   best of the outlines offered")
    print(f"  mean IoU              {table[:, 0].mean():.3f}      {table[:, 1].mean():.3f}")
    for limit in GOOD:
        found, offered = (table >= limit).mean(axis=0)
        print(f"  IoU of {limit} or more    {found:.3f}      {offered:.3f}")


if __name__ == "__main__":
    main()
