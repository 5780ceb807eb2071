"""The engines behind the product, chosen by `RECOLOR_BACKEND`: our own, or a hosted service."""

from functools import cache

from django.conf import settings

from .base import Finding, FoundGarment, Reached, RecolorBackend, Recoloring
from .local import LocalBackend
from .remote import RemoteBackend

__all__ = [
    "Finding",
    "FoundGarment",
    "LocalBackend",
    "Reached",
    "RecolorBackend",
    "Recoloring",
    "RemoteBackend",
    "get_backend",
    "local_backend",
    "remote_backend",
]


def get_backend() -> RecolorBackend:
    """The engine of new tasks. One that was begun stays with the engine it was begun with."""
    return remote_backend() if settings.RECOLOR_BACKEND == "remote" else local_backend()


@cache
def local_backend() -> LocalBackend:
    return LocalBackend()


@cache
def remote_backend() -> RemoteBackend:
    return RemoteBackend.from_settings()
