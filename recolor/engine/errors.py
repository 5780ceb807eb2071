"""What can go wrong in the engine, as a tree.

EngineError
├── PhotoError         the picture cannot be used (broken, tiny, enormous, unknown format)
├── ColorError         a color was not understood              (.suggestions)
├── TargetError        a word names no garment we know          (.suggestions)
├── GarmentNotFound    the garment is not in this photo         (.available)
└── ModelMissing       the prepared model files are not there   (run `make setup`)
"""

from collections.abc import Sequence


class EngineError(Exception):
    """Base of everything the engine raises on purpose; its text is meant for people."""


class PhotoError(EngineError):
    """The picture cannot be used; the text says why and what would work."""


class ColorError(EngineError):
    """A color was not understood. `.suggestions`: the nearest wordings that would work."""

    def __init__(self, message: str, suggestions: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.suggestions = list(suggestions)


class TargetError(EngineError):
    """A word names no garment we know. `.suggestions`: the nearest names that would work."""

    def __init__(self, message: str, suggestions: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.suggestions = list(suggestions)


class GarmentNotFound(EngineError):
    """The garment is not in this photo. `.available`: the names of those that are."""

    def __init__(self, message: str, available: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.available = list(available)


class ModelMissing(EngineError):
    """A prepared model file is missing or damaged; `make setup` prepares it."""
