"""`manage.py recolor PHOTO --change blouse="royal blue" --out OUT`: recolor a photo from the terminal."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from django.core.management.base import BaseCommand, CommandError

from ...engine import ColorChange, Engine, EngineError, encode

FORMATS = {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".webp": "webp"}


class Command(BaseCommand):
    help = "Recolor garments in a photo and write the result to a file."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("photo", type=Path)
        parser.add_argument(
            "--change",
            action="append",
            required=True,
            metavar="GARMENT=COLOR",
            help='for example blouse="royal blue" or lehenga=#c2185b; can be repeated',
        )
        parser.add_argument(
            "--mask",
            action="append",
            default=[],
            metavar="GARMENT=FILE",
            help="a gray picture of the photo's size, 255 on the garment, used instead of finding the garment",
        )
        parser.add_argument("--refine-edges", action="store_true", help="adapt the edges of the masks to the photo")
        parser.add_argument("--quality", choices=["2k", "4k", "original"], default="2k")
        parser.add_argument("--recolor-details", action="store_true", help="also recolor prints and trims")
        parser.add_argument("--sharpen", action="store_true", help="sharpen mildly where the photo is enlarged")
        parser.add_argument("--out", type=Path, required=True, help="a .jpg, .png or .webp file")

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        if out.suffix.lower() not in FORMATS:
            raise CommandError(f"{out}: the format is not supported. Choose a name that ends in .jpg, .png or .webp.")
        color_changes = _color_changes(options)
        quality = None if options["quality"] == "original" else options["quality"]
        try:
            engine = Engine()
            photo = engine.open(options["photo"])
            result = engine.recolor(photo, color_changes, quality=quality, sharpen=options["sharpen"])
            content = encode(result.pixels, FORMATS[out.suffix.lower()], alpha=result.alpha)
        except (EngineError, ValueError) as error:
            raise CommandError(str(error)) from error
        try:
            out.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}. Choose another name.") from error
        for change in result.changes:
            reached = f"achieved {change.achieved_hex}, CIEDE2000 {change.delta_e:.2f}" if change.achieved_hex else "–"
            self.stdout.write(f"{change.target}: requested {change.target_hex}, {reached}")
            if change.is_doubtful:
                self.stdout.write(
                    f"  The outline is uncertain (expected IoU {change.confidence:.2f}). Check the result; if it is "
                    f"wrong, give a mask with --mask."
                )
            if change.warning:
                self.stdout.write(f"  {change.warning}")
        self.stdout.write(f"Largest change outside the garments: {result.changed_outside}")


def _color_changes(options: dict[str, Any]) -> list[ColorChange]:
    masks = {name: _read_mask(Path(path)) for name, path in map(_pair, options["mask"])}
    changes = dict(map(_pair, options["change"]))
    if unused := masks.keys() - changes.keys():
        raise CommandError(f"--mask {', '.join(sorted(unused))}: add a --change for this garment.")
    return [
        ColorChange(
            target,
            color,
            mask=masks.get(target),
            protect_details=not options["recolor_details"],
            refine_edges=options["refine_edges"],
        )
        for target, color in changes.items()
    ]


def _pair(text: str) -> tuple[str, str]:
    """Split `GARMENT=VALUE`."""
    name, equals, value = text.partition("=")
    if not (equals and name.strip() and value.strip()):
        raise CommandError(f"“{text}” is not of the form GARMENT=VALUE.")
    return name.strip(), value.strip()


def _read_mask(path: Path) -> np.ndarray:
    mask = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if mask is None:
        raise CommandError(f"{path} cannot be read as a mask. Give a gray picture.")
    return mask
