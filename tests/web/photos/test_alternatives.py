"""The masks that a garment may have instead, over HTTP."""

import io
from base64 import b64decode

import numpy as np
import pytest
from PIL import Image

from recolor.engines.local import LocalEngine


@pytest.fixture
def asked(monkeypatch):
    """Offer two masks, and return the list of the garments for which they were requested."""
    garments = []

    def alternatives(self, garment):
        garments.append(garment.name)
        return [np.full((80, 60), value, np.float32) for value in (1, 0.5)]

    monkeypatch.setattr(LocalEngine, "alternatives", alternatives)
    return garments


def address_of(garment) -> str:
    return f"/photos/{garment.photo_id}/garments/{garment.pk}/alternatives/"


def test_the_masks_are_pngs(signed_in, photo, asked):
    answer = signed_in.get(address_of(photo.garments.get(name="blouse")))
    pictures = [np.asarray(Image.open(io.BytesIO(b64decode(text)))) for text in answer.json()["masks"]]
    assert [(picture.shape, int(picture[0, 0])) for picture in pictures] == [((80, 60), 255), ((80, 60), 128)]
    assert "max-age" in answer["Cache-Control"] and asked == ["blouse"]


def test_the_studio_names_the_address_of_each_garment(signed_in, photo):
    page = signed_in.get(f"/photos/{photo.pk}/").text
    assert all(f'data-alternatives="{address_of(garment)}' in page for garment in photo.garments.all())


def test_they_are_refused_while_garments_are_being_found(signed_in, photo, asked):
    type(photo).objects.filter(pk=photo.pk).update(analysis="")
    answer = signed_in.get(address_of(photo.garments.get(name="blouse")))
    assert answer.status_code == 409 and "still being found" in answer.text and not asked


def test_those_of_another_photo_are_not_found(signed_in, photo, new_photo, other_workspace, asked):
    foreign = new_photo(workspace=other_workspace).garments.first()
    assert signed_in.get(address_of(foreign)).status_code == 404
    blouse = photo.garments.get(name="blouse")
    assert signed_in.get(f"/photos/{new_photo().pk}/garments/{blouse.pk}/alternatives/").status_code == 404
    assert not asked
