"""ONNX Runtime sessions that are created on first use."""

import threading
from functools import cache, cached_property
from pathlib import Path

import onnxruntime

from ..errors import ModelMissing

_THREADS = 2  # threads that compute one inference


@cache
def _share_arena() -> None:
    """Make one arena, from which all sessions of this process take their memory.

    By default, each session has its own and keeps it. The networks run one after the other, so most of that would be
    idle. Without any arena, the process would keep less still, but would spend time on allocating each tensor anew.
    """
    memory = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    onnxruntime.create_and_register_allocator(memory, onnxruntime.OrtArenaCfg({}))


class OnnxModel:
    """An ONNX file that is loaded on first use. Several threads may share it.

    Parameters
    ----------
    path
        The ONNX file. It does not have to exist before the first use.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    @cached_property
    def session(self) -> onnxruntime.InferenceSession:
        """The session, which runs on the CPU. Raises ModelMissing if the file does not exist."""
        with self._lock:
            # `cached_property` does not lock: another thread may have created the session in the meantime.
            if session := self.__dict__.get("session"):
                return session
            if not self.path.exists():
                raise ModelMissing(f"{self.path.name} is missing. Run `make setup`, which prepares the model files.")
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = _THREADS
            options.inter_op_num_threads = 1
            # By default, idle threads spin, which takes CPU time from the web process.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            _share_arena()
            options.add_session_config_entry("session.use_env_allocators", "1")
            return onnxruntime.InferenceSession(self.path, options, providers=["CPUExecutionProvider"])
