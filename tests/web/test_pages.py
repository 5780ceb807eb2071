"""The dashboard's pages and fragments, as a person's browser asks for them."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from recolor import selectors, services
from recolor.models import ApiKey, Photo, RecolorTask
from recolor.web.accounts.sign_in import link_path

from ..conftest import picture_upload, poll_of

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.mark.parametrize("name", ["photos", "gallery", "settings", "live", "color_read", "api_docs", "api_schema"])
def test_everything_is_behind_the_sign_in(client, db, name):
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("sign_in"))


def test_a_fragment_of_an_ended_session_takes_the_page_to_the_sign_in(client, db):
    response = client.get(reverse("live"), **HTMX)
    assert response["HX-Redirect"] == reverse("sign_in")


def test_a_sign_in_link_works_once(client, person):
    address = link_path(person)
    assert client.get(address)["Location"] == reverse("photos")
    assert client.get(reverse("photos")).status_code == 200
    client.logout()
    assert client.get(address)["Location"] == reverse("sign_in")
    assert client.get(reverse("sign_in_link", args=["x", "y"]))["Location"] == reverse("sign_in")


def test_sign_in_by_password(client, person):
    response = client.post(reverse("sign_in"), {"username": "asha", "password": "wrong"})
    assert "do not match" in response.text
    response = client.post(reverse("sign_in"), {"username": "asha", "password": "a long enough secret"})
    assert response["Location"] == reverse("photos")


def test_who_is_in_no_workspace_is_told(client, db):
    client.force_login(User.objects.create_user("lost"))
    response = client.get(reverse("photos"))
    assert response.status_code == 403
    assert "no workspace" in response.text


def test_the_policy_is_strict_and_kept(signed_in, photo):
    response = signed_in.get(reverse("photo", args=[photo.pk]))
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert " style=" not in response.text
    assert "<style" not in response.text
    assert "<script>" not in response.text


def test_an_empty_library_says_what_to_do(signed_in):
    assert "No photos yet" in signed_in.get(reverse("photos")).text
    assert "No results yet" in signed_in.get(reverse("gallery")).text


def test_upload_of_several_files_by_the_plain_form(signed_in, quick_backend):
    broken = picture_upload("broken.png")
    broken.file.truncate(100)
    broken.size = 100
    files = [picture_upload("a.png"), picture_upload("b.png", color=(9, 9, 9)), broken]
    response = signed_in.post(reverse("photos"), {"image": files, "kind": "pose"}, follow=True)
    assert "broken.png" in response.text
    assert sorted(Photo.objects.values_list("name", "kind")) == [("a", "pose"), ("b", "pose")]
    one = signed_in.post(reverse("photos"), {"image": picture_upload("c.png", color=(8, 8, 8))})
    assert one["Location"] == reverse("photo", args=[Photo.objects.get(name="c").pk])


def test_upload_by_script_answers_with_the_card_or_the_error(signed_in, quick_backend):
    response = signed_in.post(reverse("photos"), {"image": picture_upload("a.png")}, **HTMX)
    assert 'class="card picture-card"' in response.text
    assert "hx-get" in response.text, "the page begins to poll"
    response = signed_in.post(reverse("photos"), {"image": picture_upload("tiny.png", size=(5, 5))}, **HTMX)
    assert (response.status_code, "tiny.png" in response.text) == (422, True)


def test_the_photo_page_offers_its_garments(signed_in, photo):
    page = signed_in.get(reverse("photo", args=[photo.pk])).text
    assert "Blouse" in page
    assert "Lehenga" in page
    assert "every 1s" not in page, "nothing moves, nothing polls"


def test_the_photo_page_polls_while_garments_are_found_and_keeps_what_was_typed(signed_in, new_photo):
    photo = new_photo(found=False)
    address = reverse("photo", args=[photo.pk])
    assert "every 1s" in signed_in.get(address).text
    services.photo_find_garments(photo.pk)
    typed = {"target": ["dupatta"], "color": ["rani pink"]}
    fragment = signed_in.get(address, typed, HTTP_HX_TARGET="garments", **HTMX).text
    assert "every 1s" not in fragment
    assert "rani pink" in fragment
    assert "Blouse" in fragment
    assert "<html" not in fragment


def test_submitting_makes_a_task(signed_in, photo):
    form = {"target": ["blouse", "lehenga", ""], "color": ["royal blue", "", ""], "image_quality": "4k"}
    response = signed_in.post(reverse("photo", args=[photo.pk]), form)
    task = RecolorTask.objects.get()
    assert response["Location"] == reverse("result", args=[task.pk])
    assert task.image_quality == "4k"
    assert [change.target for change in task.color_changes.all()] == ["blouse"]


@pytest.mark.parametrize(
    ("target", "color", "says"),
    [
        ("blouse", "", "at least one"),
        ("blouse", "bluuu", "bluuu"),
        ("", "red", "Which garment"),
        ("hat", "red", "Found"),
    ],
)
def test_a_form_that_cannot_be_met_says_so_and_keeps_its_values(signed_in, photo, target, color, says):
    form = {"target": [target], "color": [color], "image_quality": "2k"}
    response = signed_in.post(reverse("photo", args=[photo.pk]), form)
    assert response.status_code == 422
    assert says in response.text
    assert f'value="{color}"' in response.text
    assert not RecolorTask.objects.exists()


def test_again_with_other_colors(signed_in, photo, new_task):
    task = new_task(changes=[{"target": "lehenga", "color": "dusty rose"}], quality="original")
    page = signed_in.get(reverse("photo", args=[photo.pk]), {"again": task.pk}).text
    assert 'value="dusty rose"' in page
    assert 'value="original" checked' in page


@pytest.mark.parametrize(
    ("text", "says"), [("dusty rose", "#c48a8a"), ("#abc", "#aabbcc"), ("bluuu", "not a color"), ("", "")]
)
def test_a_color_is_read_while_it_is_typed(signed_in, text, says):
    assert says in signed_in.get(reverse("color_read"), {"color": text}).text


def test_a_task_is_followed_until_it_is_done(signed_in, new_task):
    task = new_task()
    address = reverse("result", args=[task.pk])
    assert "every 1s" in signed_in.get(address).text
    services.task_run(task.pk)
    fragment = signed_in.get(address, **HTMX).text
    assert "img-comparison-slider" in fragment
    assert "every 1s" not in fragment
    assert "#4169e1" in fragment


def test_a_deleted_task_says_so_and_stops(signed_in, new_task):
    task = new_task()
    address = reverse("result", args=[task.pk])
    services.task_delete(task)
    response = signed_in.get(address, **HTMX)
    assert response.status_code == 200, "htmx swaps nothing in on a 404"
    assert "was deleted" in response.text
    assert "every 1s" not in response.text
    assert signed_in.get(address).status_code == 404


def test_a_failed_task_may_be_tried_again(signed_in, new_task, quick_backend):
    def fail(task):
        raise RuntimeError

    quick_backend.during_recolor = fail
    task = new_task()
    services.task_run(task.pk)
    assert "Try again" in signed_in.get(reverse("result", args=[task.pk])).text
    signed_in.post(reverse("result_retry", args=[task.pk]))
    task.refresh_from_db()
    assert task.status == "queued"


def test_pictures_and_download(signed_in, new_task):
    task = new_task()
    services.task_run(task.pk)
    download = signed_in.get(reverse("result_file", args=[task.pk, "result"]))
    assert download["Content-Disposition"] == f'attachment; filename="red-dress_blouse-royal-blue_{task.pk}.jpg"'
    for address in (
        reverse("result_file", args=[task.pk, "thumbnail"]),
        reverse("photo_file", args=[task.photo.pk, "preview"]),
        reverse("garment_mask", args=[task.photo.pk, task.photo.garments.first().pk]),
    ):
        assert signed_in.get(address).status_code == 200
    assert signed_in.get(reverse("result_file", args=[task.pk, "analysis"])).status_code == 404


def test_another_workspace_sees_nothing(client, other_workspace, new_task):
    task = new_task()
    stranger = User.objects.create_user("stranger")
    other_workspace.members.add(stranger)
    client.force_login(stranger)
    photo = task.photo.pk
    for address in (
        reverse("photo", args=[photo]),
        reverse("photo_delete", args=[photo]),
        reverse("photo_file", args=[photo, "preview"]),
        reverse("garment_mask", args=[photo, task.photo.garments.first().pk]),
        reverse("result", args=[task.pk]),
        reverse("result_file", args=[task.pk, "preview"]),
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(reverse("result_delete", args=[task.pk])).status_code == 404
    client.post(reverse("bulk"), {"action": "delete", "task": [task.pk]})
    assert RecolorTask.objects.filter(pk=task.pk).exists()


def test_gallery_pages_and_filters(signed_in, new_task):
    ids = [new_task().pk for _ in range(5)]
    services.task_run(ids[0])
    page = signed_in.get(reverse("gallery"), {"page_size": 2, "page": 2}).text
    assert [f'id="task-{pk}"' in page for pk in ids] == [False, True, True, False, False]
    assert "page_size=2" in page, "the pages' links keep the size"
    done = signed_in.get(reverse("gallery"), {"status": "completed"}).text
    assert [f'id="task-{pk}"' in done for pk in ids] == [True, False, False, False, False]
    assert signed_in.get(reverse("gallery"), {"page": "x", "page_size": 10**9, "status": "odd"}).status_code == 200


def test_the_gallery_costs_the_same_however_full(signed_in, new_task, django_assert_max_num_queries):
    for _ in range(2):
        new_task()
    # session, user, workspaces, garments to choose from, count, tasks with their photos, their changes
    with django_assert_max_num_queries(7):
        signed_in.get(reverse("gallery"))
    for _ in range(6):
        new_task()
    with django_assert_max_num_queries(7):
        signed_in.get(reverse("gallery"))


def test_one_poll_brings_what_has_changed_and_then_ends(signed_in, new_task):
    done, waiting, deleted = new_task(), new_task(), new_task()
    page = signed_in.get(reverse("gallery")).text
    query = poll_of(page)
    services.task_run(done.pk)
    services.task_delete(deleted)
    fragment = signed_in.get(f"{reverse('live')}?{query}", **HTMX).text
    assert f'id="task-{done.pk}"' in fragment
    assert f'id="task-{waiting.pk}"' not in fragment
    assert "was deleted" in fragment
    assert "hx-trigger" in fragment, "one is still waiting"
    services.task_run(waiting.pk)
    query = f"task={waiting.pk}.queued.0&{poll_of(fragment)}"
    assert "hx-trigger" not in signed_in.get(f"{reverse('live')}?{query}", **HTMX).text
    assert signed_in.get(reverse("live"), {"task": ["x", "1.x", "9" * 30]}, **HTMX).status_code == 200


def test_deleting_a_selection(signed_in, new_task):
    kept, *gone = [new_task() for _ in range(3)]
    form = {"action": "delete", "task": [task.pk for task in gone], "next": "/results/?page_size=2"}
    assert signed_in.post(reverse("bulk"), form)["Location"] == "/results/?page_size=2"
    assert list(selectors.tasks(kept.workspace)) == [kept]
    away = signed_in.post(reverse("bulk"), {"action": "delete", "next": "https://evil.example/"})
    assert away["Location"] == reverse("gallery")


def test_deleting_a_photo_asks_first(signed_in, photo, new_task):
    new_task()
    address = reverse("photo_delete", args=[photo.pk])
    assert "1 result" in signed_in.get(address).text
    assert signed_in.post(address)["Location"] == address, "not without the results"
    signed_in.post(address, {"cascade": "true"})
    assert not Photo.objects.exists()
    assert not RecolorTask.objects.exists()


def test_a_key_is_shown_once(signed_in):
    page = signed_in.post(reverse("key_create"), {"name": "shop"}).text
    key = ApiKey.objects.get()
    text = page.split('id="new-key" value="')[1].split('"')[0]
    assert key.is_valid(text)
    settings_page = signed_in.get(reverse("settings")).text
    assert "shop" in settings_page
    assert text not in settings_page
    signed_in.post(reverse("key_revoke", args=[key.prefix]))
    key.refresh_from_db()
    assert key.revoked
    assert signed_in.post(reverse("key_create"), {"name": ""}).status_code == 422


def test_a_first_password_needs_no_old_one(client, person):
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    assert "Old password" not in client.get(reverse("settings")).text
    weak = client.post(reverse("password"), {"new_password1": "short", "new_password2": "short"})
    assert weak.status_code == 422
    good = {"new_password1": "indigo-teal-42-moss", "new_password2": "indigo-teal-42-moss"}
    assert client.post(reverse("password"), good)["Location"] == reverse("settings")
    assert client.get(reverse("settings")).status_code == 200, "and stays signed in"
