"""Exceptions of services. For invalid values, services raise Django's ValidationError instead."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Photo


class Conflict(Exception):
    """The request conflicts with existing rows; the message names them and says what to do."""


class DuplicatePhoto(Exception):
    """The same file was uploaded before, as the photo `original`."""

    def __init__(self, original: "Photo") -> None:
        super().__init__(str(original))
        self.original = original
