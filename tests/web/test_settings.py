"""Settings: the workspace's preferences, swatches and people; who may change what."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from recolor import services
from recolor.models import Membership


@pytest.fixture
def as_owner(signed_in, person):
    Membership.objects.filter(user=person).update(role="owner")
    return signed_in


def test_swatches_are_made_renamed_ordered_and_removed(signed_in, workspace):
    for name in ("Diwali rani", "House navy"):
        signed_in.post(reverse("swatch_create"), {"name": name, "color": "#c2185b"})
    first, second = workspace.swatches.all()
    signed_in.post(reverse("swatch_change", args=[second.pk]), {"do": "up"})
    signed_in.post(reverse("swatch_change", args=[first.pk]), {"do": "save", "name": "Holi rani", "color": "teal"})
    assert workspace.swatch_colors() == {"House navy": "#c2185b", "Holi rani": "#008080"}
    signed_in.post(reverse("swatch_change", args=[first.pk]), {"do": "delete"})
    assert list(workspace.swatch_colors()) == ["House navy"]
    assert "not a color" in signed_in.post(reverse("swatch_create"), {"name": "x", "color": "bluuu"}, follow=True).text
    assert "House navy" in signed_in.get(reverse("color_read"), {"color": "house navy"}).text.replace("house", "House")


def test_the_studio_offers_swatches_and_the_latest_colors(signed_in, workspace, photo, new_task):
    services.swatch_create(workspace, "Diwali rani", "#c2185b")
    new_task(changes=[{"target": "blouse", "color": "dusty rose"}])
    page = signed_in.get(reverse("photo", args=[photo.pk])).text
    assert 'data-color="Diwali rani"' in page
    assert 'data-color="dusty rose"' in page


def test_what_the_workspace_prefers(as_owner, workspace, photo):
    form = {"name": "Sari house", "tolerance": "1.2", "default_quality": "4k", "default_format": "png"}
    as_owner.post(reverse("preferences"), form)
    page = as_owner.get(reverse("photo", args=[photo.pk])).text
    assert 'value="4k" checked' in page
    assert 'value="png" selected' in page
    refused = as_owner.post(reverse("preferences"), form | {"tolerance": "-1"})
    assert refused.status_code == 422 and "greater than or equal" in refused.text


def test_members_decide_nothing_for_the_workspace(signed_in, workspace, person):
    mine = Membership.objects.get(user=person)
    for name, args in (("preferences", []), ("invite", []), ("person", [mine.pk])):
        assert signed_in.post(reverse(name, args=args), {"role": "owner", "do": "owner"}).status_code == 403, name
    mine.refresh_from_db()
    assert mine.role == "member"
    assert not workspace.invites.exists()


def test_a_person_is_invited_and_comes_in(as_owner, client, workspace):
    page = as_owner.post(reverse("invite"), {"role": "member"}).text
    link = page.split('id="invite-link" value="')[1].split('"')[0].replace("http://testserver", "")
    assert link not in as_owner.get(reverse("settings")).text, "shown only once"
    as_owner.logout()
    assert "Join" in client.get(link).text
    wrong = client.post(link, {"username": "ravi", "password1": "short", "password2": "short"})
    assert wrong.status_code == 422
    account = {"username": "ravi", "password1": "a long enough secret", "password2": "a long enough secret"}
    assert client.post(link, account)["Location"] == reverse("photos")
    assert client.get(reverse("photos")).status_code == 200
    assert workspace.members.filter(username="ravi").exists()
    client.logout()
    assert client.get(link).status_code == 404


def test_whoever_has_an_account_joins_with_it_and_can_switch(signed_in, other_workspace, person):
    token = services.invite_create(other_workspace, "owner")[1]
    signed_in.post(reverse("join", args=[token]))
    assert "Another shop" in signed_in.get(reverse("settings")).text
    own = person.workspaces.exclude(pk=other_workspace.pk).get()
    signed_in.post(reverse("workspace_switch", args=[own.pk]))
    assert 'value="Studio"' in signed_in.get(reverse("settings")).text


def test_the_last_owner_stays(as_owner, person):
    mine = Membership.objects.get(user=person)
    answer = as_owner.post(reverse("person", args=[mine.pk]), {"do": "remove"}, follow=True)
    assert "needs an owner" in answer.text
    assert Membership.objects.filter(pk=mine.pk).exists()


def test_a_stranger_is_not_removed_from_elsewhere(as_owner, other_workspace):
    theirs = Membership.objects.create(workspace=other_workspace, user=User.objects.create_user("x"))
    assert as_owner.post(reverse("person", args=[theirs.pk]), {"do": "remove"}).status_code == 404


def test_profile(signed_in, person):
    signed_in.post(reverse("profile"), {"username": "asha", "first_name": "Asha", "email": "asha@example.com"})
    person.refresh_from_db()
    assert (person.first_name, person.email) == ("Asha", "asha@example.com")
    refused = signed_in.post(reverse("profile"), {"username": "", "email": "x"})
    assert refused.status_code == 422


def test_settings_tell_how_the_engine_does(signed_in, new_task):
    page = signed_in.get(reverse("settings")).text
    assert "Storage used" in page and "It is well" in page


def test_the_offline_page_and_its_keeper(client):
    assert "no connection" in client.get(reverse("offline")).text
    worker = client.get(reverse("service_worker"))
    assert worker["Content-Type"] == "text/javascript"
