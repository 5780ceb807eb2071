"""ONNX Runtime sessions that load on first use."""

import threading
from functools import cached_property
from pathlib import Path

import onnxruntime

from ..errors import ModelMissing

THREADS = 2


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
