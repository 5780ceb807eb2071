"""SKUs and views: read from file names, and the photos of one SKU as one model with its poses."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recolor import services
from recolor.file_names import PatternError, PhotoIdentity, check_pattern, read_file_name
from recolor.models import Photo
from tests.conftest import picture_upload


@pytest.mark.parametrize(
    ("name", "pattern", "identity"),
    [
        ("KU-204_back.jpg", "{sku}_{view}", ("KU-204", "back")),
        ("AB_12_front.JPEG", "{sku}_{view}", ("AB_12", "front")),
        ("front-AB-12.png", "{view}-{sku}", ("AB-12", "front")),
        ("SS26 KU204 3 final.png", "SS26 {sku} {view} *", ("KU204", "3")),
        ("ss26_KU204.png", "SS26_{sku}", ("KU204", "")),
        ("KU.204_back.png", "{sku}_{view}", ("KU.204", "back")),
    ],
)
def test_a_file_name_gives_sku_and_view(name, pattern, identity):
    assert read_file_name(name, pattern) == identity


@pytest.mark.parametrize("name", ["KU204.jpg", "_back.jpg", f"{'x' * 61}_back.jpg", ""])
def test_other_file_names_give_nothing(name):
    assert read_file_name(name, "{sku}_{view}") is None


@pytest.mark.parametrize("pattern", ["{view}", "{sku}{view}", "{sku}_{sku}", "{sku}_{color}", "{sku}_*_*_*_*_*", "SKU"])
def test_patterns_that_cannot_be_used_are_refused(pattern):
    with pytest.raises(PatternError):
        check_pattern(pattern)


def test_a_long_name_is_read_quickly():
    assert read_file_name("a_" * 120 + "!", "{sku}_*_*_{view}_z") is None


@pytest.fixture
def pattern(workspace):
    services.photo_name_pattern_set(workspace, "{sku}_{view}")


@pytest.mark.usefixtures("pattern")
def test_uploads_of_one_sku_are_a_model_and_its_poses(workspace):
    first, second, other = (
        services.photo_create(workspace, upload=picture_upload(name), join_model=True)
        for name in ("KU-204_front.png", "KU-204_back.png", "KU-205_front.png")
    )
    assert (first.sku, first.view, first.kind) == ("KU-204", "front", Photo.Kind.MODEL)
    assert (second.sku, second.view, second.kind, second.model) == ("KU-204", "back", Photo.Kind.POSE, first)
    assert (other.kind, other.model) == (Photo.Kind.MODEL, None)


@pytest.mark.usefixtures("pattern")
def test_the_kind_that_a_program_asks_for_is_kept(workspace):
    for name in ("KU-204_front.png", "KU-204_back.png"):
        assert services.photo_create(workspace, upload=picture_upload(name)).kind == Photo.Kind.MODEL


@pytest.mark.usefixtures("pattern")
def test_other_names_and_workspaces_without_a_pattern_give_no_sku(workspace, other_workspace):
    assert services.photo_create(workspace, upload=picture_upload("dress.png")).sku == ""
    assert services.photo_create(other_workspace, upload=picture_upload("KU-204_front.png")).sku == ""


def test_corrected_skus_make_poses(workspace, new_photo):
    first, second = new_photo(), new_photo()
    identities = {first.pk: PhotoIdentity("KU-204", "front"), second.pk: PhotoIdentity(" KU-204 ", "back")}
    assert services.photos_identify([first, second], identities).changed == 2
    second.refresh_from_db()
    assert (second.sku, second.kind, second.model) == ("KU-204", Photo.Kind.POSE, first)
    assert services.photos_identify([first, second], identities).changed == 0


def test_a_long_sku_is_refused_and_changes_nothing(new_photo):
    first, second = new_photo(), new_photo()
    with pytest.raises(ValidationError, match="at most 60 characters"):
        services.photos_identify([first, second], {first.pk: ("A", ""), second.pk: ("A" * 61, "")})
    first.refresh_from_db()
    assert first.sku == ""


def test_photos_that_get_an_sku_at_the_same_time_wait_for_each_other(photo):
    with CaptureQueriesContext(connection) as captured:
        services.photos_identify([photo], {photo.pk: PhotoIdentity("L-12", "")})
    queries = [query["sql"] for query in captured]
    lock = next(number for number, sql in enumerate(queries) if 'FROM "recolor_workspace"' in sql)
    assert lock < next(number for number, sql in enumerate(queries) if sql.startswith('UPDATE "recolor_photo"'))
    assert "FOR NO KEY UPDATE" in queries[lock] or connection.vendor == "sqlite"
