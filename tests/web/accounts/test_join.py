"""Joining a workspace through an invitation."""

from django.urls import reverse

from recolor import services


def test_a_new_person_joins_through_an_invitation(owner_client, client, workspace):
    page = owner_client.post(reverse("invite"), {"role": "member"}).text
    link = page.split('id="invite-link" value="')[1].split('"')[0].replace("http://testserver", "")
    assert link not in owner_client.get(reverse("settings")).text, "shown only once"
    owner_client.logout()
    assert "Join" in client.get(link).text
    wrong = client.post(link, {"username": "ravi", "password1": "short", "password2": "short"})
    assert wrong.status_code == 422
    account = {"username": "ravi", "password1": "a long enough secret", "password2": "a long enough secret"}
    assert client.post(link, account)["Location"] == reverse("photos")
    assert client.get(reverse("photos")).status_code == 200
    assert workspace.members.filter(username="ravi").exists()
    client.logout()
    assert client.get(link).status_code == 404


def test_a_person_with_an_account_joins_and_switches_between_workspaces(signed_in, other_workspace, person):
    token = services.invite_create(other_workspace, "owner")[1]
    signed_in.post(reverse("join", args=[token]))
    assert "Another shop" in signed_in.get(reverse("settings")).text
    own = person.workspaces.exclude(pk=other_workspace.pk).get()
    signed_in.post(reverse("workspace_switch", args=[own.pk]))
    assert 'value="Studio"' in signed_in.get(reverse("settings")).text
