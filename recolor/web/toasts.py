"""Short messages that can offer to take back what they tell of."""

import uuid

from django.contrib import messages
from django.http import HttpRequest

_UNDO = "undo-"


def success_with_undo(request: HttpRequest, text: str, trash_group: uuid.UUID) -> None:
    """Say that something went to the trash, with a button that brings it back."""
    messages.success(request, text, extra_tags=f"{_UNDO}{trash_group}")


def undo_token(extra_tags: str) -> str:
    """What a message can take back; empty if nothing."""
    return extra_tags.removeprefix(_UNDO) if extra_tags.startswith(_UNDO) else ""
