"""Entries of the audit log for what a person does in the dashboard."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from .. import services
from ..models import Invite
from .requests import StudioRequest

_MAX_LISTED = 20  # ids of rows in one entry


def audit(request: StudioRequest, action: str, subject: str) -> None:
    """Add an entry about the signed-in person to the audit log of the workspace."""
    address = request.META.get("REMOTE_ADDR")
    services.audit_record(request.workspace, action, subject, by=request.user, address=address)


def listed(ids: Sequence[int]) -> str:
    """Return the first of some ids as the text of an entry: “9, 8, 7 …”."""
    return ", ".join(map(str, ids[:_MAX_LISTED])) + (" …" if len(ids) > _MAX_LISTED else "")


def invitation_text(invite: Invite) -> str:
    """Return an invitation as the text of an entry; its token is secret."""
    return _("invitation %(pk)s as %(role)s") % {"pk": invite.pk, "role": invite.get_role_display()}
