"""Pages of one workspace, after the person has switched to another one in another tab."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from recolor import services
from recolor.models import Batch, Membership, Photo, RecolorTask, Sheet

from ..conftest import picture_upload
from .conftest import HTMX


@pytest.fixture
def switched(signed_in, person, other_workspace, workspace):
    """Return a client whose person has two workspaces, and has just switched to the other one."""
    other_workspace.members.add(person)
    signed_in.post(reverse("workspace_switch", args=[other_workspace.pk]))
    return signed_in


def hidden_fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def test_a_form_of_another_workspace_changes_nothing(switched, workspace, other_workspace, new_photo, new_task):
    task = new_task(new_photo(workspace=other_workspace))
    services.tasks_trash([task])
    form = {"all": "1", "workspace": workspace.pk}
    answer = switched.post(reverse("trash_purge"), form)
    assert answer.status_code == 412
    assert "You switched to “Another shop” after the page was loaded." in answer.text
    assert RecolorTask.objects.exists()
    switched.post(reverse("trash_purge"), form | {"workspace": other_workspace.pk})
    assert not RecolorTask.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_script_gets_a_sentence_to_show(switched, workspace, method):
    answer = getattr(switched, method)(reverse("photos"), headers={"X-Workspace": str(workspace.pk)})
    sentence = "You switched to “Another shop” after the page was loaded. Load the page again."
    assert (answer.status_code, answer["Content-Type"], answer.text) == (412, "text/plain; charset=utf-8", sentence)
    upload = {"image": picture_upload(), "workspace": workspace.pk}
    assert switched.post(reverse("photos"), upload, **HTMX).text == sentence
    assert not Photo.objects.exists()


def test_a_person_who_was_removed_does_not_change_the_next_workspace(switched, person, workspace, other_workspace):
    Membership.objects.filter(user=person, workspace=other_workspace).delete()
    answer = switched.post(reverse("photos"), {"image": picture_upload(), "workspace": other_workspace.pk})
    assert answer.status_code == 412
    assert f"You no longer belong to the workspace of the page, and are in “{workspace.name}” now." in answer.text


def test_one_can_switch_and_sign_out_on_pages_of_any_workspace(switched, workspace):
    form = {"workspace": workspace.pk}
    assert switched.post(reverse("workspace_switch", args=[workspace.pk]), form).status_code == 302
    assert switched.post(reverse("sign_out"), form | {"workspace": 0}).status_code == 302


@pytest.mark.parametrize("name", ["photos", "gallery", "trash", "settings"])
def test_forms_and_requests_of_scripts_name_the_workspace(switched, other_workspace, name):
    page = switched.get(reverse(name)).text
    forms = [form for form in page.split("<form ")[1:] if 'method="post"' in form.split(">")[0]]
    assert {hidden_fields(form.split("</form>")[0])["workspace"] for form in forms} == {str(other_workspace.pk)}
    assert f'"x-workspace": "{other_workspace.pk}"' in page


def test_pages_name_the_workspace_only_for_people_with_several_ones(switched, person, other_workspace, new_photo):
    services.photos_trash([new_photo(workspace=other_workspace)])
    page = switched.get(reverse("trash")).text
    menu = page.split('class="nav-workspace"')[1].split("</details>")[0]
    assert "<span>Another shop</span>" in menu and "Switch to “Studio”" in menu
    assert "Permanently delete everything in the trash of “Another shop”?" in page
    Membership.objects.filter(user=person).exclude(workspace=other_workspace).delete()
    assert "nav-workspace" not in switched.get(reverse("trash")).text


def test_people_who_are_not_signed_in_have_no_workspace_to_name(db):
    page = Client().get(reverse("sign_in")).text
    assert 'name="csrfmiddlewaretoken"' in page and 'name="workspace"' not in page and "x-workspace" not in page


def test_the_refusal_leads_back_to_the_page_in_its_workspace(switched, workspace):
    page = "/photos/?q=kurta"
    form = {"image": picture_upload(), "workspace": workspace.pk}
    refusal = switched.post(reverse("photos"), form, headers={"referer": f"http://testserver{page}"}).text
    without = switched.post(reverse("trash_purge"), {"workspace": workspace.pk}, headers={"referer": "http://["})
    assert without.status_code == 412
    switch = reverse("workspace_switch", args=[workspace.pk])
    fields = hidden_fields(refusal.split(f'action="{switch}"')[1].split("</form>")[0])
    assert fields["next"] == page
    answer = switched.post(switch, fields, follow=True)
    assert answer.redirect_chain == [(page, 302)] and answer.context["request"].workspace == workspace
    elsewhere = switched.post(switch, {"next": "https://example.com/"})
    assert elsewhere["Location"] == reverse("photos")


@pytest.mark.parametrize("name", ["photo", "result", "batch", "sheet"])
def test_an_item_of_the_persons_other_workspace_offers_to_switch(switched, workspace, name, new_photo, new_task):
    if name == "batch":
        item = Batch.objects.create(workspace=workspace, name="Spring")
    elif name == "sheet":
        item = Sheet.objects.create(workspace=workspace, name="spring.csv", columns=["photo"], rows=[[1, [""]]])
    else:
        item = {"photo": new_photo, "result": new_task}[name]()
    address = reverse(name, args=[item.pk])
    page = switched.get(address)
    assert page.status_code == 404 and "It is in your workspace “Studio”" in " ".join(page.text.split())
    form = page.text.split(f'action="{reverse("workspace_switch", args=[workspace.pk])}"')[2].split("</form>")[0]
    assert switched.post(reverse("workspace_switch", args=[workspace.pk]), hidden_fields(form))["Location"] == address
    assert switched.get(address).status_code == 200


def test_an_item_that_is_missing_says_what_may_have_happened(signed_in, new_photo, other_workspace):
    photo, other = new_photo(), new_photo(workspace=other_workspace)
    for pk in (other.pk, other.pk + 1):
        page = signed_in.get(reverse("photo", args=[pk]))
        assert page.status_code == 404 and "It was deleted, or the address is wrong." in page.text
        assert "Photo not found" in page.text and 'aria-label="Main"' in page.text
    services.photos_trash([photo])
    assert "It is in the trash." in signed_in.get(reverse("photo", args=[photo.pk])).text
    assert "Page not found" in signed_in.get("/nowhere/").text
    assert signed_in.get(reverse("photo", args=[photo.pk]), **HTMX).status_code == 404
    assert Client().get("/nowhere/").status_code == 404


def test_who_was_signed_out_in_another_tab_comes_back_to_the_page(signed_in, photo):
    page = reverse("photo", args=[photo.pk])
    signed_in.post(reverse("sign_out"))
    answer = signed_in.get(reverse("live"), **HTMX, headers={"hx-current-url": f"http://testserver{page}"})
    assert answer["HX-Redirect"] == f"{reverse('sign_in')}?next={page.replace('/', '%2F')}"
    assert "You were signed out. Sign in to continue." in signed_in.get(answer["HX-Redirect"]).text
