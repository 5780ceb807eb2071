"""The four calls of the Recolor API's contract."""

import re

import pytest
from django.db.models.sql.compiler import SQLCompiler
from rest_framework.test import APIClient

from recolor import services
from recolor.api.serializers import TaskOutput
from recolor.hosted import hosted_photo_add
from recolor.models import RecolorTask

from ..conftest import download

LIST = "/v4/models/multipose-image-recolor/"


def task_url(pk):
    return f"/v2/models/multipose-tasks/{pk}/"


def test_create_a_task(ask):
    response = ask()
    body = response.json()
    assert response.status_code == 200
    assert body["status"] == "queued"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", body["created_at"])
    assert (body["image_quality"], body["result_url"], body["error"]) == ("2k", None, None)
    assert [(c["target"], c["color_hex"]) for c in body["color_changes"]] == [
        ("blouse", "#4169e1"),
        ("lehenga", "#0000ff"),
    ]


def test_poll_a_task_and_download_its_result(api, ask, client):
    pk = ask().json()["id"]
    services.task_run(pk)
    body = api.get(task_url(pk)).json()
    assert (body["status"], body["progress"]) == ("completed", 100)
    assert body["result_url"].startswith("http://testserver/")
    assert {c["achieved_hex"] for c in body["color_changes"]} == {"#4169e1", "#0000ff"}
    assert download(client, body["result_url"])[:2] == b"\xff\xd8"


def test_a_change_made_with_a_doubtful_mask_says_so(api, ask, doubtful_blouse):
    created = ask().json()
    assert [change["doubtful"] for change in created["color_changes"]] == [False, False]
    services.task_run(created["id"])
    blouse, lehenga = api.get(task_url(created["id"])).json()["color_changes"]
    assert (blouse["doubtful"], lehenga["doubtful"], lehenga["warning"]) == (True, False, "")
    assert "Check it in the studio" in blouse["warning"]


def test_the_list_is_paginated_and_newest_first(api, ask):
    ids = [ask().json()["id"] for _ in range(12)]
    first = api.get(LIST).json()
    assert first["count"] == 12
    assert [task["id"] for task in first["results"]] == ids[:1:-1]
    assert first["previous"] is None
    rest = api.get(first["next"]).json()
    assert [task["id"] for task in rest["results"]] == [ids[1], ids[0]]
    assert rest["next"] is None
    assert len(api.get(LIST, {"page_size": 3}).json()["results"]) == 3
    assert api.get(LIST, {"page": 99}).status_code == 404


def test_a_poll_builds_no_fields(api, ask, monkeypatch):
    address = task_url(ask().json()["id"])
    first = api.get(address).json()
    monkeypatch.setattr(TaskOutput, "get_fields", lambda self: pytest.fail("the fields were built again"))
    assert api.get(address).json() == first


def test_a_poll_takes_three_queries_and_builds_none_of_them(api, ask, monkeypatch, django_assert_num_queries):
    address = task_url(ask().json()["id"])
    listed = api.get(LIST).json()["results"][0]
    assert api.get(address).json() == listed
    monkeypatch.setattr(SQLCompiler, "as_sql", lambda *_args, **_options: pytest.fail("a statement was built again"))
    with django_assert_num_queries(3):  # the key, the task, its changes
        assert api.get(address).json() == listed


def test_a_poll_of_a_hosted_task_reads_only_the_id_of_its_photo(api, workspace, settings, django_assert_num_queries):
    settings.RECOLOR_API_URL, settings.RECOLOR_API_KEY = "https://recolor.example", "key"
    model = hosted_photo_add(workspace, kind="model", hosted_id="77")
    changes = [{"target": "blouse", "color": "navy"}]
    task = services.task_create(workspace, model=model, changes=changes)
    listed = api.get(LIST).json()["results"][0]
    with django_assert_num_queries(4) as captured:  # the key, the task, its changes, its photo
        assert api.get(task_url(task.pk)).json() == listed
    assert listed["models_image_generation_task_id"] == 77
    assert "thumbnail" not in captured[-1]["sql"]


def test_a_poll_finds_only_tasks_of_its_workspace_outside_the_trash(api, ask, other_workspace):
    task = RecolorTask.objects.get(pk=ask().json()["id"])
    of_others = APIClient(headers={"x-api-key": services.api_key_create(other_workspace, "other")[1]})
    services.tasks_trash([task])
    answers = [api.get(task_url(task.pk)), of_others.get(task_url(task.pk)), api.get(task_url(2**70))]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert answers[0].json() == {"detail": f"There is no task {task.pk}."}


