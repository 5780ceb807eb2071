"""Refusals that are not about one field's value (those are Django's ValidationError)."""


class Conflict(Exception):
    """What is asked for collides with what is there; the text says with what, and what to do."""
