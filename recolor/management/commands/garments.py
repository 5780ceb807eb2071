"""`manage.py garments PHOTO --out DIR`: find the garments of a photo and write them as masks and a JSON file."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from ...engine import Engine, EngineError
from ...pictures import mask_png


class Command(BaseCommand):
    help = "Find the garments of a photo. Writes a mask PNG for each garment, and garments.json."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("photo", type=Path)
        parser.add_argument("--out", type=Path, required=True, help="a folder; it is created if it is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            engine = Engine()
            photo = engine.open(options["photo"])
            garments = engine.garments(photo)
        except EngineError as error:
            raise CommandError(str(error)) from error
        out: Path = options["out"]
        out.mkdir(parents=True, exist_ok=True)
        rows: list[dict[str, Any]] = []
        for garment in garments:
            name = f"{slugify(garment.name)}.png"
            (out / name).write_bytes(mask_png(garment.mask))
            rows.append(
                {
                    "name": garment.name,
                    "color": garment.color,
                    "confidence": round(garment.confidence, 3),
                    "mask": name,
                }
            )
        (out / "garments.json").write_text(json.dumps(rows, indent=2) + "\n")
        self.stdout.write(", ".join(row["name"] for row in rows) or "No garment was found.")
