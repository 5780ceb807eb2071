"""The audit log of a workspace: who did what that owners may have to look up later."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .workspaces import Workspace, WorkspaceQuerySet


class AuditEntry(models.Model):
    """One entry of the audit log. It is never changed, and keeps names as they were, whatever is deleted later.

    actor: the name of the person, or of the API key. subject: what was deleted or exported, who was removed, and the
    like.
    """

    class Action(models.TextChoices):
        SIGNED_IN = "signed_in", _("Signed in")
        SIGN_IN_FAILED = "sign_in_failed", _("Failed to sign in")
        KEY_CREATED = "key_created", _("Created an API key")
        KEY_REVOKED = "key_revoked", _("Revoked an API key")
        INVITED = "invited", _("Invited a person")
        INVITE_REVOKED = "invite_revoked", _("Revoked an invitation")
        JOINED = "joined", _("Joined the workspace")
        ROLE_CHANGED = "role_changed", _("Changed a role")
        PERSON_REMOVED = "person_removed", _("Removed a person")
        TRASHED = "trashed", _("Moved to the trash")
        DELETED = "deleted", _("Deleted permanently")
        EXPORTED = "exported", _("Exported")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="audit_log")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    action = models.CharField(max_length=20, choices=Action.choices)
    actor = models.CharField(max_length=200)
    subject = models.CharField(max_length=300, blank=True)
    address = models.GenericIPAddressField(null=True)  # of the client

    objects = WorkspaceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.actor}: {self.get_action_display()}"
