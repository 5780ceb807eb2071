"""The data set of the garment parser: Clothing Co-Parsing (Yang, Luo, Lin, CVPR 2014; Apache-2.0).

The photos on which the bench scores garments are left out. One in ten of the others is kept for validation.
"""

import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"
IGNORE = 255  # label of pixels whose class is unknown

CLASSES = [
    "background", "skin", "hair", "top", "sweater", "outerwear", "dress", "skirt", "trousers", "shorts",
    "leggings", "shoes", "bag", "scarf", "hat", "belt", "accessory",
]  # fmt: skip
# The data set's labels of each class.
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

_MINIMUM_DRESS_PIXELS = 400  # smaller dresses are not examined for being a skirt
_MINIMUM_TOP_SHARE = 0.08  # area of a top, relative to the dress, from which it counts as worn with it


def items() -> tuple[list[str], list[str]]:
    """Return the ids of the photos for training and of those for validation."""
    known = json.loads((BENCH / "ccp" / "index.json").read_text())["items"]
    scored = json.loads((BENCH / "garments" / "index.json").read_text())["items"]
    held_out = {Path(item["file"]).stem for item in scored}
    usable = [item for item in known if item not in held_out]
    return [item for n, item in enumerate(usable) if n % 10], usable[::10]


def load(item: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return a photo, (H, W, 3) uint8 RGB, and its classes, (H, W) uint8, `IGNORE` where they are unknown."""
    photo = cv2.cvtColor(cv2.imread(str(BENCH / "ccp" / "photos" / f"{item}.jpg")), cv2.COLOR_BGR2RGB)
    labels = cv2.imread(str(BENCH / "ccp" / "labels" / f"{item}.png"), cv2.IMREAD_GRAYSCALE)
    return photo, _dresses_below_tops_as_skirts(_class_table()[labels])


def _class_table() -> NDArray[np.uint8]:
    """Return the class of each label number, (256,) uint8."""
    names = json.loads((BENCH / "ccp" / "index.json").read_text())["labels"]
    classes = {label: CLASSES.index(name) for name, labels in _LABELS.items() for label in labels}
    table = np.zeros(256, np.uint8)
    for number, name in names.items():
        # A suit is a jacket and trousers under one label, so its pixels belong to no single class.
        table[int(number)] = IGNORE if name == "suit" else classes.get(name, 0)
    return table


def _dresses_below_tops_as_skirts(classes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Relabel a "dress" that begins below a top: it is a long skirt."""
    dress, top = (classes == CLASSES.index(name) for name in ("dress", "top"))
    if dress.sum() < _MINIMUM_DRESS_PIXELS or top.sum() < _MINIMUM_TOP_SHARE * dress.sum():
        return classes
    rows_dress, rows_top = np.nonzero(dress)[0], np.nonzero(top)[0]
    if np.percentile(rows_dress, 10) > np.percentile(rows_top, 60):
        classes = classes.copy()
        classes[dress] = CLASSES.index("skirt")
    return classes
