"""The people of a workspace: invited by a link, given a role, let go."""

import hashlib
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from ..models import Invite, Membership, Workspace

INVITE_DAYS = 7


def invite_create(workspace: Workspace, role: str) -> tuple[Invite, str]:
    """Make an invitation and return it with its token, which is kept nowhere: this is the only time it is seen."""
    if role not in Membership.Role.values:
        raise ValidationError(_("Choose owner or member."))
    token = get_random_string(43)
    expires_at = timezone.now() + timedelta(days=INVITE_DAYS)
    invite = Invite.objects.create(workspace=workspace, role=role, token_hash=_hash(token), expires_at=expires_at)
    return invite, token


def invite_find(token: str) -> Invite | None:
    """The invitation behind a token, if it still can be used."""
    invite = Invite.objects.select_related("workspace").filter(token_hash=_hash(token)).first()
    return invite if invite and invite.usable else None


def invite_accept(invite: Invite, user: User) -> bool:
    """Let `user` in; False if the invitation was used in the meantime."""
    with transaction.atomic():
        if not Invite.objects.filter(pk=invite.pk, used_by=None).update(used_by=user):
            return False
        Membership.objects.get_or_create(workspace=invite.workspace, user=user, defaults={"role": invite.role})
    return True


def invite_revoke(invite: Invite) -> None:
    invite.delete()


def membership_set_role(membership: Membership, role: str) -> None:
    """Make somebody an owner or a member; ValidationError if no owner would be left."""
    if role not in Membership.Role.values:
        raise ValidationError(_("Choose owner or member."))
    with transaction.atomic():
        if role != Membership.Role.OWNER:
            _check_an_owner_stays(membership)
        membership.role = role
        membership.save(update_fields=["role"])


def membership_remove(membership: Membership) -> None:
    """Take somebody out of the workspace; what they made stays. ValidationError if no owner would be left."""
    with transaction.atomic():
        _check_an_owner_stays(membership)
        membership.delete()


def _check_an_owner_stays(leaving: Membership) -> None:
    owners = Membership.objects.select_for_update().filter(workspace=leaving.workspace, role=Membership.Role.OWNER)
    if not owners.exclude(pk=leaving.pk).exists():
        raise ValidationError(_("A workspace needs an owner; make somebody else one first."))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