def test_the_list_takes_a_fixed_number_of_queries(api, ask, django_assert_num_queries):
    for _ in range(3):
        ask()
    # the key, the count, the ids of the page, the tasks with their photos, their changes
    with django_assert_num_queries(5):
        api.get(LIST)
    for _ in range(5):
        ask()
    with django_assert_num_queries(5):
        api.get(LIST)


def test_delete_is_permanent(api, ask, client, django_capture_on_commit_callbacks):
    pk = ask().json()["id"]
    services.task_run(pk)
    link = api.get(task_url(pk)).json()["result_url"]
    with django_capture_on_commit_callbacks(execute=True):
        response = api.delete(task_url(pk))
    assert (response.status_code, response.json()) == (200, {"detail": "Deleted successfully"})
    assert api.get(task_url(pk)).status_code == api.delete(task_url(pk)).status_code == 404
    assert api.get(LIST).json()["count"] == 0
    assert client.get(link).status_code == 404


def test_a_signed_link_expires(api, ask, client, hours_pass):
    pk = ask().json()["id"]
    services.task_run(pk)
    link = api.get(task_url(pk)).json()["result_url"]
    hours_pass(25)
    assert client.get(link).status_code == 410
    assert client.get(link[:-3] + "x/").status_code == 404


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        ({"color_changes": []}, "color_changes", "empty"),
        ({"color_changes": "blue"}, "color_changes", "list"),
        ({"color_changes": [{"target": "blouse"}]}, "color_changes", "color"),
        ({"color_changes": [{"target": "blouse", "color": "royl bluu"}]}, "color_changes", "royal blue"),
        ({"color_changes": [{"target": "hat", "color": "red"}]}, "color_changes", "Found: blouse, lehenga"),
        ({"color_changes": [{"target": "blose", "color": "red"}]}, "color_changes", "blouse"),
        ({"image_quality": "8k"}, "image_quality", "8k"),
        ({"models_image_generation_task_id": 999}, "models_image_generation_task_id", "999"),
        ({"models_image_generation_task_id": 10**30}, "models_image_generation_task_id", ""),
        ({"models_image_generation_task_id": None}, "pose_image_generation_id", "Send a"),
        ({"models_image_generation_task_id": "x"}, "models_image_generation_task_id", "integer"),
    ],
)
def test_validation_errors_name_the_field(ask, photo, change, field, expected):
    body = {
        "models_image_generation_task_id": photo.pk,
        "color_changes": [{"target": "blouse", "color": "royal blue"}],
    } | change
    response = ask(body)
    assert response.status_code == 400
    problems = response.json()[field]
    assert all(isinstance(problem, str) for problem in problems)
    assert expected in " ".join(problems)
    assert not RecolorTask.objects.exists()


def test_a_body_that_is_not_json_is_refused(api):
    response = api.post(LIST, "{", content_type="application/json")
    assert response.status_code == 400
    assert "could not be read" in response.json()["non_field_errors"][0]
    assert api.post(LIST, "a=1", content_type="text/plain").status_code == 415


def test_a_pose_is_recolored_instead_of_its_model(ask, new_photo, photo):
    pose, stranger = new_photo(kind="pose", model=photo), new_photo(kind="pose")
    changes = [{"target": "blouse", "color": "red"}]
    both = {
        "pose_image_generation_id": pose.pk,
        "models_image_generation_task_id": photo.pk,
        "color_changes": changes,
    }
    task = RecolorTask.objects.get(pk=ask(both).json()["id"])
    assert task.photo == pose
    assert ask(both | {"pose_image_generation_id": stranger.pk}).status_code == 400
    assert ask({"pose_image_generation_id": photo.pk, "color_changes": changes}).status_code == 400
    assert ask({"models_image_generation_task_id": pose.pk, "color_changes": changes}).status_code == 400


def test_a_task_fails_if_its_garment_is_not_found_later(api, ask, new_photo, fake_engine):
    from recolor.engine import GarmentNotFound

    def not_there(task):
        raise GarmentNotFound("“saree” was not found in this photo. Found: blouse, lehenga.", ["blouse", "lehenga"])

    fake_engine.during_recolor = not_there
    photo = new_photo(found=False)
    changes = [{"target": "saree", "color": "red"}]
    pk = ask({"models_image_generation_task_id": photo.pk, "color_changes": changes}).json()["id"]
    services.task_run(pk)
    body = api.get(task_url(pk)).json()
    assert (body["status"], body["error"]["code"]) == ("failed", "garment_not_found")
    assert "Found: blouse, lehenga" in body["error"]["message"]


