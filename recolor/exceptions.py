"""Exceptions of services. For other invalid values, services raise Django's ValidationError."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from .models import Photo


class Conflict(Exception):
    """The request conflicts with existing rows; the message names them and says what to do."""


class DuplicatePhoto(Exception):
    """The same file was uploaded before, as the photo `original`."""

    def __init__(self, original: "Photo") -> None:
        super().__init__(str(original))
        self.original = original


class ChangeProblem(ValidationError):
    """What is wrong with one color change of a task.

    position: the index of the change. field: "target" or "color". choices: names of garments that the target may mean.
    """

    def __init__(self, message: str, position: int, field: str, choices: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.position, self.field, self.choices = position, field, list(choices)
