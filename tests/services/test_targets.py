"""Which stored garment a target means: synonyms, positions, and names of several garments."""

import pytest
from django.core.exceptions import ValidationError

from recolor import services
from recolor.engine import AmbiguousTarget, GarmentNotFound
from recolor.engines.local import LocalEngine
from recolor.engines.targets import distinct_changes, match_garment, matching_garments, meant_garments
from recolor.models import Garment, RecolorTask

from .masks import mask_upload

BOXES = {
    "shirt": (0, 0, 50, 60),
    "shirt 2": (70, 0, 120, 60),
    "skirt": (0, 80, 120, 110),
    "skirt 2": (0, 120, 120, 160),
}


@pytest.fixture
def two_shirts(photo):
    """Return a photo with two shirts side by side, and two skirts one above the other."""
    services.garments_delete(photo.garments.all())
    for name, box in reversed(BOXES.items()):
        services.garment_put(photo, name, mask_upload(box=box))
    return photo


def garment_of(photo, target):
    found = match_garment(target, list(photo.garments.all()))
    return found and found.name


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("shirt", "shirt"),
        ("Shirt 2", "shirt 2"),
        ("left shirt", "shirt"),
        ("the right shirt", "shirt 2"),
        ("first shirt", "shirt"),
        ("second shirt", "shirt 2"),
        ("shirt on the right", "shirt 2"),
        ("right top", "shirt 2"),
        ("upper skirt", "skirt"),
        ("lower skirt", "skirt 2"),
        ("second skirt", "skirt 2"),
        ("2nd skirt", "skirt 2"),
        ("last shirt", "shirt 2"),
        ("leftmost shirt", "shirt"),
        ("bottom skirt", "skirt 2"),
        ("the skirt at the top", "skirt"),
        ("right-hand shirt", "shirt 2"),
        ("the shirt on the left side", "shirt"),
        ("saree", None),
        ("left saree", None),
    ],
)
def test_a_position_chooses_by_the_place_in_the_picture(two_shirts, target, name):
    assert garment_of(two_shirts, target) == name


@pytest.mark.parametrize("target", ["shirts", "top", "left skirt", "middle shirt"])
def test_a_name_of_several_garments_is_ambiguous(two_shirts, target):
    with pytest.raises(AmbiguousTarget) as error:
        garment_of(two_shirts, target)
    assert len(error.value.choices) == 2
    assert all(f"“{name}”" in str(error.value) for name in error.value.choices)


def test_changes_are_the_same_only_if_they_surely_mean_one_garment(two_shirts):
    same = {"color_hex": "#ff0000", "protect_details": True}
    garments = list(two_shirts.garments.all())

    def kept(*targets):
        return distinct_changes([{"target": target, **same} for target in targets], garments)

    assert kept("left shirt", "first shirt") == [0]
    assert kept("shirts", "tops") == [0, 1], "each may mean another one of two"
    assert kept("saree", "lehenga") == [0, 1]


def test_the_middle_of_three_garments(two_shirts):
    services.garment_put(two_shirts, "blazer", mask_upload(box=(52, 0, 68, 60)))
    services.garment_rename(two_shirts.garments.get(name="blazer"), "shirt 3")
    assert garment_of(two_shirts, "middle shirt") == "shirt 3"
    assert garment_of(two_shirts, "shirt in the center") == garment_of(two_shirts, "2nd shirt") == "shirt 3"
    with pytest.raises(GarmentNotFound):
        garment_of(two_shirts, "fourth shirt")


def test_a_position_that_no_garment_has_is_not_found(two_shirts):
    with pytest.raises(GarmentNotFound, match=r"Found: .*shirt"):
        garment_of(two_shirts, "third shirt")


def test_a_single_garment_has_every_position_but_the_second(photo):
    assert (garment_of(photo, "left blouse"), garment_of(photo, "upper lehenga")) == ("blouse", "lehenga")
    with pytest.raises(GarmentNotFound):
        garment_of(photo, "second blouse")


def rows(*garments):
    return [Garment(pk=index + 1, name=name, corrected=corrected) for index, (name, corrected) in enumerate(garments)]


