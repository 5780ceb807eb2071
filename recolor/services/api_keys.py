"""Creating and revoking API keys, and recording their use."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from ..models import ApiKey, Workspace

_LONGEST_WAIT = 200  # milliseconds for another writer on SQLite, when a use is recorded


def api_key_create(workspace: Workspace, name: str, *, created_by: User | None = None) -> tuple[ApiKey, str]:
    """Create a key and return it with its text, which is not stored. Raises ValidationError on `name`."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 50:
        raise ValidationError({"name": "Give the key a name of 1 to 50 characters, for example the program's name."})
    key, text = ApiKey.objects.create_key(workspace=workspace, name=name, created_by=created_by)
    return key, text


def api_key_revoke(key: ApiKey) -> None:
    """Revoke a key immediately and permanently."""
    ApiKey.objects.filter(pk=key.pk).update(revoked=True)


def api_keys_revoke_of(creator: User, workspace: Workspace | None = None) -> list[ApiKey]:
    """Revoke the keys that a person created, of one workspace or of all, and return them."""
    keys = ApiKey.objects.filter(created_by=creator, revoked=False).select_related("workspace")
    revoked = list(keys.visible_in(workspace) if workspace else keys)
    ApiKey.objects.filter(pk__in=[key.pk for key in revoked]).update(revoked=True)
    return revoked


def api_key_touch(key: ApiKey) -> None:
    """Record that a key was used, at most once a minute, so that polling clients cause few writes.

    Raises OperationalError on SQLite rather than wait long: a poll, which only reads, must not wait for a writer.
    """
    now = timezone.now()
    earlier = now - timedelta(minutes=1)
    if key.last_used_at is None or key.last_used_at < earlier:
        is_due = Q(last_used_at=None) | Q(last_used_at__lt=earlier)
        with _short_wait():
            ApiKey.objects.filter(is_due, pk=key.pk).update(last_used_at=now)


@contextmanager
def _short_wait() -> Iterator[None]:
    """Wait at most `_LONGEST_WAIT` for the database to be free for writing. Elsewhere than on SQLite, it always is."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    database = connection.connection
    (usual,) = database.execute("PRAGMA busy_timeout").fetchone()
    database.execute(f"PRAGMA busy_timeout = {_LONGEST_WAIT}")
    try:
        yield
    finally:
        database.execute(f"PRAGMA busy_timeout = {usual}")
