"""The exceptions that the engine raises.

EngineError
├── PhotoError         the photo cannot be used: damaged, too small, too large, unsupported format
├── ColorError         the text is not a known color             (.suggestions)
├── TargetError        the text is not a known garment name      (.suggestions)
├── GarmentNotFound    the photo does not show the garment       (.available)
├── AmbiguousTarget    the name may mean several garments        (.choices)
├── LayerNotFound      the garment has no such color layer       (.available)
├── RepeatedTarget     two changes of a request mean the same garment
├── OutdatedAnalysis   the stored analysis of a photo is of another version of the engine
└── ModelMissing       a model file is missing or unsuitable     (run `make setup`)

Invalid arguments that indicate a bug in the calling code, such as an unknown quality, raise ValueError instead.
"""

from collections.abc import Sequence


class EngineError(Exception):
    """Base class of the engine's exceptions. The message can be shown to users."""


class PhotoError(EngineError):
    """The photo cannot be used. The message gives the reason and what to send instead."""


class ColorError(EngineError):
    """The text is not a known color.

    Attributes
    ----------
    suggestions : list of str
        Up to three similar color names that are known.
    """

    def __init__(self, message: str, suggestions: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.suggestions = list(suggestions)


class TargetError(EngineError):
    """The text is not a known garment name.

    Attributes
    ----------
    suggestions : list of str
        Up to three similar garment names that are known.
    """

    def __init__(self, message: str, suggestions: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.suggestions = list(suggestions)


class GarmentNotFound(EngineError):
    """The photo does not show the garment.

    Attributes
    ----------
    available : list of str
        Names of the garments that the photo shows.
    """

    def __init__(self, message: str, available: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.available = list(available)


class AmbiguousTarget(EngineError):
    """The name may mean several garments of the photo.

    Attributes
    ----------
    choices : list of str
        Names of the garments that it may mean.
    """

    def __init__(self, message: str, choices: Sequence[str]) -> None:
        super().__init__(message)
        self.choices = list(choices)


class LayerNotFound(EngineError):
    """The garment has no color layer of this name.

    Attributes
    ----------
    available : list of str
        Labels of the layers that the garment has, such as "stripes white".
    """

    def __init__(self, message: str, available: Sequence[str]) -> None:
        super().__init__(message)
        self.available = list(available)


class RepeatedTarget(EngineError):
    """Two changes of one request mean the same garment, or the same color layer of it. The message names them."""


class OutdatedAnalysis(EngineError):
    """The stored analysis of a photo was made by another version of the engine. Analyze the photo again."""


class ModelMissing(EngineError):
    """A model file is missing or unsuitable, or `RECOLOR_PARSER` names a parser that cannot be used.

    `make setup` prepares the model files.
    """
