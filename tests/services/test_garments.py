"""Finding garments, and masks from people."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import OperationalError

from recolor import jobs, services
from recolor.engine import EngineError
from recolor.engines.local import LocalEngine
from recolor.exceptions import Conflict

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


def test_no_two_masks_of_a_photo_ever_have_the_same_name(photo):
    # Workers, web processes and browsers keep masks by their names.
    names = []
    for garment in ("blouse", "blouse", "lehenga", "blouse"):
        services.garment_draw(photo, garment, mask_upload())
        names.append(photo.garments.get(name=garment).mask.name)
    assert len(set(names)) == len(names)


def test_a_garment_that_is_renamed_while_garments_are_found_again_keeps_its_mask(
    photo, monkeypatch, django_capture_on_commit_callbacks
):
    finish = jobs.finish

    def rename_and_finish(*args, **fields):
        photo.garments.filter(name="blouse").update(name="top", renamed=True)
        return finish(*args, **fields)

    monkeypatch.setattr("recolor.services.finding.jobs.finish", rename_and_finish)
    jobs.requeue(photo)
    with django_capture_on_commit_callbacks(execute=True):
        services.photo_find_garments(photo.pk)
    assert [garment.name for garment in photo.garments.all() if not default_storage.exists(garment.mask.name)] == []
    assert photo.garments.filter(name="top").exists()


def test_a_garment_that_was_found_again_meanwhile_is_not_renamed(photo):
    before = photo.garments.get(name="blouse")
    jobs.requeue(photo)
    services.photo_find_garments(photo.pk)
    with pytest.raises(Conflict, match="found again in the meantime"):
        services.garment_rename(before, "top")


@pytest.mark.parametrize(("error", "stays"), [(ValueError, False), (OperationalError, True)])
def test_a_mask_whose_row_was_not_stored_leaves_no_file(photo, media, monkeypatch, error, stays):
    def fail(photo):
        raise error

    monkeypatch.setattr("recolor.services.garments.photo_masks_changed", fail)
    before = media()
    with pytest.raises(error):
        services.garment_put(photo, "blouse", mask_upload())
    assert (media() != before) == stays, "the row may be there if the connection to the database broke"


def test_the_order_stays_when_garments_are_found_again(photo):
    services.garment_put(photo, "trim", mask_upload(box=(0, 0, 20, 20)))
    services.garment_move(photo.garments.get(name="trim"), -1)
    services.garment_move(photo.garments.get(name="blouse"), 2)
    order = ["trim", "lehenga", "blouse"]
    assert [garment.name for garment in photo.garments.all()] == order
    jobs.requeue(photo)
    services.photo_find_garments(photo.pk)
    assert [garment.name for garment in photo.garments.all()] == order
    services.garment_remove(photo.garments.get(name="lehenga"))
    photo.refresh_from_db()
    jobs.requeue(photo)
    services.photo_find_garments(photo.pk)
    assert [garment.name for garment in photo.garments.all()] == order


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


def test_a_mask_that_refining_removes_is_refused(photo):
    tiny = mask_upload(box=(60, 60, 61, 61))
    with pytest.raises(ValidationError) as refusal:
        services.garment_put(photo, "button", tiny, refine_edges=True)
    assert "too small" in refusal.value.message_dict["mask"][0]


@pytest.mark.parametrize("refine_edges", [False, True])
def test_a_task_refines_only_masks_that_were_given(photo, new_task, monkeypatch, refine_edges):
    services.garment_put(photo, "blouse", mask_upload())
    changes = [{"target": "blouse", "color": "red"}, {"target": "lehenga", "color": "red"}]
    task = new_task(changes=changes, refine_edges=refine_edges)
    requested = []

    def record(self, picture, changes, **options):
        requested.extend(changes)
        raise EngineError("enough")

    monkeypatch.setattr("recolor.engine.Engine.recolor", record)
    with pytest.raises(EngineError):
        LocalEngine().recolor(task, lambda stage, percent: None)
    assert [(change.target, change.refine_edges) for change in requested] == [
        ("blouse", refine_edges),
        ("lehenga", False),
    ]
