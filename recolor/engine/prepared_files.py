"""Where the prepared third-party files are stored; `prepare.py` creates them."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENCODER, DECODER, COLOR_NAMES, MANIFEST = "encoder.onnx", "decoder.onnx", "color-names.json", "manifest.json"


def prepared_folder() -> Path:
    """Return the folder of the prepared files: `RECOLOR_MODELS`, or `.models` in the project's root."""
    return Path(os.environ.get("RECOLOR_MODELS") or ROOT / ".models")
