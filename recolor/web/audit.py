"""Entries of the audit log for what a person does in the dashboard."""

from .. import services
from .requests import StudioRequest


def audit(request: StudioRequest, action: str, subject: str) -> None:
    """Add an entry about the signed-in person to the audit log of the workspace."""
    address = request.META.get("REMOTE_ADDR")
    services.audit_record(request.workspace, action, subject, by=request.user, address=address)
