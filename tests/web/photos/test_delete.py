"""Moving a photo to the trash, undoing it, and the trash page."""

from django.urls import reverse

from recolor import selectors, services
from recolor.models import AuditEntry, Photo, RecolorTask

from ..conftest import HTMX


def delete_url(photo):
    return reverse("photo_delete", args=[photo.pk])


def test_a_photo_without_results_is_deleted_at_once(signed_in, photo):
    answer = signed_in.post(delete_url(photo), {"next": "/photos/?q=red"})
    assert answer["Location"] == "/photos/?q=red"
    page = signed_in.get(reverse("photos")).text
    assert "Moved “red dress” to the trash." in page
    assert f'id="photo-{photo.pk}"' not in page
    group = page.split('name="trash_group" value="')[1].split('"')[0]
    page = signed_in.post(reverse("trash_restore"), {"trash_group": group, "next": "/photos/"}, follow=True).text
    assert "Restored 1 photo." in page
    assert f'id="photo-{photo.pk}"' in page


def test_the_results_that_go_along_are_shown_before(signed_in, photo, new_task):
    new_task()
    answer = signed_in.post(delete_url(photo))
    assert answer["Location"] == delete_url(photo)
    assert signed_in.post(delete_url(photo), **HTMX)["HX-Redirect"] == delete_url(photo)
    assert selectors.photos(photo.workspace).exists(), "nothing has been deleted"
    assert "1 result</strong> goes to the trash with it" in signed_in.get(delete_url(photo)).text
    page = signed_in.post(delete_url(photo), {"confirmed": "1"}, follow=True).text
    assert "Moved “red dress” and 1 result to the trash." in page
    group = page.split('name="trash_group" value="')[1].split('"')[0]
    page = signed_in.post(reverse("trash_restore"), {"trash_group": group}, follow=True).text
    assert "Restored 1 photo and 1 result." in page
    assert selectors.tasks(photo.workspace).count() == 1


def test_several_photos_without_results_are_deleted_at_once(signed_in, photo, new_photo):
    photos, kept = [photo, new_photo()], new_photo()
    form = {"action": "delete", "photo": [each.pk for each in photos], "next": "/photos/?q=red"}
    answer = signed_in.post(reverse("photos_select"), form)
    assert answer["Location"] == "/photos/?q=red"
    page = signed_in.get("/photos/?q=red").text
    assert "Moved 2 photos to the trash." in page
    assert list(selectors.photos(photo.workspace)) == [kept]
    assert AuditEntry.objects.get(action="trashed").subject == f"2 photos: photos {photos[1].pk}, {photos[0].pk}"
    group = page.split('name="trash_group" value="')[1].split('"')[0]
    page = signed_in.post(reverse("trash_restore"), {"trash_group": group, "next": "/photos/"}, follow=True).text
    assert "Restored 2 photos." in page
    assert selectors.photos(photo.workspace).count() == 3


def test_the_results_that_go_along_with_several_photos_are_counted_before(signed_in, photo, new_photo, new_task):
    model = new_photo(name="Green dress")
    pose = new_photo(kind="pose", model=model)
    kept = new_photo(name="Blue coat")
    for of, options in ((photo, {}), (photo, {}), (pose, {"model": model}), (kept, {})):
        new_task(of, **options)
    form = {"action": "delete", "all": "1", "filters": "q=dress", "next": "/photos/?q=dress"}
    page = signed_in.post(reverse("photos_select"), form).text
    assert "Delete 3 photos?" in page
    assert "3 results</strong> go to the trash, too." in page
    assert 'href="/photos/?q=dress">Cancel' in page
    assert selectors.photos(photo.workspace).count() == 4, "nothing has been deleted"
    ids = page.split('name="photos" value="')[1].split('"')[0]
    answer = signed_in.post(reverse("photos_delete"), {"photos": ids, "next": "/photos/?q=dress"}, follow=True)
    assert "Moved 3 photos and 3 results to the trash." in answer.text
    assert list(selectors.photos(photo.workspace)) == [kept]
    group = answer.text.split('name="trash_group" value="')[1].split('"')[0]
    page = signed_in.post(reverse("trash_restore"), {"trash_group": group}, follow=True).text
    assert "Restored 3 photos and 3 results." in page
    again = signed_in.post(reverse("photos_delete"), {"photos": "987654"}, follow=True).text
    assert "deleted in the meantime" in again
    nothing = signed_in.post(reverse("photos_select"), {"action": "delete"}, follow=True).text
    assert "Nothing is selected" in nothing


