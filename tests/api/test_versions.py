"""The Recolor API: results made in place of others."""

import pytest

from recolor import services
from recolor.models import RecolorTask

TASKS = "/v4/models/multipose-image-recolor/"


@pytest.fixture
def body(photo):
    return {
        "models_image_generation_task_id": photo.pk,
        "color_changes": [{"target": "blouse", "color": "teal"}],
    }


def test_a_version_names_the_first_one_and_has_its_batch(api, body):
    batch = api.post(f"{TASKS}batch/", {"tasks": [body, body]}, format="json").json()["id"]
    first = api.get(f"{TASKS}batch/{batch}/").json()["tasks"][0]
    second = api.post(TASKS, body | {"replaces": first}, format="json").json()
    third = api.post(TASKS, body | {"replaces": second["id"]}, format="json").json()
    assert [each["first_version"] for each in (second, third)] == [first, first]
    assert (second["batch"], third["batch"]) == (batch, batch)
    shown = api.get(f"{TASKS}batch/{batch}/").json()
    assert (shown["count"], first in shown["tasks"], third["id"] in shown["tasks"]) == (2, False, True)
    assert api.get(TASKS, {"batch": batch}).json()["count"] == 4, "the list has all versions"


def test_what_cannot_be_replaced_is_refused(api, ask, body, new_photo, new_task, other_workspace):
    theirs = new_task(of=new_photo(workspace=other_workspace))
    for pk in (theirs.pk, 999_999, 10**30):
        refused = api.post(TASKS, body | {"replaces": pk}, format="json")
        assert refused.status_code == 400
        assert refused.json() == {"replaces": [f"There is no task {pk}."]}
    other = new_task(of=new_photo())
    refused = api.post(TASKS, body | {"replaces": other.pk}, format="json")
    assert refused.status_code == 400 and "another base image" in refused.json()["replaces"][0]
    own = ask().json()["id"]
    refused = api.post(f"{TASKS}batch/", {"tasks": [body | {"replaces": own}]}, format="json")
    assert refused.status_code == 400 and "its own batch" in refused.json()["tasks"][0]
    services.task_delete(RecolorTask.objects.get(pk=own))
    assert api.post(TASKS, body | {"replaces": own}, format="json").status_code == 400
