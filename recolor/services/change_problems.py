"""What is wrong with a color change of a requested task, with what would be right."""

from ..engine.errors import AmbiguousTarget, ColorError, EngineError, GarmentNotFound, LayerNotFound, TargetError
from ..exceptions import ChangeProblem


def problem_of(error: EngineError, position: int, field: str, text: str = "") -> ChangeProblem:
    """Return the problem of a color change for an error of the engine.

    position: the index of the change. field: the field of the change that caused it. text: shown in place of the
    error's message.
    """
    choices = error.choices if isinstance(error, AmbiguousTarget) else []
    suggestions: list[str] = []
    if isinstance(error, TargetError | ColorError):
        suggestions = error.suggestions
    elif isinstance(error, GarmentNotFound | LayerNotFound):
        suggestions = error.available
    return ChangeProblem(text or str(error), position, field, choices, suggestions)
