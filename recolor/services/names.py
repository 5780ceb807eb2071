"""Checking the names that people give to palettes, swatches and saved views."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet


def normalized_name(name: str, longest: int, problem: str) -> str:
    """Return a name with single spaces. Raises ValidationError on `name` if it is empty or longer than `longest`."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= longest:
        raise ValidationError({"name": problem})
    return name


def check_not_taken(others: QuerySet[Any], name: str, problem: str) -> None:
    """Raise ValidationError on `name` if one of the other rows has it, in upper or lower case.

    problem: the message, in which `%(name)s` is replaced.
    """
    if others.filter(name__iexact=name).exists():
        raise ValidationError({"name": problem % {"name": name}})
