"""The sizes of a result that the studio offers."""

import pytest

from recolor import services
from recolor.models import Photo, RecolorTask, Workspace
from recolor.web.photos.sizes import sizes, sizes_of_several


@pytest.mark.parametrize(
    ("width", "height", "effects"),
    [
        (600, 800, ["enlarges 2.6 ×", "enlarges 5.1 ×", "600 × 800 px"]),
        (4000, 3000, ["shrinks to 51 %", "about as large as the photo", "4000 × 3000 px"]),
        (1536, 2048, ["as large as the photo", "enlarges 2.0 ×", "1536 × 2048 px"]),
        (None, None, ["", "", ""]),
    ],
)
def test_each_size_says_what_it_does_to_the_photo(width, height, effects):
    assert [size.effect for size in sizes(Photo(width=width, height=height))] == effects


@pytest.mark.parametrize(
    ("sides", "effects"),
    [
        ([600], ["enlarges 3.4 ×", "enlarges 6.8 ×", "600 × 600 px"]),
        ([800, 1600], ["enlarges 1.3 to 2.6 ×", "enlarges 2.6 to 5.1 ×", "that of each photo"]),
        ([8192, 9000], ["shrinks to 23 to 25 %", "shrinks to 46 to 50 %", "that of each photo"]),
        (
            [800, 4000, 2048],
            ["enlarges 1, shrinks 1", "enlarges up to 5.1 ×", "that of each photo"],
        ),
        ([787, 788], ["enlarges 2.6 ×", "enlarges 5.2 ×", "that of each photo"]),
        ([8192, 8200], ["shrinks to 25 %", "shrinks to 50 %", "that of each photo"]),
        ([None], ["", "", ""]),
    ],
)
def test_each_size_says_what_it_does_to_several_photos(sides, effects):
    photos = [Photo(width=side, height=side) for side in sides]
    assert [size.effect for size in sizes_of_several(photos)] == effects


def test_the_studio_shows_the_sizes_and_selects_the_workspaces_one(signed_in, photo, workspace):
    workspace.default_quality = RecolorTask.Quality.ORIGINAL
    workspace.save()
    page = signed_in.get(f"/photos/{photo.pk}/").content.decode()
    assert "enlarges 12.8 ×" in page
    assert 'value="original" checked' in page


def test_a_hosted_photo_has_no_original_size(signed_in, workspace):
    workspace.default_quality = RecolorTask.Quality.ORIGINAL
    workspace.save()
    hosted = Photo.objects.create(workspace=workspace, kind="model", engine="hosted", hosted_id="7", status="ready")
    page = signed_in.get(f"/photos/{hosted.pk}/").content.decode()
    assert 'value="2k" checked' in page
    assert 'value="original"' not in page


@pytest.mark.parametrize(("engine", "quality"), [("local", "original"), ("hosted", "2k")])
def test_the_first_workspace_prefers_the_size_of_its_engine(db, settings, engine, quality):
    settings.RECOLOR_ENGINE = engine
    services.default_workspace()
    assert Workspace.objects.get().default_quality == quality
