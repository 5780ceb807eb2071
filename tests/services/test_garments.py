"""Finding garments, and masks from people."""

import pytest
from django.core.exceptions import ValidationError

from recolor import jobs, services

from ..conftest import picture_upload
from .masks import mask_upload


def test_garments_are_found_in_the_background(new_photo):
    photo = new_photo(found=False)
    assert (photo.status, photo.name, photo.width, photo.height) == ("queued", "red dress", 120, 160)
    services.photo_find_garments(photo.pk)
    photo.refresh_from_db()
    assert photo.status == "ready"
    assert [(g.name, g.color) for g in photo.garments.all()] == [
        ("blouse", "#c83c5a"),
        ("lehenga", "#c83c5a"),
    ]


def test_a_corrected_mask_stays_when_garments_are_found_again(photo):
    services.garment_put(photo, " Blouse ", mask_upload())
    jobs.requeue(photo)
    services.photo_find_garments(photo.pk)
    garments = {garment.name: garment for garment in photo.garments.all()}
    assert set(garments) == {"blouse", "lehenga"}
    assert garments["blouse"].corrected
    assert not garments["lehenga"].corrected


@pytest.mark.parametrize(
    ("upload", "expected"),
    [
        (mask_upload(size=(10, 10)), "10 × 10"),
        (mask_upload(value=0), "empty"),
        (picture_upload(kind="JPEG"), "PNG"),
    ],
    ids=["wrong size", "empty", "not a PNG"],
)
def test_an_unusable_mask_is_refused(photo, upload, expected):
    with pytest.raises(ValidationError) as refusal:
        services.garment_put(photo, "blouse", upload)
    assert expected in refusal.value.message_dict["mask"][0]