@pytest.mark.parametrize(
    ("target", "garments", "expected"),
    [
        ("tee", [("blouse", False), ("t-shirt", True)], ["t-shirt"]),
        ("tee", [("blouse", False), ("t-shirt", False)], ["t-shirt"]),
        ("tee", [("blouse", True), ("t-shirt", False)], ["t-shirt"]),
        ("top", [("blouse", False), ("t-shirt", True)], ["t-shirt"]),
        ("top", [("blouse", False), ("t-shirt", False)], ["blouse", "t-shirt"]),
        ("top", [("blouse", True), ("t-shirt", True), ("shirt", False)], ["blouse", "t-shirt"]),
        ("skirt", [("lehenga", False)], ["lehenga"]),
        ("tee", [("my tee", True), ("blouse", False)], ["my tee"]),
    ],
)
def test_the_closest_name_comes_first_and_then_a_corrected_garment(target, garments, expected):
    assert [garment.name for garment in matching_garments(target, rows(*garments))] == expected


def test_a_synonym_finds_a_garment_that_was_corrected_renamed_or_added(photo, new_task, fake_engine):
    services.garment_put(photo, "T-shirt", mask_upload(box=(0, 0, 20, 20)))
    for target, name in (("tee", "t-shirt"), ("polo shirt", "t-shirt"), ("choli", "blouse"), ("ghagra", "lehenga")):
        assert garment_of(photo, target) == name
    services.garment_rename(photo.garments.get(name="lehenga"), "Trousers")
    assert garment_of(photo, "pants") == "trousers"
    task = new_task(changes=[{"target": "tee", "color": "red"}, {"target": "pants", "color": "navy"}])
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.status == "completed"


def test_an_ambiguous_target_is_refused_with_its_choices(two_shirts, new_task):
    changes = [{"target": "skirt", "color": "red"}, {"target": "top", "color": "bluuu"}]
    with pytest.raises(ValidationError) as refusal:
        new_task(changes=changes)
    color, target = refusal.value.error_dict["color_changes"]
    assert (color.position, color.field, target.position, target.field) == (1, "color", 1, "target")
    assert sorted(target.choices) == ["shirt", "shirt 2"]


def test_a_task_fails_if_the_target_turns_out_to_be_ambiguous(new_photo, new_task):
    photo = new_photo(found=False)
    task = new_task(photo, changes=[{"target": "top", "color": "red"}])
    services.garment_put(photo, "t-shirt", mask_upload(box=(0, 0, 20, 20)))
    services.garment_rename(photo.garments.get(name="t-shirt"), "tank top")
    Garment.objects.update(corrected=False)  # as if both had been found
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.error_code) == ("failed", "garment_ambiguous")
    assert "“tank top” or “blouse”" in task.error_message


def test_a_word_for_all_means_the_garments_that_no_other_target_names(two_shirts):
    services.garment_put(two_shirts, "belt", mask_upload(box=(0, 60, 120, 70)))
    garments = list(two_shirts.garments.all())

    def names(target, *others):
        return [garment.name for garment in meant_garments(target, garments, others)]

    assert sorted(names("all")) == sorted(BOXES)
    assert sorted(names("outfit", "left shirt", "second skirt")) == ["shirt 2", "skirt"]
    assert names("saree") == []
    assert names("belt") == ["belt"]


@pytest.mark.parametrize("found", [False, True])
@pytest.mark.parametrize(("first", "second"), [("choli", "blouse"), ("the blouse", "Blouses"), ("all", "outfit")])
def test_two_targets_of_the_same_garment_are_refused_also_before_garments_are_found(
    new_photo, new_task, found, first, second
):
    changes = [{"target": first, "color": "red"}, {"target": second, "color": "blue"}]
    with pytest.raises(ValidationError, match=f"“{first}” and “{second}”"):
        new_task(new_photo(found=found), changes=changes)
    assert not RecolorTask.objects.exists()


@pytest.mark.parametrize(("first", "second"), [("left dress", "right dress"), ("dress", "dress 2"), ("tee", "blouse")])
def test_targets_that_may_be_two_garments_are_accepted_until_garments_are_found(new_photo, new_task, first, second):
    changes = [{"target": first, "color": "red"}, {"target": second, "color": "blue"}]
    assert new_task(new_photo(found=False), changes=changes).status == "queued"


def test_a_task_fails_if_two_targets_turn_out_to_mean_the_same_garment(new_photo, new_task, use_local_engine):
    photo = new_photo(found=False)
    task = new_task(photo, changes=[{"target": "tee", "color": "red"}, {"target": "blouse", "color": "blue"}])
    services.photo_find_garments(photo.pk)
    use_local_engine(LocalEngine())  # it fails before a network runs
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.error_code) == ("failed", "garment_repeated")
    assert "“tee” and “blouse” both mean the garment “blouse”" in task.error_message
    assert not task.result
