"""What is wrong with an input, shown beside the form or the field that caused it; see `shared/_problem.html`.

A view that shows its page again passes a `Problem` as `problem` to the template. One that redirects calls
`add_problem`.
"""

from dataclasses import dataclass
from typing import Self

from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage, Message
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest

_PREFIX, _SEPARATOR = "problem", "|"


@dataclass
class Problem:
    """What is wrong with an input.

    Attributes
    ----------
    place
        The place on the page where the template shows it, such as "invite".
    text
        What is wrong, and what to do.
    field
        The name of the field that is marked as invalid and gets the focus; empty if the text gets it.
    entered
        What was entered into the field, which shows it again; empty if it was not kept.
    shown
        Whether the page has shown it at its place; if not, it becomes a toast.
    """

    place: str
    text: str
    field: str = ""
    entered: str = ""
    shown: bool = False

    @classmethod
    def of(cls, place: str, error: ValidationError, field: str = "", entered: str = "") -> Self:
        """Return the problem that a service has raised.

        The field is marked, or else the first that the error names.
        """
        fields = [field for field in getattr(error, "error_dict", {}) if field != NON_FIELD_ERRORS]
        return cls(place, " ".join(error.messages), field or (fields[0] if fields else ""), entered)

    @classmethod
    def from_message(cls, message: Message) -> Self | None:
        """Return the problem that `add_problem` has stored as a message; None for other messages."""
        prefix, *values = (message.extra_tags or "").split(_SEPARATOR, 3)
        if prefix != _PREFIX:
            return None
        place, field, entered = [*values, ""][:3]  # a message that an earlier version has stored ends with the field
        return cls(place, str(message.message), field, entered)


def add_problem(request: HttpRequest, problem: Problem) -> None:
    """Store a problem for the page that the view redirects to."""
    tags = (_PREFIX, problem.place, problem.field, problem.entered)
    messages.error(request, problem.text, extra_tags=_SEPARATOR.join(tags))


def stored_problem(request: HttpRequest) -> Problem | None:
    """Return the problem that the view before the redirect has stored, if any. All messages stay stored."""
    storage = messages.get_messages(request)
    if not isinstance(storage, BaseStorage):  # a request outside of the middleware
        return None
    was_used = storage.used
    problems = [problem for message in storage if (problem := Problem.from_message(message))]
    storage.used = was_used
    return problems[0] if problems else None
