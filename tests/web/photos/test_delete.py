"""Deleting a photo."""

from django.urls import reverse

from recolor.models import Photo, RecolorTask


def test_deleting_a_photo_requires_a_confirmation(signed_in, photo, new_task):
    new_task()
    address = reverse("photo_delete", args=[photo.pk])
    assert "1 result" in signed_in.get(address).text
    assert signed_in.post(address)["Location"] == address, "not without the results"
    signed_in.post(address, {"cascade": "true"})
    assert not Photo.objects.exists()
    assert not RecolorTask.objects.exists()
