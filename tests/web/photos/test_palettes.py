"""The palette in the studio: choosing one, and one made from the photo."""

import pytest
from django.urls import reverse

from recolor import services
from recolor.models import Photo
from recolor.palette_files import Entry

from ...conftest import picture_upload
from ..conftest import problem_at


@pytest.fixture
def palettes(workspace):
    return [
        services.palette_create(workspace, "Spring", [Entry("Rani", "#c2185b")]),
        services.palette_create(workspace, "Autumn", [Entry("Rust", "#b7410e"), Entry("RANI", "#111111")]),
    ]


def test_the_chosen_palette_is_remembered(signed_in, photo, palettes):
    address = reverse("photo", args=[photo.pk])
    assert 'data-color="Rani"' in signed_in.get(address).text
    fragment = signed_in.post(reverse("palette_choose"), {"palette": palettes[1].pk}).text
    assert 'data-color="Rust"' in fragment and "<html" not in fragment
    page = signed_in.get(address).text
    assert 'data-color="Rust"' in page and 'data-color="Rani"' not in page
    assert f'value="{palettes[1].pk}" selected' in page
    assert 'data-color="#111111"' in page, "the name RANI means the color of the first palette"
    services.palette_delete(palettes[1])
    assert 'data-color="Rani"' in signed_in.get(address).text
    assert signed_in.post(reverse("palette_choose"), {"palette": "x"}).status_code == 200


def test_a_palette_is_made_from_the_photos_garments(signed_in, workspace, new_photo):
    photo = new_photo(name="Look 1", upload=picture_upload(color=(0, 0, 128)))
    for name in ("Look 1", "Look 1 2"):
        answer = signed_in.post(reverse("palette_from_photo", args=[photo.pk]), follow=True)
        assert f"Created the palette “{name}”." in answer.text
        swatch = workspace.palettes.get(name=name).swatches.get()
        assert (swatch.name, swatch.hex[-2:]) == ("navy", "80")
    assert 'data-color="navy"' in answer.text


def test_a_palette_too_many_is_explained_in_the_palette(signed_in, photo, palettes, monkeypatch):
    monkeypatch.setattr("recolor.services.palettes.MAX_PALETTES", 2)
    page = signed_in.post(reverse("palette_from_photo", args=[photo.pk]), follow=True).text
    assert "at most 2" in problem_at(page.split('id="palette-choice"')[1], "palette")


def test_a_photo_without_a_picture_has_no_palette(signed_in, workspace):
    hosted = Photo.objects.create(workspace=workspace, kind="model", engine="hosted", hosted_id="7", status="ready")
    assert "palette-from-photo" not in signed_in.get(reverse("photo", args=[hosted.pk])).text.split("<form")[0]
    assert signed_in.post(reverse("palette_from_photo", args=[hosted.pk])).status_code == 404
