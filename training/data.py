"""Clothing Co-Parsing (Yang, Luo, Lin, CVPR 2014; Apache-2.0) as the parser's classes.

The photos that the bench scores are left out. One in ten of the others is kept for validation.
"""

import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"
IGNORE = 255

CLASSES = [
    "background", "skin", "hair", "top", "sweater", "outerwear", "dress", "skirt", "trousers", "shorts",
    "leggings", "shoes", "bag", "scarf", "hat", "belt", "accessory",
]  # fmt: skip
_LABELS = {
    "skin": ["skin"],
    "hair": ["hair"],
    "top": ["blouse", "bodysuit", "bra", "intimate", "shirt", "t-shirt", "top", "vest"],
    "sweater": ["hoodie", "jumper", "sweater", "sweatshirt"],
    "outerwear": ["blazer", "cape", "cardigan", "coat", "jacket"],
    "dress": ["dress", "romper", "swimwear"],
    "skirt": ["skirt"],
    "trousers": ["jeans", "pants"],
    "shorts": ["shorts", "panties"],
    "leggings": ["leggings", "stockings", "tights", "socks"],
    "shoes": ["boots", "clogs", "flats", "heels", "loafers", "pumps", "sandals", "shoes", "sneakers", "wedges"],
    "bag": ["bag", "purse", "wallet"],
    "scarf": ["scarf"],
    "hat": ["hat"],
    "belt": ["belt"],
    "accessory": [
        "accessories", "bracelet", "earrings", "glasses", "gloves", "necklace", "ring", "sunglasses", "tie", "watch",
    ],
}  # fmt: skip


def items() -> tuple[list[str], list[str]]:
    """Ids of the photos to train on and of those to validate on, without the bench's."""
    known = json.loads((BENCH / "ccp" / "index.json").read_text())["items"]
    scored = json.loads((BENCH / "garments" / "index.json").read_text())["items"]
    held_out = {Path(item["file"]).stem for item in scored}
    left = [item for item in known if item not in held_out]
    return [item for n, item in enumerate(left) if n % 10], left[::10]


def load(item: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """A photo, (H, W, 3) uint8 RGB, and its classes, (H, W) uint8 with IGNORE where they are unknown."""
    photo = cv2.cvtColor(cv2.imread(str(BENCH / "ccp" / "photos" / f"{item}.jpg")), cv2.COLOR_BGR2RGB)
    labels = cv2.imread(str(BENCH / "ccp" / "labels" / f"{item}.png"), cv2.IMREAD_GRAYSCALE)
    return photo, _long_skirts(_table()[labels])


def _table() -> NDArray[np.uint8]:
    names = json.loads((BENCH / "ccp" / "index.json").read_text())["labels"]
    classes = {label: CLASSES.index(name) for name, labels in _LABELS.items() for label in labels}
    table = np.zeros(256, np.uint8)
    for number, name in names.items():
        # A suit is a jacket and trousers under one label: it tells neither.
        table[int(number)] = IGNORE if name == "suit" else classes.get(name, 0)
    return table


def _long_skirts(classes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A "dress" that stands below a top, and no lower garment beside it, is a long skirt."""
    dress, top = (classes == CLASSES.index(name) for name in ("dress", "top"))
    if dress.sum() < 400 or top.sum() < 0.08 * dress.sum():
        return classes
    rows_dress, rows_top = np.nonzero(dress)[0], np.nonzero(top)[0]
    below = np.percentile(rows_dress, 10) > np.percentile(rows_top, 60)
    if below:
        classes = classes.copy()
        classes[dress] = CLASSES.index("skirt")
    return classes
