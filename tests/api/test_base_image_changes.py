"""Base images over the API: list filters, names, SKUs and views, the trash."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from recolor import services
from recolor.models import AuditEntry, Photo, RecolorTask
from recolor.services import portions, trash

LIST = "/v4/models/base-images/"


@pytest.fixture
def change(api):
    return lambda photo, body: api.patch(f"{LIST}{photo.pk}/", body, format="json")


def test_filters_of_the_list(api, new_photo, other_workspace):
    front = new_photo(name="Lehenga front")
    back = new_photo(name="Lehenga back", kind="pose", model=front)
    other = new_photo(name="Shirt", found=False)
    new_photo(name="Lehenga of another shop", workspace=other_workspace)
    Photo.objects.filter(pk__in=[front.pk, back.pk]).update(sku="L-12")
    Photo.objects.filter(pk=back.pk).update(view="back")
    Photo.objects.filter(pk=front.pk).update(created_at=timezone.now() - timedelta(days=2))
    back.garments.filter(name="blouse").update(name="choli")

    def ids(**filters):
        answer = api.get(LIST, filters).json()
        assert answer["count"] == len(answer["results"])
        return [each["id"] for each in answer["results"]]

    assert ids() == [other.pk, back.pk, front.pk]
    assert ids(sku="l-12") == ids(name="lehenga") == ids(model=front.pk) == [back.pk, front.pk]
    assert ids(sku="L-1") == ids(view="bac") == []
    assert ids(view="Back") == ids(garment="choli") == ids(kind="pose") == ids(q="L-12 back") == [back.pk]
    assert ids(status="queued") == [other.pk]
    yesterday = (timezone.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert ids(created_after=yesterday) == [other.pk, back.pk]
    assert ids(created_after=yesterday, sku="L-12", kind="model") == []


@pytest.mark.parametrize(
    "query",
    [{"kind": "hat"}, {"created_after": "soon"}, {"model": "x"}, {"status": "lost"}, {"q": "a b c d e f g h i"}],
)
def test_wrong_filters_are_refused(api, query):
    answer = api.get(LIST, query)
    assert answer.status_code == 400 and list(answer.json()) == list(query)


def test_the_name_the_sku_and_the_view_are_changed(api, change, photo):
    answer = change(photo, {"sku": "L-12", "view": "front"})
    assert answer.status_code == 200
    assert [answer.json()[name] for name in ("name", "sku", "view", "warnings")] == ["red dress", "L-12", "front", []]
    assert change(photo, {"name": " Lehenga  12 "}).json()["name"] == "Lehenga 12"
    shown = api.get(f"{LIST}{photo.pk}/").json()
    assert (shown["name"], shown["sku"], shown["view"]) == ("Lehenga 12", "L-12", "front")
    assert change(photo, {"sku": ""}).json()["sku"] == ""
    assert change(photo, {}).status_code == 200


def test_wrong_values_change_nothing(change, photo):
    for body in ({"name": ""}, {"sku": "x" * 200}, {"name": "Other", "view": "x" * 200}, {"name": None}):
        answer = change(photo, body)
        assert answer.status_code == 400 and list(answer.json()) == [list(body)[-1]]
    photo.refresh_from_db()
    assert (photo.name, photo.sku, photo.view) == ("red dress", "", "")


def test_images_of_one_sku_become_one_model(change, photo, new_photo):
    second = new_photo()
    change(photo, {"sku": "L-12"})
    moved = change(second, {"sku": "l-12"}).json()
    assert (moved["kind"], moved["model"], moved["warnings"]) == ("pose", photo.pk, [])


def test_an_image_with_results_stays_apart_and_the_answer_says_so(change, photo, new_photo, new_task):
    second = new_photo()
    new_task(second)
    change(photo, {"sku": "L-12"})
    moved = change(second, {"sku": "L-12"}).json()
    assert (moved["kind"], moved["model"]) == ("model", None)
    assert moved["warnings"] == ["The image stays a model beside the model of its SKU, because it has results."]


def test_an_image_goes_to_the_trash_and_back_with_its_tasks(api, photo, new_task):
    task = new_task()
    address = f"{LIST}{photo.pk}/"
    assert api.delete(f"{address}?trash=true").status_code == 409
    assert api.post(f"{address}restore/").status_code == 404, "it is not in the trash"
    moved = api.delete(f"{address}?trash=true&cascade=true")
    assert (moved.status_code, moved.json()) == (200, {"detail": "Moved to the trash"})
    assert AuditEntry.objects.get().action == AuditEntry.Action.TRASHED
    assert api.get(address).status_code == 404
    restored = api.post(f"{address}restore/")
    assert (restored.status_code, restored.json()["id"]) == (200, photo.pk)
    task.refresh_from_db()
    assert task.trashed_at is None and task.status == "queued"


def test_an_image_is_checked_and_moved_to_the_trash_in_one_transaction(transactional_db, api, photo, monkeypatch):
    from recolor.services import trash

    check, checked_in = trash.photo_refuse_if_used, []

    def note_transaction(photo):
        checked_in.append(connection.in_atomic_block)
        check(photo)

    monkeypatch.setattr(trash, "photo_refuse_if_used", note_transaction)
    assert api.delete(f"{LIST}{photo.pk}/?trash=true").status_code == 200
    assert checked_in == [True]


def test_a_restore_that_is_interrupted_can_be_repeated(api, photo, new_task, monkeypatch, transactional_db):
    for _ in range(3):
        new_task(photo)
    services.photo_trash(photo)
    monkeypatch.setattr(portions, "ROWS_AT_ONCE", 1)
    restored = []

    def interrupted(tasks):
        restored.append(tasks)
        if len(restored) == 2:
            raise KeyboardInterrupt
        return restore(tasks)

    restore = trash._restore
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(trash, "_restore", interrupted)
        api.post(f"{LIST}{photo.pk}/restore/")
    assert api.post(f"{LIST}{photo.pk}/restore/").status_code == 200
    assert not RecolorTask.objects.exclude(trashed_at=None).exists()


def test_what_people_moved_to_the_trash_is_restored_too(api, photo):
    services.photo_trash(photo)
    assert api.post(f"{LIST}{photo.pk}/restore/").status_code == 200
    assert api.delete(f"{LIST}{photo.pk}/").json() == {"detail": "Deleted successfully"}
    assert not Photo.objects.exists() and not RecolorTask.objects.exists()
    assert api.post(f"{LIST}{photo.pk}/restore/").status_code == 404


def test_images_of_another_workspace_stay_as_they_are(api, change, new_photo, other_workspace):
    photo = new_photo(workspace=other_workspace)
    assert change(photo, {"sku": "L-12"}).status_code == 404
    assert api.delete(f"{LIST}{photo.pk}/?trash=true").status_code == 404
    services.photo_trash(photo)
    assert api.post(f"{LIST}{photo.pk}/restore/").status_code == 404
    photo.refresh_from_db()
    assert photo.trashed_at and photo.sku == ""
