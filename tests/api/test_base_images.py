"""Base images and their garments, our extension of the Recolor API."""

import pytest

from recolor import services
from recolor.models import Photo

from ..conftest import picture_upload
from ..services.masks import mask_upload

LIST = "/v4/models/base-images/"


@pytest.fixture
def upload(api, fake_engine):
    def post(**fields):
        fields = {"image": picture_upload(), "kind": "model"} | fields
        headers = {"Idempotency-Key": fields.pop("idempotency")} if "idempotency" in fields else {}
        return api.post(LIST, fields, format="multipart", headers=headers)

    return post


def test_garments_of_an_uploaded_image(api, upload, client):
    response = upload(name="SKU 12")
    body = response.json()
    assert response.status_code == 201
    assert (body["status"], body["name"], body["width"], body["height"]) == ("queued", "SKU 12", 120, 160)
    services.photo_find_garments(body["id"])
    found = api.get(f"{LIST}{body['id']}/").json()
    assert found["status"] == "ready"
    assert [garment["name"] for garment in found["garments"]] == ["blouse", "lehenga"]
    mask = client.get(found["garments"][0]["mask_url"])
    assert b"".join(mask.streaming_content)[:4] == b"\x89PNG"


def test_the_list_takes_a_fixed_number_of_queries(api, upload, django_assert_num_queries):
    for _ in range(3):
        upload()
    api.get(LIST)
    # the key, the count, the photos, their garments
    with django_assert_num_queries(4):
        body = api.get(LIST, {"page_size": 2}).json()
    assert (body["count"], len(body["results"])) == (3, 2)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"image": ""}, "image"),
        ({"kind": "sofa"}, "kind"),
        ({"model": 999}, "model"),
        ({"image": mask_upload(size=(10, 10))}, "image"),
    ],
)
def test_validation_errors_name_the_field(upload, fields, field):
    response = upload(**fields)
    assert response.status_code == 400
    assert response.json()[field]
    assert not Photo.objects.exists()


def test_an_upload_with_an_idempotency_key_can_be_repeated(upload):
    first, again = upload(idempotency="u1"), upload(idempotency="u1")
    assert first.json() == again.json()
    assert Photo.objects.count() == 1
    assert upload(idempotency="u1", name="another").status_code == 409


def test_an_image_with_tasks_is_deleted_only_with_cascade(api, photo, new_task):
    task = new_task()
    response = api.delete(f"{LIST}{photo.pk}/")
    assert response.status_code == 409
    assert str(task.pk) in response.json()["detail"]
    assert api.delete(f"{LIST}{photo.pk}/?cascade=true").status_code == 200
    assert api.get(f"{LIST}{photo.pk}/").status_code == 404


def test_a_mask_can_be_replaced_and_added(api, photo):
    for name in ("blouse", "dupatta"):
        address = f"{LIST}{photo.pk}/garments/{name}/"
        response = api.put(address, {"mask": mask_upload()}, format="multipart")
        assert response.status_code == 200
        assert response.json()["confidence"] == 1
    assert photo.garments.count() == 3
    assert api.put(f"{LIST}999/garments/blouse/", {"mask": mask_upload()}, format="multipart").status_code == 404
    bad = api.put(f"{LIST}{photo.pk}/garments/blouse/", {"mask": mask_upload(size=(9, 9))}, format="multipart")
    assert bad.status_code == 400
    assert "9 × 9" in bad.json()["mask"][0]
