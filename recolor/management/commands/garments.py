"""`manage.py garments PHOTO --out DIR`: find the garments of a photo and write them as masks and a JSON file."""

import json
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from ...engine import Engine, EngineError, Garment
from ...pictures import mask_png


class Command(BaseCommand):
    help = "Find the garments of a photo. Writes a mask PNG for each garment, and garments.json."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("photo", type=Path)
        parser.add_argument("--out", type=Path, required=True, help="a folder; it is created if it is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        _prepare(out)  # before the analysis, which takes seconds
        try:
            engine = Engine()
            photo = engine.open(options["photo"])
            garments = engine.garments(photo)
        except EngineError as error:
            raise CommandError(str(error)) from error
        _write(garments, out)
        self.stdout.write(", ".join(garment.name for garment in garments) or "No garment was found.")


def _prepare(folder: Path) -> None:
    """Create a folder if it is missing. Raises CommandError if it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"The folder {folder} cannot be created: {error.strerror}. Choose another one.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CommandError(f"The folder {folder} cannot be written. Choose another one.")


def _write(garments: list[Garment], folder: Path) -> None:
    rows: list[dict[str, Any]] = []
    for garment in garments:
        name = f"{slugify(garment.name)}.png"
        (folder / name).write_bytes(mask_png(garment.mask))
        rows.append(
            {
                "name": garment.name,
                "color": garment.color,
                "confidence": round(garment.confidence, 3),
                "mask": name,
            }
        )
    (folder / "garments.json").write_text(json.dumps(rows, indent=2) + "\n")
