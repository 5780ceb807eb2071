"""Null characters, which PostgreSQL refuses, in what a person sends."""

from recolor.models import ApiKey, Photo


def test_they_are_removed_from_the_fields_of_forms(signed_in, photo, workspace):
    answer = signed_in.post("/settings/keys/", {"name": "Shop\0 sync"})
    assert answer.status_code < 400
    assert ApiKey.objects.visible_in(workspace).get().name == "Shop sync"
    signed_in.post(f"/photos/{photo.pk}/edit/", {"name": "Look\0 12", "kind": photo.kind})
    assert Photo.objects.get(pk=photo.pk).name == "Look 12"


def test_they_are_removed_from_the_query(signed_in, photo):
    for address in ("/results/?q=a%00b&garment=%00&photo=%00", "/photos/?q=%00", "/results/?family=%00&since=%00"):
        assert signed_in.get(address).status_code == 200


def test_there_is_nothing_at_an_address_with_one(signed_in):
    assert signed_in.post("/settings/keys/a%00b/revoke/").status_code == 404


def test_the_api_refuses_them(client, api_key, photo):
    body = {"models_image_generation_task_id": photo.pk, "color_changes": [{"target": "a\0", "color": "red"}]}
    answer = client.post(
        "/v4/models/multipose-image-recolor/", body, content_type="application/json", HTTP_X_API_KEY=api_key
    )
    assert answer.status_code == 400
