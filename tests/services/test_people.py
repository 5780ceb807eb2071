"""Invitations, roles and owners."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone

from recolor import services
from recolor.models import Invite, Membership


@pytest.fixture
def owner(workspace, person):
    Membership.objects.filter(user=person).update(role="owner")
    return Membership.objects.get(user=person)


def test_an_invitation_can_be_used_once(workspace):
    invite, token = services.invite_create(workspace, "member")
    assert token not in str(Invite.objects.values().get()), "only its hash is stored"
    asha, ravi = User.objects.create_user("a"), User.objects.create_user("r")
    assert services.invite_accept(services.invite_find(token), asha)
    assert not services.invite_accept(invite, ravi)
    assert services.invite_find(token) is None
    assert list(workspace.members.all()) == [asha]


def test_an_expired_or_revoked_invitation_is_not_found(workspace):
    invite, token = services.invite_create(workspace, "owner")
    Invite.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert services.invite_find(token) is None
    services.invite_revoke(invite)
    assert services.invite_find(token) is None
    with pytest.raises(ValidationError):
        services.invite_create(workspace, "no role")


def test_the_last_owner_cannot_be_removed_or_demoted(workspace, owner):
    other = Membership.objects.create(workspace=workspace, user=User.objects.create_user("r"))
    for change in (lambda: services.membership_remove(owner), lambda: services.membership_set_role(owner, "member")):
        with pytest.raises(ValidationError, match="owner"):
            change()
    services.membership_set_role(other, "owner")
    services.membership_remove(owner)
    assert [membership.role for membership in workspace.memberships.all()] == ["owner"]
