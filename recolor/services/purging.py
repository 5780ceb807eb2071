"""Deleting what has been kept for long enough. Workers do it once an hour."""

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from .. import database_queue
from ..models import IdempotentAnswer
from .audit import audit_purge_old
from .sheets import sheets_purge_old
from .trash import trash_purge_old
from .webhooks import deliveries_purge_old


def purge_old() -> None:
    """Delete the old rows of everything that is kept for a limited time, the trash with its files."""
    trash_purge_old()
    deliveries_purge_old()
    sheets_purge_old()
    audit_purge_old()
    IdempotentAnswer.objects.filter(created_at__lt=timezone.now() - IdempotentAnswer.LIFETIME).delete()
    database_queue.purge_old()
    SessionStore.clear_expired()
