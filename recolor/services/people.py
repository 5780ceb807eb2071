"""Inviting people to a workspace, changing their roles and removing them."""

import hashlib
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from ..models import ApiKey, Invite, Membership, RecolorTask, ReviewRecord, Workspace
from .api_keys import api_keys_revoke_of
from .portions import work_in_portions

INVITE_DAYS = 7  # after which an invitation expires


def invite_create(workspace: Workspace, role: str) -> tuple[Invite, str]:
    """Create an invitation and return it with its token, of which only the hash is stored. Raises ValidationError."""
    if role not in Membership.Role.values:
        raise ValidationError({"role": _("Choose owner or member.")})
    token = get_random_string(43)
    expires_at = timezone.now() + timedelta(days=INVITE_DAYS)
    invite = Invite.objects.create(workspace=workspace, role=role, token_hash=_hash(token), expires_at=expires_at)
    return invite, token


def invite_find(token: str) -> Invite | None:
    """Return the invitation with a token; None if there is none, it was used or it has expired."""
    invite = Invite.objects.select_related("workspace").filter(token_hash=_hash(token)).first()
    return invite if invite and invite.usable else None


def invite_accept(invite: Invite, user: User) -> bool:
    """Add `user` to the workspace; return False if the invitation was used in the meantime."""
    with transaction.atomic():
        if not Invite.objects.filter(pk=invite.pk, used_by=None).update(used_by=user):
            return False
        Membership.objects.get_or_create(workspace=invite.workspace, user=user, defaults={"role": invite.role})
    return True


def invite_revoke(invite: Invite) -> None:
    """Delete an invitation, so that its link no longer works."""
    invite.delete()


def membership_set_role(membership: Membership, role: str) -> None:
    """Make a person an owner or a member. Raises ValidationError if no owner would be left."""
    if role not in Membership.Role.values:
        raise ValidationError(_("Choose owner or member."))
    with transaction.atomic():
        if role != Membership.Role.OWNER:
            _check_another_owner(membership)
        membership.role = role
        membership.save(update_fields=["role"])


def membership_remove(membership: Membership, *, revoke_keys: bool = True) -> list[ApiKey]:
    """Remove a person from the workspace; their results stay. Raises ValidationError if no owner would be left.

    revoke_keys: also revoke the API keys that the person created, which would work on. Return those keys.
    """
    with transaction.atomic():
        _check_another_owner(membership)
        membership.delete()
        return api_keys_revoke_of(membership.user, membership.workspace) if revoke_keys else []


def person_delete(user: User) -> list[ApiKey]:
    """Delete an account permanently, and revoke the API keys that the person created; return these keys.

    What the person has made stays, without the name. Raises ValidationError if the person is the only owner of a
    workspace.
    """
    with transaction.atomic():
        _check_other_owners(user)
    made = RecolorTask.objects.filter(created_by=user).order_by()
    work_in_portions(made, lambda portion: made.filter(pk__in=[task.pk for task in portion]).update(created_by=None))
    decided = ReviewRecord.objects.filter(by=user).order_by()
    work_in_portions(decided, lambda portion: decided.filter(pk__in=[record.pk for record in portion]).update(by=None))
    with transaction.atomic():
        _check_other_owners(user)
        keys = api_keys_revoke_of(user)
        user.delete()
    return keys


def _check_other_owners(user: User) -> None:
    """Raise ValidationError if a workspace has no owner besides a person."""
    for membership in Membership.objects.filter(user=user).select_related("workspace"):
        try:
            _check_another_owner(membership)
        except ValidationError as error:
            text = _("“%(user)s” is the only owner of “%(workspace)s”. Make another person an owner first.")
            raise ValidationError(text % {"user": user, "workspace": membership.workspace}) from error


def _check_another_owner(membership: Membership) -> None:
    """Raise ValidationError if the workspace has no owner besides this member."""
    owners = Membership.objects.select_for_update().filter(workspace=membership.workspace, role=Membership.Role.OWNER)
    if not owners.exclude(pk=membership.pk).exists():
        raise ValidationError(_("A workspace needs an owner. Make another person an owner first."))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
