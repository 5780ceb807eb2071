"""Entries of the audit log for what an API key does."""

from rest_framework.request import Request

from .. import services
from ..models import AuditEntry
from .authentication import api_key_of


def audit_deletion(request: Request, subject: str) -> None:
    """Add to the audit log that the key deleted something permanently."""
    _audit(request, AuditEntry.Action.DELETED, subject)


def audit_trashing(request: Request, subject: str) -> None:
    """Add to the audit log that the key moved something to the trash."""
    _audit(request, AuditEntry.Action.TRASHED, subject)


def _audit(request: Request, action: str, subject: str) -> None:
    key, address = api_key_of(request), request.META.get("REMOTE_ADDR")
    services.audit_record(key.workspace, action, subject, by=key, address=address)
