"""Exceptions of services. For other invalid values, services raise Django's ValidationError."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from .models import Photo

# What Django raises while the database is locked, restarted or full. Whether a commit succeeded is not known then.
DATABASE_UNREACHABLE = (OperationalError, InterfaceError)


class Conflict(Exception):
    """The request conflicts with existing rows; the message names them and says what to do."""


class StorageError(Exception):
    """A file could not be stored or read because the storage is full, or cannot be reached. It may work later."""

    def __init__(self) -> None:
        super().__init__(_("The storage of pictures is full or cannot be reached. Try again later."))


class DuplicatePhoto(Exception):
    """The same file was uploaded before, as the photo `original`."""

    def __init__(self, original: "Photo") -> None:
        super().__init__(str(original))
        self.original = original


class ChangeProblem(ValidationError):
    """What is wrong with one color change of a task.

    position: the index of the change. field: "target", "layer" or "color". choices: names of garments that the target
    may mean. suggestions: values of the field that would be right, the best first; the choices are among them.
    """

    def __init__(
        self,
        message: str,
        position: int,
        field: str,
        choices: Sequence[str] = (),
        suggestions: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.position, self.field, self.choices = position, field, list(choices)
        self.suggestions = list(choices) or list(suggestions)


class RequestsRefused(Exception):
    """Some of the requested tasks are not valid, so none was created. errors: by the index of the request."""

    def __init__(self, errors: Mapping[int, ValidationError]) -> None:
        super().__init__(f"{len(errors)} requests are not valid")
        self.errors = dict(errors)
