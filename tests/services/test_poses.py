"""Photos whose SKUs are corrected move to the models of their new SKUs."""

import pytest

from recolor import services
from recolor.models import Photo
from tests.conftest import picture_upload

MODEL, POSE = Photo.Kind.MODEL, Photo.Kind.POSE


def identify(**skus):
    """Give photos, by the names of their views, other SKUs, and return what was done."""
    photos = list(Photo.objects.filter(view__in=skus).order_by("pk"))
    return services.photos_identify(photos, {photo.pk: (skus[photo.view], photo.view) for photo in photos})


def groups():
    """Return the view of each photo with its kind and the view of its model."""
    photos = Photo.objects.select_related("model")
    return {photo.view: (photo.kind, photo.model.view if photo.model else "") for photo in photos}


@pytest.fixture
def model(new_photo):
    """Create a model, front, with the poses back and side, of the SKU KU-1."""
    front, back, side = (new_photo(name=name) for name in ("Front", "Back", "Side"))
    photos = [front, back, side]
    services.photos_identify(photos, {photo.pk: ("KU-1", photo.name.lower()) for photo in photos})
    assert groups() == {"front": (MODEL, ""), "back": (POSE, "front"), "side": (POSE, "front")}
    return front


@pytest.mark.usefixtures("model")
def test_corrected_poses_leave_their_model_together():
    assert identify(back="KU-2", side="ku-2").apart == 0
    assert groups() == {"front": (MODEL, ""), "back": (MODEL, ""), "side": (POSE, "back")}
    identify(back="KU-1", side="KU-1")
    assert groups() == {"front": (MODEL, ""), "back": (POSE, "front"), "side": (POSE, "front")}


@pytest.mark.usefixtures("model")
def test_a_whole_model_stays_together():
    identify(front="KU-9", back="KU-9", side="KU-9")
    assert groups() == {"front": (MODEL, ""), "back": (POSE, "front"), "side": (POSE, "front")}


@pytest.mark.usefixtures("model")
def test_poses_stay_together_when_only_their_model_is_corrected():
    identify(front="KU-9")
    assert groups() == {"front": (MODEL, ""), "back": (MODEL, ""), "side": (POSE, "back")}


@pytest.mark.usefixtures("model")
def test_a_model_with_poses_joins_an_older_model(new_photo):
    later = new_photo(name="Later")
    services.photos_identify([later], {later.pk: ("KU-2", "later")})
    identify(front="KU-2", back="KU-2", side="KU-2")
    assert groups()["later"] == (MODEL, ""), "it has the older one's SKU, but was not corrected"
    assert groups()["side"] == (POSE, "front")
    identify(later="KU-2 ")
    identify(later="KU-3")
    identify(later="ku-2")
    assert groups()["later"] == (POSE, "front")


@pytest.mark.usefixtures("model")
def test_photos_with_results_keep_their_kind(new_photo, new_task):
    later = new_photo(name="Later")
    new_task(later)
    assert services.photos_identify([later], {later.pk: ("KU-1", "later")}).apart == 1
    assert groups()["later"] == (MODEL, "")
    back = Photo.objects.get(view="back")
    new_task(back)
    identify(back="KU-2", side="KU-2")
    assert groups()["side"] == (MODEL, "") and groups()["back"] == (POSE, "side"), "a pose with results stays a pose"


def test_a_pose_of_a_model_without_sku_stays(new_photo):
    front = new_photo()
    back = new_photo(kind="pose", model=front)
    services.photos_identify([back], {back.pk: ("KU-1", "back")})
    back.refresh_from_db()
    assert (back.kind, back.model) == (POSE, front)


def test_uploads_join_the_model_of_their_sku_in_any_case(workspace):
    services.photo_name_pattern_set(workspace, "{sku}_{view}")
    first, second = (
        services.photo_create(workspace, upload=picture_upload(name), join_model=True)
        for name in ("KU-204_front.png", "ku-204_back.png")
    )
    assert second.model == first


def test_the_pattern_is_applied_to_all_photos(workspace, many_photos, django_assert_max_num_queries):
    photos = many_photos(60)
    Photo.objects.filter(pk=photos[0].pk).update(file_name="other.png", sku="KEPT")
    with django_assert_max_num_queries(16):
        read, identified = services.photos_identify_by_pattern(workspace, "{sku}-{view}")
    assert (read, identified.changed) == (59, 59)
    assert Photo.objects.filter(sku="look", kind=POSE).count() == 58
    assert Photo.objects.get(pk=photos[0].pk).sku == "KEPT"
