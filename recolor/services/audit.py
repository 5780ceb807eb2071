"""Writing the audit log, and deleting its old entries."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ..models import ApiKey, AuditEntry, Workspace
from .portions import delete_in_portions


def audit_record(
    workspace: Workspace, action: str, subject: str, *, by: User | ApiKey | str, address: str | None
) -> None:
    """Add an entry to the audit log. by: the person, key or command. address: of the client, if it is known."""
    AuditEntry.objects.create(
        workspace=workspace,
        action=action,
        actor=Truncator(_actor(by)).chars(200),
        subject=Truncator(subject).chars(300),
        address=address or None,
    )


def audit_record_in_all(user: User, action: str, *, address: str | None) -> None:
    """Add an entry about a person to the audit log of each of their workspaces."""
    for workspace in Workspace.objects.filter(members=user):
        audit_record(workspace, action, "", by=user, address=address)


def audit_purge_old() -> None:
    """Delete entries that are more than `RECOLOR_AUDIT_DAYS` days old."""
    before = timezone.now() - timedelta(days=settings.RECOLOR_AUDIT_DAYS)
    delete_in_portions(AuditEntry.objects.filter(created_at__lt=before).order_by("created_at"))


def api_key_text(key: ApiKey) -> str:
    """Return a key as the text of an entry."""
    return f"“{key.name}” ({key.prefix})"


def _actor(by: User | ApiKey | str) -> str:
    if isinstance(by, str):
        return by
    if isinstance(by, ApiKey):
        return _("API key “%(name)s” (%(prefix)s)") % {"name": by.name, "prefix": by.prefix}
    name, username = by.get_full_name(), by.get_username()
    return f"{name} ({username})" if name else username
