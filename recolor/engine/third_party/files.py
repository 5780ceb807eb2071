"""Names and folder of the prepared files; `prepare.py` creates them."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ENCODER = "encoder.onnx"
DECODER = "decoder.onnx"
COLOR_NAMES = "color-names.json"
MANIFEST = "manifest.json"


def prepared_folder() -> Path:
    """Return the folder of the prepared files: `RECOLOR_MODELS`, or `.models` in the project's root."""
    return Path(os.environ.get("RECOLOR_MODELS") or ROOT / ".models")


def missing_files() -> list[str]:
    """Return the names of the prepared files that do not exist."""
    return [name for name in (ENCODER, DECODER, COLOR_NAMES) if not (prepared_folder() / name).is_file()]
