"""Messages that the next page shows as toasts; a message about a change can offer to undo it."""

import uuid
from dataclasses import dataclass
from typing import Self

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext

from ..models import Garment

_PREFIX, _SEPARATOR = "undo", "|"


@dataclass(frozen=True)
class Undo:
    """The form that undoes a deletion, a decision about several results, or a regrouping of garments.

    Attributes
    ----------
    url
        Where the form is sent.
    swap
        Selector of the part of the page that the answer replaces.
    trash_group
        The trash group to restore; empty if something else is undone.
    """

    url: str
    swap: str
    trash_group: str = ""

    @classmethod
    def of_results(cls, trash_group: uuid.UUID) -> Self:
        return cls(reverse("trash_restore"), "#gallery", str(trash_group))

    @classmethod
    def of_photos(cls, trash_group: uuid.UUID) -> Self:
        return cls(reverse("trash_restore"), "#library", str(trash_group))

    @classmethod
    def of_batch(cls, trash_group: uuid.UUID) -> Self:
        return cls(reverse("trash_restore"), "#batches", str(trash_group))

    @classmethod
    def of_reviews(cls, decided_in: uuid.UUID) -> Self:
        return cls(reverse("reviews_undo", args=[decided_in]), "#gallery")

    @classmethod
    def of_garment(cls, garment: Garment) -> Self:
        return cls(reverse("garment_restore", args=[garment.photo_id, garment.pk]), "#masks")

    @classmethod
    def of_regrouping(cls, made: Garment) -> Self:
        """Return the form that undoes the regrouping that made a garment."""
        return cls(reverse("regrouping_undo", args=[made.photo_id, made.made_in]), "#masks")

    def as_tags(self) -> str:
        return _SEPARATOR.join((_PREFIX, self.url, self.swap, self.trash_group))

    @classmethod
    def from_tags(cls, tags: str) -> Self | None:
        """Return the form that `as_tags` has stored in a message; None if the message offers none."""
        prefix, *values = tags.split(_SEPARATOR)
        return cls(*values) if prefix == _PREFIX else None


def success_with_undo(request: HttpRequest, text: str, undo: Undo) -> None:
    """Add a success message with a button that undoes what it reports."""
    messages.success(request, text, extra_tags=undo.as_tags())


def with_left(text: str, left: int) -> str:
    """Return a message about an action on a selection, and how many of it were too many for one action, if any."""
    if not left:
        return text
    more = ngettext("Do it again for the %(count)s that is left.", "Do it again for the %(count)s that are left.", left)
    return f"{text} {more % {'count': left}}"
