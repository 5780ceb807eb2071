"""The garments that a person has chosen for ambiguous targets, in the fields of a form and its address."""

from django.http import QueryDict

from .. import services
from ..ids import row_id

FIELD, _SEPARATOR = "meant", "|"


def read_meant(query: QueryDict) -> dict[tuple[int, str], str]:
    """Return the chosen garments in a query: each is the id of a photo, the target, and the name of the garment."""
    meant = {}
    for text in query.getlist(FIELD):
        photo, _separator, rest = text.partition(_SEPARATOR)
        target, _separator, name = rest.rpartition(_SEPARATOR)
        pk = row_id(photo)
        if pk is not None and target and name:
            meant[services.target_key(pk, target)] = name
    return meant


def meant_text(choice: services.AmbiguousChoice, name: str) -> str:
    """Return the value of the field that chooses a garment."""
    return _SEPARATOR.join((str(choice.photo.pk), choice.target, name))
