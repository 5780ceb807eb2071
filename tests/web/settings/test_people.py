"""People and preferences of the workspace: who may change what."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from recolor import services
from recolor.models import ApiKey, Membership


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


@pytest.fixture
def leaving(owner_client, workspace):
    """Return the membership of a person who created two API keys, one of which is revoked already."""
    user = User.objects.create_user("ravi", first_name="Ravi")
    for name in ("shop import", "old"):
        services.api_key_create(workspace, name, created_by=user)
    ApiKey.objects.filter(name="old").update(revoked=True)
    return Membership.objects.create(workspace=workspace, user=user)


def test_a_removed_person_loses_their_api_keys(owner_client, workspace, other_workspace, leaving, api_key, client):
    elsewhere = services.api_key_create(other_workspace, "elsewhere", created_by=leaving.user)[0]
    page = owner_client.get(reverse("settings")).text
    form = page.split(f'action="{reverse("person", args=[leaving.pk])}"')[1].split("</form>")[0]
    assert 'name="revoke_keys" checked' in form and "shop import" in form and "old" not in form.split("API key")[1]
    assert page.count('name="revoke_keys"') == 1, "others have created none"
    owner_client.post(reverse("person", args=[leaving.pk]), {"action": "remove", "revoke_keys": "on"})
    assert not Membership.objects.filter(pk=leaving.pk).exists()
    assert set(ApiKey.objects.filter(revoked=False)) == {ApiKey.objects.get(name="tests"), elsewhere}
    log = owner_client.get(reverse("audit_log")).text
    key = ApiKey.objects.get(name="shop import")
    assert "Revoked an API key" in log and key.prefix in log and "Removed a person" in log


def test_keys_of_a_removed_person_can_be_kept(owner_client, leaving):
    owner_client.post(reverse("person", args=[leaving.pk]), {"action": "remove"})
    assert not Membership.objects.filter(pk=leaving.pk).exists()
    assert not ApiKey.objects.get(name="shop import").revoked
    assert "Ravi" in owner_client.get(reverse("settings")).text, "who created it stays visible"


def test_keys_stay_if_the_person_cannot_be_removed_or_only_gets_a_role(owner_client, workspace, person, leaving):
    services.api_key_create(workspace, "of the owner", created_by=person)
    own = Membership.objects.get(user=person)
    answer = owner_client.post(reverse("person", args=[own.pk]), {"action": "remove", "revoke_keys": "on"})
    assert answer.status_code == 422
    owner_client.post(reverse("person", args=[leaving.pk]), {"action": "owner", "revoke_keys": "on"})
    assert ApiKey.objects.filter(revoked=False).count() == 2


def test_an_invitation_for_an_unknown_role_is_explained_beside_its_field(owner_client, workspace):
    answer = owner_client.post(reverse("invite"), {"role": "boss"})
    assert answer.status_code == 422 and 'aria-describedby="problem-invite"' in answer.text
    assert "Choose owner or member" in answer.text.split('id="problem-invite"')[1].split("</p>")[0]
    assert not workspace.invites.exists()


def test_people_of_another_workspace_cannot_be_removed(owner_client, other_workspace):
    theirs = Membership.objects.create(workspace=other_workspace, user=User.objects.create_user("x"))
    assert owner_client.post(reverse("person", args=[theirs.pk]), {"action": "remove"}).status_code == 404
