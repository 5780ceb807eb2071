"""Garments of base images: custom names, renaming and removing, and targets that mean the same garment."""

import pytest

from recolor import jobs, services
from recolor.models import RecolorTask

from .test_base_images import mask_upload

LIST = "/v4/models/base-images/"


def garment_url(photo, name):
    return f"{LIST}{photo.pk}/garments/{name}/"


def names(photo):
    return set(photo.garments.values_list("name", flat=True))


def test_a_garment_with_any_name_can_be_a_target(api, ask, photo):
    created = api.put(garment_url(photo, "left sleeve trim"), {"mask": mask_upload()}, format="multipart")
    assert created.status_code == 200
    changes = [{"target": "Left sleeve trim", "color": "red"}, {"target": "lehenga", "color": "green"}]
    response = ask({"models_image_generation_task_id": photo.pk, "color_changes": changes})
    assert response.status_code == 200
    services.task_run(response.json()["id"])
    assert RecolorTask.objects.get().status == "completed"


def test_a_garment_is_renamed_and_stays_when_garments_are_found_again(api, photo):
    response = api.patch(garment_url(photo, "Blouse"), {"name": " Choli  top "}, format="json")
    assert (response.status_code, response.json()["name"]) == (200, "choli top")
    jobs.requeue(photo)
    services.photo_find_garments(photo.pk)
    assert names(photo) == {"choli top", "lehenga"}


@pytest.mark.parametrize(
    ("name", "new", "status"),
    [("blouse", "lehenga", 409), ("blouse", " ", 400), ("blouse", "x" * 81, 400), ("kimono", "robe", 404)],
)
def test_a_name_that_is_taken_or_unusable_is_refused(api, photo, name, new, status):
    assert api.patch(garment_url(photo, name), {"name": new}, format="json").status_code == status
    assert names(photo) == {"blouse", "lehenga"}


def test_a_null_character_is_in_no_name(api, photo):
    address = garment_url(photo, "blouse%00")
    assert api.put(address, {"mask": mask_upload()}, format="multipart").status_code == 400
    assert api.patch(address, {"name": "top"}, format="json").status_code == 404
    assert api.delete(address).status_code == 404
    assert names(photo) == {"blouse", "lehenga"}


def test_the_order_of_garments_is_that_of_the_studio(api, photo):
    services.garment_move(photo.garments.get(name="lehenga"), -1)
    garments = api.get(f"{LIST}{photo.pk}/").json()["garments"]
    assert [garment["name"] for garment in garments] == ["lehenga", "blouse"]


def test_a_garment_is_removed_with_its_mask(api, photo, media, django_capture_on_commit_callbacks):
    mask = photo.garments.get(name="blouse").mask.name
    with django_capture_on_commit_callbacks(execute=True):
        assert api.delete(garment_url(photo, "blouse")).status_code == 200
    assert names(photo) == {"lehenga"}
    assert mask not in media()
    assert api.delete(garment_url(photo, "blouse")).status_code == 404


def test_another_workspace_cannot_change_garments(api, new_photo, other_workspace):
    theirs = new_photo(workspace=other_workspace)
    assert api.patch(garment_url(theirs, "blouse"), {"name": "top"}, format="json").status_code == 404
    assert api.delete(garment_url(theirs, "blouse")).status_code == 404
    assert names(theirs) == {"blouse", "lehenga"}


def test_a_name_of_several_garments_is_refused_with_their_names(api, ask, photo):
    api.put(garment_url(photo, "blouse 2"), {"mask": mask_upload()}, format="multipart")
    changes = [{"target": "blouses", "color": "red"}]
    body = {"models_image_generation_task_id": photo.pk, "color_changes": changes}
    services.garment_rename(photo.garments.get(name="blouse"), "blouse 1")
    photo.garments.update(corrected=False)
    response = ask(body)
    assert response.status_code == 400
    assert "“blouse 1” or “blouse 2”" in response.json()["color_changes"][0]
    assert ask(body | {"color_changes": [{"target": "blouse 2", "color": "red"}]}).status_code == 200


def test_two_targets_that_mean_the_same_garment_are_refused(ask, photo):
    changes = [{"target": "choli", "color": "red"}, {"target": "the blouse", "color": "green"}]
    response = ask({"models_image_generation_task_id": photo.pk, "color_changes": changes})
    assert response.status_code == 400
    problem = response.json()["color_changes"][0]
    assert "“choli”" in problem and "“the blouse”" in problem and "“blouse”" in problem


def test_two_targets_of_the_same_garment_are_refused_before_the_garments_are_found(ask, new_photo):
    changes = [{"target": "choli", "color": "red"}, {"target": "blouse", "color": "green"}]
    response = ask({"models_image_generation_task_id": new_photo(found=False).pk, "color_changes": changes})
    assert response.status_code == 400
    problem = response.json()["color_changes"][0]
    assert "“choli” and “blouse” mean the same garment" in problem
    assert not RecolorTask.objects.exists()
