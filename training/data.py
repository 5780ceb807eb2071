"""The labeled photos that the garment parser learns from.

`bench/labeled` has exact masks. Clothing Co-Parsing (CCP; Yang, Luo, Lin, CVPR 2014; Apache-2.0) has noisier labels of
whole photos, shoes and bags included. Photos on which anything is scored or tuned are left out: those of
`bench/garments`, and those of CCP that `bench/labeled` uses for validation or test. CCP photos that `bench/labeled`
labels anew are read with the new labels only. The scenes of `bench/renders` are ours: a mannequin in nine colors.
"""

import json
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .classes import ANYTHING, CCP_LABELS, CLASSES, LABELS

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"
RENDER_LABELS = Path(__file__).parent / "render_labels"  # a label map for each scene, indices in `CLASSES`
_LABELED_NAMES = {"jacket": "labeled jacket", "trousers": "labeled trousers"}
# Shops whose photos are in fold 0; those of the other shops are in fold 1. Both folds have most kinds of clothes.
_FOLD_0_SHOPS = {
    "meeraribadiya/GS_Fashion",
    "shareena-osa/fashion-commerce",
    "hafsalodhi2023/forever-ecommerce-website",
}
_NO_GARMENTS = {"background", "skin", "hair", "belt"}
_WORN_WITH_SALWAR = {"kurta", "anarkali"}

_MINIMUM_DRESS_PIXELS = 400  # smaller dresses of CCP are not examined for being a skirt
_MINIMUM_TOP_SHARE = 0.08  # area of a top, relative to the dress, from which it counts as worn with it


@dataclass(frozen=True)
class Item:
    """A labeled photo.

    Attributes
    ----------
    key
        Unique name, which is also a file name.
    is_exact
        Whether the labels are those of `bench/labeled`.
    entry
        The photo's entry in its index, or its id in CCP.
    """

    key: str
    is_exact: bool
    entry: Any = field(compare=False)


def training_items() -> list[Item]:
    """Return the photos to train on: those of split `train`, the renders, and those of CCP."""
    labeled = _index("labeled")["items"]
    taken = {Path(item["file"]).stem for item in labeled if item["kind"] == "street"}
    taken |= {Path(item["file"]).stem for item in _index("garments")["items"]}
    exact = [Item(item["id"], True, item) for item in labeled if item["split"] == "train"]
    return [
        *exact,
        *_render_items(),
        *(Item(f"ccp{item}", False, item) for item in _index("ccp")["items"] if item not in taken),
    ]


def _render_items() -> list[Item]:
    files = sorted(path for path in (BENCH / "renders").glob("*/*.png") if not path.stem.startswith(("mask", "keep")))
    entries = [{"kind": "render", "scene": path.parent.name, "path": path} for path in files]
    return [Item(f"render-{entry['scene']}-{entry['path'].stem}", True, entry) for entry in entries]


def fold_of(item: Item) -> int:
    """Return the fold, 0 or 1, of a training photo. All photos of a shop are in one fold; street photos are in both."""
    if not item.is_exact or item.entry["kind"] == "street":
        return zlib.crc32(item.key.encode()) % 2
    if item.entry["kind"] == "render":
        return zlib.crc32(item.entry["scene"].encode()) % 2
    return int(item.entry["source"]["repo"] not in _FOLD_0_SHOPS)


def garment_names(entry: dict[str, Any]) -> list[str]:
    """Return the names of the garments of an entry of `bench/labeled`, in its order.

    Trousers worn with a kurta or an anarkali are called salwar.
    """
    names = [garment["name"] for garment in entry["garments"]]
    has_salwar = bool(_WORN_WITH_SALWAR & set(names))
    return ["salwar" if has_salwar and name == "trousers" else name for name in names]


def garments(item: Item) -> list[tuple[str, NDArray[np.bool_]]]:
    """Return the name (see `garment_names`) and the mask, (H, W) bool, of every garment of an exactly labeled photo."""
    if item.entry["kind"] == "render":
        labels = load(item)[1]
        present = [CLASSES[index] for index in np.unique(labels)]
        return [(name, labels == CLASSES.index(name)) for name in present if name not in _NO_GARMENTS]
    masks = [
        cv2.imread(str(BENCH / "labeled" / garment["mask"]), cv2.IMREAD_GRAYSCALE) > 127
        for garment in item.entry["garments"]
    ]
    return list(zip(garment_names(item.entry), masks, strict=True))


def validation_items() -> list[Item]:
    """Return the photos of split `val`, on which constants are tuned."""
    return [Item(item["id"], True, item) for item in _index("labeled")["items"] if item["split"] == "val"]


def load(item: Item) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return a photo, (H, W, 3) uint8 RGB, and the index in `LABELS` of each pixel's label, (H, W) uint8."""
    if not item.is_exact:
        return _load_ccp(item.entry)
    if item.entry["kind"] == "render":
        labels = cv2.imread(str(RENDER_LABELS / f"{item.entry['scene']}.png"), cv2.IMREAD_GRAYSCALE)
        return _read_rgb(item.entry["path"]), labels
    return _load_exact(item.entry)


def _index(folder: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((BENCH / folder / "index.json").read_text())
    return content


def _load_exact(entry: dict[str, Any]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    folder = BENCH / "labeled"
    photo = _read_rgb(folder / entry["file"])
    labels = np.zeros(photo.shape[:2], np.uint8)
    for name in ("skin", "hair"):
        if entry.get(name):
            labels[_read_mask(folder / entry[name], labels.shape)] = LABELS.index(name)
    named = zip(garment_names(entry), entry["garments"], strict=True)
    for name, garment in sorted(named, key=lambda pair: -pair[1]["share"]):
        label = _LABELED_NAMES.get(name, name)
        labels[_read_mask(folder / garment["mask"], labels.shape)] = LABELS.index(label)
    return photo, labels


def _load_ccp(entry: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    photo = _read_rgb(BENCH / "ccp" / "photos" / f"{entry}.jpg")
    numbers = cv2.imread(str(BENCH / "ccp" / "labels" / f"{entry}.png"), cv2.IMREAD_GRAYSCALE)
    table = np.full(256, LABELS.index(ANYTHING), np.uint8)
    for number, name in _index("ccp")["labels"].items():
        table[int(number)] = LABELS.index(CCP_LABELS[name])
    return photo, _dresses_below_tops_as_skirts(table[numbers])


def _dresses_below_tops_as_skirts(labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Relabel a "dress" that begins below a top: it is a long skirt."""
    dress = labels == LABELS.index("dress")
    top = np.isin(labels, [LABELS.index(name) for name in ("t-shirt", "ccp blouse", "ccp top", "ccp shirt")])
    if dress.sum() < _MINIMUM_DRESS_PIXELS or top.sum() < _MINIMUM_TOP_SHARE * dress.sum():
        return labels
    rows_dress, rows_top = np.nonzero(dress)[0], np.nonzero(top)[0]
    if np.percentile(rows_dress, 10) > np.percentile(rows_top, 60):
        labels = labels.copy()
        labels[dress] = LABELS.index("skirt")
    return labels


def _read_rgb(path: Path) -> NDArray[np.uint8]:
    return np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])


def _read_mask(path: Path, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    mask = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if mask.shape != shape:
        mask = cv2.resize(mask, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return mask > 127