def test_another_workspace_sees_nothing(ask, other_workspace):
    pk = ask().json()["id"]
    stranger = APIClient(headers={"x-api-key": services.api_key_create(other_workspace, "theirs")[1]})
    assert stranger.get(LIST).json()["count"] == 0
    missing, foreign = stranger.get(task_url(999_999)), stranger.get(task_url(pk))
    assert missing.status_code == foreign.status_code == stranger.delete(task_url(pk)).status_code == 404
    assert foreign.json()["detail"].replace(f" {pk}.", " 999999.") == missing.json()["detail"]


def test_the_same_key_and_body_give_the_first_answer(ask):
    first, again = ask(**{"Idempotency-Key": "a"}), ask(**{"Idempotency-Key": "a"})
    assert first.json() == again.json()
    assert again.status_code == 200
    assert RecolorTask.objects.count() == 1
    assert ask(**{"Idempotency-Key": "b"}).json()["id"] != first.json()["id"]


def test_the_same_key_with_another_body_is_a_conflict(ask, photo):
    ask(**{"Idempotency-Key": "a"})
    other = {
        "models_image_generation_task_id": photo.pk,
        "color_changes": [{"target": "blouse", "color": "red"}],
    }
    assert ask(other, **{"Idempotency-Key": "a"}).status_code == 409


def test_the_same_key_with_another_call_is_a_conflict(ask, api):
    ask(**{"Idempotency-Key": "a"})
    answer = api.post("/v4/palettes/", {"name": "Spring"}, format="json", headers={"Idempotency-Key": "a"})
    assert answer.status_code == 409 and "another call or body" in answer.json()["detail"]


def test_a_refused_request_can_be_corrected_under_the_same_key(ask, photo):
    bad = {
        "models_image_generation_task_id": photo.pk,
        "color_changes": [{"target": "blouse", "color": "bluuu"}],
    }
    assert ask(bad, **{"Idempotency-Key": "a"}).status_code == 400
    assert ask(**{"Idempotency-Key": "a"}).status_code == 200


def test_the_extensions_protect_details_and_output_format(client, api_key, photo):
    from recolor.models import RecolorTask

    headers = {"x-api-key": api_key}
    change = {"target": "blouse", "color": "royal blue"}
    body = {
        "models_image_generation_task_id": photo.pk,
        "color_changes": [change, {"target": "lehenga", "color": "red", "protect_details": False}],
        "output_format": "webp",
    }
    url = "/v4/models/multipose-image-recolor/"
    made = client.post(url, body, content_type="application/json", headers=headers).json()
    assert made["output_format"] == "webp"
    assert [change["protect_details"] for change in made["color_changes"]] == [True, False]
    assert RecolorTask.objects.get().output_format == "webp"
    refused = client.post(url, body | {"output_format": "gif"}, content_type="application/json", headers=headers)
    assert refused.status_code == 400 and "output_format" in refused.json()


@pytest.mark.parametrize("body", ["[]", "3", '"text"', "null", "[[1]]"])
def test_a_body_that_is_not_an_object_is_refused_with_an_idempotency_key(client, api_key, body):
    headers = {"x-api-key": api_key, "Idempotency-Key": "k"}
    answer = client.post(LIST, body, content_type="application/json", headers=headers)
    assert answer.status_code == 400 and isinstance(answer.json(), dict)


def test_edges_of_given_masks_are_refined_on_request(api, ask, photo, settings):
    body = {
        "models_image_generation_task_id": photo.pk,
        "color_changes": [{"target": "blouse", "color": "royal blue"}],
    }
    assert ask(body).json()["refine_edges"] is False
    made = ask(body | {"refine_edges": True}).json()
    assert api.get(task_url(made["id"])).json()["refine_edges"] is True
    assert RecolorTask.objects.get(pk=made["id"]).refine_edges
    settings.RECOLOR_API_URL, settings.RECOLOR_API_KEY = "https://recolor.example", "key"
    refused = ask(body | {"engine": "hosted", "refine_edges": True})
    assert refused.status_code == 400 and "hosted" in refused.json()["refine_edges"][0]
    assert ask(body | {"refine_edges": "perhaps"}).status_code == 400
