"""Base images and their garments, our extension of the Recolor API."""

import io

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from recolor import files, services, uploads
from recolor.models import Garment, Photo
from recolor.pictures import mask_from_png

from ..conftest import download, picture_upload
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
    assert download(client, found["garments"][0]["mask_url"])[:4] == b"\x89PNG"


def test_garments_say_whether_their_outline_is_doubtful(api, photo, doubtful_blouse):
    garments = api.get(f"{LIST}{photo.pk}/").json()["garments"]
    assert [(garment["confidence"], garment["doubtful"]) for garment in garments] == [(0.5, True), (0.8, False)]


def test_images_say_whether_clothes_are_missed(api, photo):
    address = f"{LIST}{photo.pk}/"
    assert api.get(address).json()["missed_clothes"] is False
    Photo.objects.filter(pk=photo.pk).update(missed_clothes=True)
    assert api.get(address).json()["missed_clothes"] is True


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


def test_a_picture_is_decoded_outside_of_the_transaction_and_not_for_an_answer_that_exists(
    transactional_db, upload, monkeypatch
):
    in_transaction = []
    read = uploads.read_photo

    def read_photo(given):
        in_transaction.append(connection.in_atomic_block)
        return read(given)

    monkeypatch.setattr(uploads, "read_photo", read_photo)
    first, again = upload(idempotency="u1"), upload(idempotency="u1")
    assert (first.status_code, again.json()) == (201, first.json())
    assert in_transaction == [False]
    unreadable = SimpleUploadedFile("no.png", b"no picture", "image/png")
    assert upload(idempotency="u2", image=unreadable).status_code == 400
    assert upload(idempotency="u2").status_code == 201, "a refused request keeps no answer"


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
        assert response.json()["doubtful"] is False
    assert photo.garments.count() == 3
    assert api.put(f"{LIST}999/garments/blouse/", {"mask": mask_upload()}, format="multipart").status_code == 404
    bad = api.put(f"{LIST}{photo.pk}/garments/blouse/", {"mask": mask_upload(size=(9, 9))}, format="multipart")
    assert bad.status_code == 400
    assert "9 × 9" in bad.json()["mask"][0]


def test_the_edges_of_a_mask_are_refined_on_request(api, upload):
    buffer = io.BytesIO()
    shown = Image.new("RGB", (300, 300), (120, 120, 120))
    shown.paste((200, 30, 60), (100, 100, 200, 200))
    shown.save(buffer, "PNG")
    pk = upload(image=SimpleUploadedFile("red.png", buffer.getvalue(), "image/png")).json()["id"]
    address = f"{LIST}{pk}/garments/scarf/"

    def stored_after(**fields):
        response = api.put(address, {"mask": mask_upload((300, 300), box=(97, 97, 203, 203)), **fields})
        assert response.status_code == 200
        return mask_from_png(files.read(Garment.objects.get(photo=pk, name="scarf").mask.name))

    assert stored_after()[98, 150] == 255
    refined = stored_after(refine_edges="true")
    assert refined[98, 150] < 30 and refined[103, 150] > 225


def test_a_heic_photo_is_refused_with_the_accepted_formats(upload):
    content = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 64), (200, 60, 90))).save(content)
    answer = upload(image=SimpleUploadedFile("IMG_0001.HEIC", content.getvalue(), "image/heic"))
    assert answer.status_code == 400
    assert "Send a JPEG, PNG, WebP or TIFF photo." in answer.json()["image"][0]
