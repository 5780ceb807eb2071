"""The garments that a person has chosen for ambiguous targets, in the fields of a form and its address."""

import hashlib
from urllib.parse import quote, unquote

from django.http import QueryDict

from .. import services
from ..ids import row_id

FIELD, _SEPARATOR = "meant", "|"


def read_meant(query: QueryDict) -> dict[tuple[int, str], str]:
    """Return the chosen garments in a query: each is the id of a photo, the target, and the name of the garment.

    The target and the name are quoted as in addresses, because they may contain the separator.
    """
    meant = {}
    for text in query.getlist(FIELD):
        photo, target, name, *_rest = [*text.split(_SEPARATOR), "", ""]
        pk = row_id(photo)
        if pk is not None and target and name:
            meant[services.target_key(pk, unquote(target))] = unquote(name)
    return meant


def meant_text(choice: services.AmbiguousChoice, name: str) -> str:
    """Return the value of the field that chooses a garment."""
    return _SEPARATOR.join((str(choice.photo.pk), quote(choice.target, safe=" "), quote(name, safe=" ")))


def meant_id(choice: services.AmbiguousChoice) -> str:
    """Return the id of that field: of a hash, because a target may consist of any characters."""
    photo, target = choice.key
    return f"meant-{photo}-{hashlib.sha256(target.encode()).hexdigest()[:12]}"
