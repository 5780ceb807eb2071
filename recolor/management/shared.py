"""What several commands have in common: the workspace that they work in, and questions before a deletion."""

from django.core.management.base import CommandError

from .. import services
from ..models import Workspace


def existing_workspace() -> Workspace:
    """Return the first workspace. Raises CommandError if there is none."""
    workspace = services.first_workspace()
    if workspace is None:
        raise CommandError(
            "There is no workspace. Run `manage.py seed`, which creates one with sample photos, or "
            "`manage.py create_workspace NAME`."
        )
    return workspace


def confirm(question: str, answer: str) -> None:
    """Ask a question in the terminal. Raises CommandError unless the answer is the given one."""
    try:
        given = input(question)
    except EOFError:
        raise CommandError("Nobody can answer here. Nothing was deleted. Use --no-input.") from None
    if given != answer:
        raise CommandError("The names differ. Nothing was deleted.")
