"""Deleting what has been kept for long enough. Workers do it once an hour."""

from django.contrib.sessions.models import Session
from django.utils import timezone

from .. import database_queue
from ..models import IdempotentAnswer
from .audit import audit_purge_old
from .portions import delete_in_portions
from .sheets import sheets_purge_old
from .trash import trash_purge_old
from .webhooks import deliveries_purge_old


def purge_old() -> None:
    """Delete the old rows of everything that is kept for a limited time, the trash with its files; see `portions`."""
    trash_purge_old()
    deliveries_purge_old()
    sheets_purge_old()
    audit_purge_old()
    now = timezone.now()
    delete_in_portions(IdempotentAnswer.objects.filter(created_at__lt=now - IdempotentAnswer.LIFETIME))
    delete_in_portions(database_queue.old_rows())
    delete_in_portions(Session.objects.filter(expire_date__lt=now))
