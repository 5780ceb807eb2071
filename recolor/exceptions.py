"""Refusals that are not about one field's value (those are Django's ValidationError)."""

from typing import Any


class Conflict(Exception):
    """What is asked for collides with what is there; the text says with what, and what to do."""


class DuplicatePhoto(Exception):
    """The very same file was taken in before, as the photo `twin`."""

    def __init__(self, original: Any) -> None:
        super().__init__(str(original))
        self.original = original
