"""Measure how far the poses of garments are apart after recoloring: `python -m benchmarks.tones LABELED`.

LABELED is a folder of labeled photos with an `index.json`. Catalog products with a main, an alternative and a back
view, none of them of split `test`, are recolored with a worker: a batch of the three poses for each color. The spread
is the largest CIEDE2000 between the medians of two result files, inside the true mask: of the photos, of the first
results ("before"), and of those that count at the end ("after"). With `--found`, garments have the masks that the
engine finds, and products of which it misses a pose are left out. It uses a database and files of its own, and deletes
them.
"""

import argparse
import io
import json
import os
import re
import statistics
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import cv2
import django
import numpy as np
from PIL import Image

from recolor.engine import color_spread
from recolor.engine.color.spaces import rgb_to_lab
from recolor.engine.recoloring.sure_pixels import sure_pixels

COLORS = {
    "white": "#ffffff",
    "black": "#000000",
    "red": "#c81020",
    "pastel": "#f4c2c2",
    "navy": "#1b2a49",
    "mustard": "#d4a017",
    "sky blue": "#00a0ff",
    "pure red": "#ff0000",
}
VIEWS = ("main", "alt1", "back")
PRODUCTS = "mj07,ms07,mt09,wh03,wp10"  # five garments; among them the ones farthest apart before equalizing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--found", action="store_true", help="use the masks that the engine finds")
    parser.add_argument("--products", default=PRODUCTS, help="start of the file names, with commas; “all” for all")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"RECOLOR_VAR": folder, "DJANGO_SETTINGS_MODULE": "recolor_site.settings"}
        django.setup()
        chosen = products(arguments.folder)
        if arguments.products != "all":
            chosen = {name: chosen[name] for name in arguments.products.split(",")}
        measure(arguments.folder, chosen, arguments.found)


Products = dict[str, tuple[str, list[dict[str, Any]]]]  # the largest garment, and the item of each view


def measure(folder: Path, chosen: Products, found: bool) -> None:
    from django.core.management import call_command

    from recolor import services

    call_command("migrate", verbosity=0)
    workspace, _owner, _created = services.default_workspace()
    before_all, after_all, again = [], [], 0
    print(f"{'product':24s} {'photos':>6s}" + "".join(f"{name:>12s}" for name in COLORS))
    for product, (garment, items) in chosen.items():
        poses = [Pose(workspace, folder, item, garment, product) for item in items]
        if not all(pose.prepare(poses[0], found) for pose in poses):
            print(f"{product} {garment}: not found in all poses")
            continue
        cells = []
        for color in COLORS.values():
            before, after, count = recolor(workspace, poses, garment, color)
            cells.append(f"{before:.2f} → {after:.2f}")
            before_all.append(before)
            after_all.append(after)
            again += count
        original = spread([median(cv2.imread(str(pose.path))[..., ::-1], pose.mask) for pose in poses])
        print(f"{product + ' ' + garment:24s} {original:6.1f}" + "".join(f"{cell:>12s}" for cell in cells), flush=True)
    for name, values in (("before", before_all), ("after", after_all)):
        p95, largest = np.percentile(values, 95), max(values)
        print(f"{name}: median {statistics.median(values):.2f}, 95th percentile {p95:.2f}, largest {largest:.2f}")
        print(f"  {sum(value > 1 for value in values)} of {len(values)} spreads above 1")
    print(f"results made again: {again} of {3 * len(before_all)}")


def products(folder: Path) -> Products:
    """Return the products of which all views are labeled."""
    views: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for item in json.loads((folder / "index.json").read_text())["items"]:
        match = re.search(r"(\w+)-\w+_(main|alt1|back)\.jpg", str(item.get("source")))
        if match and item["kind"] == "catalogue" and item["split"] != "test":
            views[match[1]][match[2]] = item
    found = {}
    for product, by_view in sorted(views.items()):
        if len(by_view) == len(VIEWS):
            shares = [{garment["name"]: garment["share"] for garment in by_view[view]["garments"]} for view in VIEWS]
            common = set.intersection(*map(set, shares))
            found[product] = max(common, key=shares[0].__getitem__), [by_view[view] for view in VIEWS]
    return found


class Pose:
    """An uploaded photo with its true mask; the first pose of a product is the model of the others."""

    def __init__(self, workspace: Any, folder: Path, item: dict[str, Any], garment: str, product: str) -> None:
        self.workspace, self.path, self.garment, self.product = workspace, folder / item["file"], garment, product
        name = next(each["mask"] for each in item["garments"] if each["name"] == garment)
        self.mask_path = folder / name
        self.mask = cv2.imread(str(self.mask_path), cv2.IMREAD_GRAYSCALE)
        self.photo: Any = None

    def prepare(self, model: "Pose", found: bool) -> bool:
        """Upload the photo and give it its garment; return whether it has one."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        from recolor import services
        from recolor.models import Photo

        kind = {} if model is self else {"kind": "pose", "model": model.photo}
        upload = SimpleUploadedFile(self.path.name, self.path.read_bytes())
        self.photo = services.photo_create(self.workspace, upload=upload, **kind)
        if not found:
            Photo.objects.filter(pk=self.photo.pk).update(status=Photo.DONE)
            self.photo.refresh_from_db()
            upload = SimpleUploadedFile("mask.png", self.mask_path.read_bytes())
            services.garment_put(self.photo, self.garment, upload)
            return True
        services.photo_find_garments(self.photo.pk)
        self.photo.refresh_from_db()
        return self._has_garment()

    def _has_garment(self) -> bool:
        """Give the name of the true garment to the found one that agrees with it; return whether there is one."""
        from recolor import files
        from recolor.pictures import mask_from_png

        truth = self.mask > 127
        for garment in self.photo.garments.all():
            mask = mask_from_png(files.read(garment.mask.name)) > 127
            if (mask & truth).sum() > 0.5 * (mask | truth).sum():
                self.photo.garments.filter(name=self.garment).update(name="other")
                self.photo.garments.filter(pk=garment.pk).update(name=self.garment)
                return True
        return False


def recolor(workspace: Any, poses: list[Pose], garment: str, color: str) -> tuple[float, float, int]:
    """Return the spread of the first results, that of those that count, and the number of those made again."""
    from django.core.management import call_command

    from recolor import services
    from recolor.filters import is_replaced

    change = {"target": garment, "color": color}
    requests = [
        {"model": None, "pose": None, pose.photo.kind: pose.photo, "changes": [change], "quality": "original"}
        for pose in poses
    ]
    batch = services.batch_create(workspace, requests, name="benchmark")
    call_command("worker", batch=True)
    first = batch.tasks.filter(first_version=None)
    counting = batch.tasks.exclude(is_replaced())
    assert batch.tasks.filter(status="completed").count() == batch.tasks.count()
    return of_results(first, poses), of_results(counting, poses), batch.tasks.count() - len(poses)


def of_results(tasks: Any, poses: list[Pose]) -> float:
    from recolor import files

    masks = {pose.photo.pk: pose.mask for pose in poses}
    return spread(
        [
            median(np.array(Image.open(io.BytesIO(files.read(task.result.name))).convert("RGB")), masks[task.photo_id])
            for task in tasks
        ]
    )


def median(pixels: Any, mask: Any) -> Any:
    """Return the median CIELAB of the pixels inside a mask, its outermost pixels left out."""
    return np.median(rgb_to_lab(np.ascontiguousarray(pixels)[sure_pixels(np.float32(mask) / 255) > 0]), axis=0)


def spread(medians: list[Any]) -> float:
    return color_spread(medians).delta_e


if __name__ == "__main__":
    main()
