"""The engines behind the product: one interface, chosen by `RECOLOR_BACKEND`."""

from functools import cache

from .base import Finding, FoundGarment, RecolorBackend, Recoloring
from .local import LocalBackend

__all__ = ["Finding", "FoundGarment", "RecolorBackend", "Recoloring", "get_backend"]


@cache
def get_backend() -> RecolorBackend:
    return LocalBackend()
