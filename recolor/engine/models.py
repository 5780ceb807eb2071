"""The prepared model files, and sessions on them."""

import os
import threading
from functools import cached_property
from pathlib import Path

import onnxruntime

from .errors import ModelMissing

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = Path(__file__).resolve().parent / "weights"
ENCODER, DECODER, COLOR_NAMES, MANIFEST = "encoder.onnx", "decoder.onnx", "color-names.json", "manifest.json"
THREADS = 2


def models_folder() -> Path:
    """Where prepared files lie: `RECOLOR_MODELS`, or `.models` beside the code."""
    return Path(os.environ.get("RECOLOR_MODELS") or ROOT / ".models")


class Model:
    """An ONNX file that is loaded on first use; may be run from several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    @cached_property
    def session(self) -> onnxruntime.InferenceSession:
        with self._lock:
            if loaded := self.__dict__.get("session"):
                return loaded
            if not self.path.exists():
                raise ModelMissing(f"{self.path.name} is missing; `make setup` prepares the models.")
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = THREADS
            options.inter_op_num_threads = 1
            # Idle threads must not spin: they would take the cores from the web process.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            return onnxruntime.InferenceSession(self.path, options, providers=["CPUExecutionProvider"])
