"""Merging and splitting garments, and undoing it."""

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from recolor import files, jobs, services
from recolor.exceptions import Conflict
from recolor.models import Garment
from recolor.pictures import mask_from_png

from .masks import mask_upload

PART = (0, 0, 60, 80)  # the left half of the fake engine's blouse, which covers the rows above 80 of 120 x 160 pixels


def found_again(photo):
    photo.refresh_from_db()
    jobs.requeue(photo)
    services.photo_find_garments(photo.pk)
    return names(photo)


def names(photo):
    return [garment.name for garment in photo.garments.all()]


def mask_of(garment):
    return mask_from_png(files.read(garment.mask.name))


def merge(photo, name=""):
    return services.garments_merge(photo, list(photo.garments.all()), name)


def split(photo, name="left half", box=PART):
    return services.garment_split(photo, photo.garments.get(name="blouse"), name, mask_upload(box=box))


def test_a_merged_garment_covers_all_and_can_be_undone(photo):
    masks = {garment.name: mask_of(garment) for garment in photo.garments.all()}
    merged = merge(photo)
    assert (merged.name, merged.corrected, merged.doubtful, names(photo)) == ("blouse", True, False, ["blouse"])
    assert (mask_of(merged) == np.maximum(masks["blouse"], masks["lehenga"])).all()
    services.regrouping_undo(photo, merged.made_in)
    assert {garment.name: mask_of(garment).sum() for garment in photo.garments.all()} == {
        name: mask.sum() for name, mask in masks.items()
    }
    with pytest.raises(Conflict):
        services.regrouping_undo(photo, merged.made_in)


def test_a_part_is_taken_out_of_its_garment(photo):
    before = mask_of(photo.garments.get(name="blouse")).astype(int)
    part = split(photo, " Left  half ", box=(0, 0, 60, 160))
    rest = photo.garments.get(name="blouse")
    assert names(photo) == ["blouse", "left half", "lehenga"] and part.corrected and rest.corrected
    assert (mask_of(part).astype(int) + mask_of(rest) == before).all()
    assert mask_of(part)[40, 20] > 200 and mask_of(rest)[40, 100] > 200 and mask_of(part)[120, 20] == 0
    services.regrouping_undo(photo, part.made_in)
    assert (mask_of(photo.garments.get(name="blouse")) == before).all() and names(photo) == ["blouse", "lehenga"]


@pytest.mark.parametrize("regroup", [lambda photo: merge(photo, "jumpsuit"), split])
def test_it_stays_when_garments_are_found_again_and_can_still_be_undone(photo, regroup):
    made = regroup(photo)
    after = names(photo)
    assert found_again(photo) == after
    Garment.with_removed.exclude(removed_at=None).update(removed_at=timezone.now() - timezone.timedelta(days=400))
    services.purge_old()
    assert found_again(photo) == after
    services.regrouping_undo(photo, made.made_in)
    assert names(photo) == ["blouse", "lehenga"]


def test_what_it_replaced_is_deleted_once_the_made_garments_are_gone(photo):
    services.garments_delete([merge(photo)])
    assert found_again(photo) == ["blouse", "lehenga"]
    assert Garment.with_removed.count() == 2


@pytest.mark.parametrize(
    ("box", "text"), [((0, 100, 120, 160), "No part"), ((0, 0, 120, 160), "All of"), ((0, 0, 1, 1), "No part")]
)
def test_a_part_that_is_nothing_or_everything_is_refused(photo, box, text, media):
    before = media()
    with pytest.raises(ValidationError, match=text):
        split(photo, box=box)
    assert (names(photo), media()) == (["blouse", "lehenga"], before)


def test_one_garment_cannot_be_merged(photo):
    with pytest.raises(ValidationError, match="two garments or more"):
        services.garments_merge(photo, [photo.garments.first()])


def test_a_name_of_another_garment_is_refused_and_leaves_no_file(photo, media):
    before = media()
    with pytest.raises(Conflict, match="Another garment"):
        split(photo, "lehenga")
    with pytest.raises(Conflict, match="Another garment"):
        split(photo, "blouse")
    assert (names(photo), media()) == (["blouse", "lehenga"], before)


def test_a_garment_that_was_changed_in_the_meantime_is_not_merged(photo, media):
    stale = list(photo.garments.all())
    services.garment_put(photo, "blouse", mask_upload())
    with pytest.raises(Conflict, match="in the meantime"):
        services.garments_merge(photo, [*stale[1:], stale[0]])
    assert names(photo) == ["blouse", "lehenga"]


def test_a_split_is_not_undone_below_a_later_merge(photo):
    part = split(photo)
    merged = services.garments_merge(photo, [part, photo.garments.get(name="lehenga")])
    with pytest.raises(Conflict):
        services.regrouping_undo(photo, part.made_in)
    services.regrouping_undo(photo, merged.made_in)
    services.regrouping_undo(photo, part.made_in)
    assert names(photo) == ["blouse", "lehenga"]
