"""Messages that the next page shows as toasts; a message about a deletion can offer to undo it."""

import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest

_UNDO_PREFIX = "undo-"


def show_errors(request: HttpRequest, problems: Iterable[str]) -> None:
    """Add one error message for each problem, such as the `messages` of a ValidationError."""
    for problem in problems:
        messages.error(request, problem)


def success_with_undo(request: HttpRequest, text: str, trash_group: uuid.UUID) -> None:
    """Add a success message with a button that restores a trash group."""
    messages.success(request, text, extra_tags=f"{_UNDO_PREFIX}{trash_group}")


def undo_group(extra_tags: str) -> str:
    """Return the trash group that a message offers to restore; empty if it offers none."""
    return extra_tags.removeprefix(_UNDO_PREFIX) if extra_tags.startswith(_UNDO_PREFIX) else ""