def test_photos_that_are_too_many_for_one_deletion_are_counted(signed_in, photo, new_photo, new_task, monkeypatch):
    monkeypatch.setattr("recolor.web.photos.delete.MAX_DELETED", 2)
    for _ in range(3):
        new_photo()
    form = {"action": "delete", "all": "1", "filters": ""}
    page = signed_in.post(reverse("photos_select"), form, follow=True).text
    assert "Moved 2 photos to the trash. Do it again for the 2 that are left." in page
    new_photo()
    new_task()
    page = signed_in.post(reverse("photos_select"), form | {"filters": "sort=oldest"}).text
    assert "Delete 2 photos?" in page and "Do it again for the 1 that is left." in page


def test_photos_of_another_workspace_cannot_be_deleted(stranger_client, photo):
    stranger_client.post(reverse("photos_select"), {"action": "delete", "photo": photo.pk})
    stranger_client.post(reverse("photos_delete"), {"photos": str(photo.pk)})
    assert selectors.photos(photo.workspace).exists()


def test_the_filters_of_the_library_are_kept(signed_in, photo, new_task):
    new_task()
    page = signed_in.get("/photos/", {"q": "red"}).text
    address = f"{delete_url(photo)}?list=q%3Dred"
    assert f'action="{address}"' in page
    assert signed_in.post(address)["Location"] == address
    assert 'name="next" value="/photos/?q=red"' in signed_in.get(address).text


def test_a_photo_in_the_trash_is_missing_everywhere_else(signed_in, photo, new_task):
    task = new_task()
    services.photo_trash(photo)
    for name in ("photo", "photo_delete"):
        assert signed_in.get(reverse(name, args=[photo.pk])).status_code == 404
    for name in ("photo", "photo_edit", "preview", "mask_select"):
        assert signed_in.post(reverse(name, args=[photo.pk])).status_code == 404
    assert photo.name not in signed_in.get(reverse("photos")).text
    assert photo.name not in signed_in.get(reverse("gallery")).text
    assert "This photo was deleted" in signed_in.get(f"/live/?photo={photo.pk}.queued.0").text
    page = signed_in.get(reverse("result", args=[task.pk])).text
    assert "This result and its photo are in the trash" in page
    assert f'href="{reverse("photo", args=[photo.pk])}' not in page
    assert signed_in.get(reverse("photo_file", args=[photo.pk, "thumbnail"])).status_code == 200


def test_the_trash_lists_photos_and_single_results(
    signed_in, photo, new_photo, new_task, django_assert_max_num_queries
):
    photos = [photo, *(new_photo(name=f"SKU-{number}") for number in range(1, 6))]
    single = new_task(photos[0])
    services.tasks_trash([single])
    for each in photos:
        new_task(each)
        services.photo_trash(each)
    # The session, the person, the workspace and its open work; the number and the page of rows; photos; tasks and
    # their changes.
    with django_assert_max_num_queries(9):
        page = signed_in.get(reverse("trash")).text
    assert page.index("SKU-5") < page.index("SKU-1"), "the last one first"
    assert page.count("Photo with 1 result") == 6
    assert page.count('name="task"') == 1
    assert "Its photo is in the trash, too" in page
    chosen = {"photo": [photos[1].pk, photos[2].pk], "task": [single.pk]}
    assert "Restored 2 photos and 3 results." in signed_in.post(reverse("trash_restore"), chosen, follow=True).text
    assert selectors.photos(single.workspace).count() == 3
    purged = signed_in.post(reverse("trash_purge"), {"photo": photos[3].pk}, follow=True).text
    assert "Permanently deleted 1 photo and 1 result." in purged
    signed_in.post(reverse("trash_purge"), {"all": "1"})
    assert set(Photo.objects.values_list("pk", flat=True)) == {each.pk for each in photos[:3]}
    assert RecolorTask.objects.count() == 3


def test_the_trash_of_another_workspace_cannot_be_changed(stranger_client, photo):
    group, _count = services.photo_trash(photo)
    for fields in ({"trash_group": group}, {"photo": photo.pk}, {"all": "1"}):
        stranger_client.post(reverse("trash_restore"), fields)
        stranger_client.post(reverse("trash_purge"), fields)
    assert selectors.trashed_photos(photo.workspace).count() == 1
    assert stranger_client.get(reverse("photo_file", args=[photo.pk, "thumbnail"])).status_code == 404
