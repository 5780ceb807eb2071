"""People and preferences of the workspace: who may change what."""

from django.contrib.auth.models import User
from django.urls import reverse

from recolor.models import Membership


def test_preferences_apply_to_the_studio(owner_client, workspace, photo):
    form = {"name": "Sari house", "tolerance": "1.2", "default_quality": "4k", "default_format": "png"}
    owner_client.post(reverse("preferences"), form)
    page = owner_client.get(reverse("photo", args=[photo.pk])).text
    assert 'value="4k" checked' in page
    assert 'value="png" selected' in page
    workspace.refresh_from_db()
    assert not workspace.writes_provenance, "a box that is not ticked is not sent"
    owner_client.post(reverse("preferences"), form | {"writes_provenance": "on"})
    workspace.refresh_from_db()
    assert workspace.writes_provenance
    refused = owner_client.post(reverse("preferences"), form | {"tolerance": "-1"})
    assert refused.status_code == 422 and "greater than or equal" in refused.text


def test_members_cannot_change_the_workspace(signed_in, workspace, person):
    membership = Membership.objects.get(user=person)
    for name, args in (("preferences", []), ("invite", []), ("person", [membership.pk])):
        assert signed_in.post(reverse(name, args=args), {"role": "owner", "action": "owner"}).status_code == 403, name
    membership.refresh_from_db()
    assert membership.role == "member"
    assert not workspace.invites.exists()


def test_the_last_owner_cannot_be_removed(owner_client, person):
    membership = Membership.objects.get(user=person)
    answer = owner_client.post(reverse("person", args=[membership.pk]), {"action": "remove"}, follow=True)
    assert "needs an owner" in answer.text.split(f'id="problem-person-{membership.pk}"')[1].split("</p>")[0]
    assert Membership.objects.filter(pk=membership.pk).exists()


def test_an_invitation_for_an_unknown_role_is_explained_beside_its_field(owner_client, workspace):
    answer = owner_client.post(reverse("invite"), {"role": "boss"})
    assert answer.status_code == 422 and 'aria-describedby="problem-invite"' in answer.text
    assert "Choose owner or member" in answer.text.split('id="problem-invite"')[1].split("</p>")[0]
    assert not workspace.invites.exists()


def test_people_of_another_workspace_cannot_be_removed(owner_client, other_workspace):
    theirs = Membership.objects.create(workspace=other_workspace, user=User.objects.create_user("x"))
    assert owner_client.post(reverse("person", args=[theirs.pk]), {"action": "remove"}).status_code == 404
