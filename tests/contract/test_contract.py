"""The contract of the Recolor API over real HTTP: the same tests for our server and for the fake hosted service.

They run against our server with a fake engine, with the real local engine and with the hosted engine, and against the
fake hosted service itself. So the fake service can be trusted in the other tests of this folder.
"""

import re

import pytest
import requests

from recolor import files, services
from recolor.client import AuthenticationError, ColorChange, InvalidRequestError, NotFoundError, RecolorClient
from recolor.models import Photo, RecolorTask

from .implementations import (
    TASKS,
    fake_hosted_service,
    our_server_with_fake_engine,
    our_server_with_hosted_engine,
    our_server_with_local_engine,
)

pytestmark = pytest.mark.django_db(transaction=True)

BUILDERS = {
    "our server, fake engine": our_server_with_fake_engine,
    "our server, local engine": our_server_with_local_engine,
    "our server, hosted engine": our_server_with_hosted_engine,
    "fake hosted service": fake_hosted_service,
}
LOCAL = ["our server, fake engine", "our server, local engine"]
OURS = [*LOCAL, "our server, hosted engine"]
BLUE_BLOUSE = [{"target": "blouse", "color": "royal blue"}]
POSE, MODEL = "pose_image_generation_id", "models_image_generation_task_id"


@pytest.fixture(params=BUILDERS)
def api(request):
    return BUILDERS[request.param](request.getfixturevalue)


@pytest.fixture
def new_task(api):
    """Return a function that creates a task for the model and returns its id."""

    def create(**fields):
        response = api.create({MODEL: api.model, "color_changes": BLUE_BLOUSE} | fields)
        assert response.status_code == 200, response.text
        return response.json()["id"]

    return create


def task_path(pk):
    return f"/v2/models/multipose-tasks/{pk}/"


def refusal(api, body):
    """Return the text with which a request is refused, at once or, by the hosted service, later."""
    response = api.create(body)
    if api.checks_photos:
        assert response.status_code == 400
        assert_problems_by_field(response.json())
        return response.text
    assert response.status_code == 200
    task = api.finish(response.json()["id"])
    assert task.status == "failed"
    return task.error.message


def assert_problems_by_field(body):
    """Check the shape of a 400 answer: a list of sentences for each field."""
    for problems in body.values():
        assert problems and all(isinstance(problem, str) and problem for problem in problems)


def test_a_task_from_its_creation_to_its_deletion(api, tmp_path):
    changes = [ColorChange("blouse", "royal blue")]
    task = api.client.create(changes, model_id=api.model)
    assert (task.status, task.result_url) == ("queued", None)
    polled = []
    task = api.client.wait(task.id, on_poll=polled.append)
    assert (task.status, task.done, task.error) == ("completed", True, None)
    assert polled[0].status == "queued"
    path = api.client.download(task.result_url, tmp_path / "result.jpg")
    assert path.read_bytes()[:2] == b"\xff\xd8"
    assert api.client.download(task.result_url) == path.read_bytes()
    assert [listed.id for listed in api.client.list()] == [task.id]
    api.client.delete(task.id)
    assert list(api.client.list()) == []
    with pytest.raises(NotFoundError):
        api.client.get(task.id)


def test_the_fields_of_a_new_task(api):
    body = api.create({MODEL: api.model, "color_changes": BLUE_BLOUSE}).json()
    assert isinstance(body["id"], int)
    assert body["status"] in ("queued", "pending")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", body["created_at"])
    assert body.get("result_url") is None
    polled = api.request("GET", task_path(body["id"])).json()
    assert (polled["id"], polled["status"]) == (body["id"], body["status"])


def test_the_result_url_is_absolute_signed_and_needs_no_key(api, new_task):
    pk = new_task()
    url = api.finish(pk).result_url
    assert url.startswith("http")
    answer = requests.get(url, timeout=30)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    without_a_character = url[:-2] + url[-1]
    assert requests.get(without_a_character, timeout=30).status_code in (403, 404)
    api.request("DELETE", task_path(pk))
    assert requests.get(url, timeout=30).status_code in (403, 404)


def test_a_started_task_is_processing(api, new_task):
    pk = new_task()
    api.start(pk)
    assert api.request("GET", task_path(pk)).json()["status"] == "processing"


def test_the_list_is_newest_first_and_paginated(api, new_task):
    created = [new_task() for _ in range(5)]
    page = api.request("GET", TASKS, params={"page": 1, "page_size": 2}).json()
    assert (page["count"], [task["id"] for task in page["results"]]) == (5, created[:2:-1])
    assert all({"id", "status"} <= task.keys() for task in page["results"])
    listed = page["results"]
    while page["next"]:
        page = requests.get(page["next"], headers={"x-api-key": api.key}, timeout=30).json()
        assert page["count"] == 5
        listed += page["results"]
    assert [task["id"] for task in listed] == created[::-1]
    assert len(api.request("GET", TASKS).json()["results"]) == 5


def test_a_page_has_10_tasks_unless_another_size_is_requested(api, new_task):
    for _ in range(11):
        new_task()
    sizes = {"": 10, "?page_size=11": 11, "?page_size=1000": 11, "?page_size=x": 10}
    assert {query: len(api.request("GET", TASKS + query).json()["results"]) for query in sizes} == sizes


@pytest.mark.parametrize("page", ["0", "2", "x"])
def test_a_page_that_does_not_exist_is_not_found(api, page):
    response = api.request("GET", TASKS, params={"page": page})
    assert (response.status_code, list(response.json())) == (404, ["detail"])


def test_an_empty_list_has_one_page(api):
    body = api.request("GET", TASKS).json()
    assert (body["count"], body["next"], body["results"]) == (0, None, [])


def test_the_client_requests_pages_as_they_are_consumed(api, new_task):
    created = [str(new_task()) for _ in range(5)]
    tasks = api.client.list(page_size=2)
    assert next(tasks).id == created[-1]
    assert [task.id for task in tasks] == created[-2::-1]
    assert api.client.page(2, 2).count == 5


def test_a_delete_cancels_a_running_task(api, new_task):
    pk = new_task()
    api.start(pk)
    response = api.request("DELETE", task_path(pk))
    assert (response.status_code, response.json()) == (200, {"detail": "Deleted successfully"})
    api.advance()
    assert api.request("GET", TASKS).json()["count"] == 0


def test_unknown_and_deleted_tasks_are_not_found(api, new_task):
    deleted = new_task()
    api.request("DELETE", task_path(deleted))
    for pk in (deleted, 999_999, 10**30):
        for method in ("GET", "DELETE"):
            response = api.request(method, task_path(pk))
            assert (response.status_code, list(response.json())) == (404, ["detail"])
    with pytest.raises(NotFoundError):
        api.client.get("no-number")


INVALID_FIELDS = [
    (MODEL, {MODEL: "seven"}),
    (POSE, {POSE: 0}),
    (POSE, {MODEL: None}),
    (POSE, {MODEL: None, POSE: None}),
    ("color_changes", {"color_changes": None}),
    ("color_changes", {"color_changes": []}),
    ("color_changes", {"color_changes": "blue"}),
    ("color_changes", {"color_changes": ["blue"]}),
    ("color_changes", {"color_changes": [{"target": "blouse"}]}),
    ("color_changes", {"color_changes": [{"color": "blue"}]}),
    ("color_changes", {"color_changes": [{"target": " ", "color": "blue"}]}),
    ("color_changes", {"color_changes": [{"target": "blouse", "color": ""}]}),
    ("color_changes", {"color_changes": [{"target": "blouse", "color": "royl bluu"}]}),
    ("color_changes", {"color_changes": [{"target": "blouse", "color": "#12"}]}),
    ("color_changes", {"color_changes": [{"target": "blouse", "color": "blue" * 21}]}),
    ("color_changes", {"color_changes": BLUE_BLOUSE * 2}),
    ("color_changes", {"color_changes": BLUE_BLOUSE * 13}),
    ("image_quality", {"image_quality": "8k"}),
    ("image_quality", {"image_quality": None}),
]


def test_invalid_fields_are_refused_by_name(api, subtests):
    for field, change in INVALID_FIELDS:
        with subtests.test(field=field, change=change):
            response = api.create({MODEL: api.model, "color_changes": BLUE_BLOUSE} | change)
            assert response.status_code == 400
            assert field in response.json()
            assert_problems_by_field(response.json())
    assert api.client.page().count == 0


def test_the_client_raises_the_problems_by_field(api):
    with pytest.raises(InvalidRequestError) as error:
        api.client.create([ColorChange("blouse", "royl bluu")], model_id=api.model)
    assert error.value.status == 400
    assert "royl bluu" in error.value.fields["color_changes"][0]


def test_photos_that_do_not_exist_or_do_not_fit_are_refused(api, subtests):
    requests_by_field = [
        (MODEL, {MODEL: 999_999}),
        (POSE, {POSE: 999_999}),
        (POSE, {POSE: api.model}),
        (MODEL, {MODEL: api.pose}),
        (POSE, {POSE: api.other_pose, MODEL: api.model}),
    ]
    for field, ids in requests_by_field:
        with subtests.test(ids=ids):
            assert field in refusal(api, ids | {"color_changes": BLUE_BLOUSE})


@pytest.mark.parametrize("target", ["sofa", "blous3", "shoes"])
def test_garments_that_are_unknown_or_not_in_the_photo_are_refused(api, target):
    changes = [*BLUE_BLOUSE, {"target": target, "color": "red"}]
    text = refusal(api, {MODEL: api.model, "color_changes": changes})
    assert "color_changes" in text
    assert target in text


def test_a_task_fails_if_the_garment_turns_out_to_be_missing(api, new_task):
    pk = new_task(**{MODEL: api.unanalyzed_model, "color_changes": [{"target": "shoes", "color": "red"}]})
    task = api.finish(pk)
    assert (task.status, task.result_url) == ("failed", None)
    assert task.error.code == ("garment_not_found" if api.checks_photos else "hosted_failed")
    assert "“shoes” was not found" in task.error.message
    [listed] = api.client.list()
    assert (listed.status, listed.error) == (task.status, task.error)


def test_a_garment_that_is_known_later_is_accepted(api, new_task):
    pk = new_task(**{MODEL: api.unanalyzed_model})
    assert api.finish(pk).status == "completed"


def test_valid_ids_colors_garments_and_qualities_are_accepted(api, subtests):
    bodies = [
        {POSE: api.pose},
        {POSE: api.pose, MODEL: api.model},
        {MODEL: str(api.model)},
        {"image_quality": "4k"},
        *({"color_changes": [{"target": "blouse", "color": color}]} for color in ("#00f", "c2185b", "dusty rose")),
        {"color_changes": [{"target": "the red Blouse", "color": "Light Olive Green"}]},
        {"color_changes": [*BLUE_BLOUSE, {"target": "lehenga", "color": "#0000ff"}]},
    ]
    for body in bodies:
        ids = {} if POSE in body else {MODEL: api.model}
        with subtests.test(body=body):
            assert api.create({"color_changes": BLUE_BLOUSE} | ids | body).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"x-api-key": ""}, {"x-api-key": "wrong"}])
def test_every_call_needs_a_valid_key(api, new_task, headers):
    path = task_path(new_task())
    for method, call in [("GET", TASKS), ("POST", TASKS), ("GET", path), ("DELETE", path)]:
        response = api.request(method, call, headers)
        assert (response.status_code, list(response.json())) == (401, ["detail"])
        assert response.headers["WWW-Authenticate"]
    with pytest.raises(AuthenticationError) as error:
        RecolorClient(api.url, "wrong").page()
    assert "wrong" not in str(error.value)


def test_the_same_idempotency_key_and_body_give_the_first_answer(api):
    body = {MODEL: api.model, "color_changes": BLUE_BLOUSE}
    first = api.create(body, Idempotency_Key="k1")
    again = api.create(body, Idempotency_Key="k1")
    assert (again.status_code, again.json()) == (200, first.json())
    assert api.create(body, Idempotency_Key="k2").json()["id"] != first.json()["id"]
    assert api.client.page().count == 2


def test_the_same_idempotency_key_with_another_body_is_a_conflict(api):
    body = {MODEL: api.model, "color_changes": BLUE_BLOUSE}
    refused = api.create(body | {"image_quality": "8k"}, Idempotency_Key="k1")
    assert refused.status_code == 400
    assert api.create(body, Idempotency_Key="k1").status_code == 200, "a refused request does not use up the key"
    conflict = api.create(body | {"image_quality": "4k"}, Idempotency_Key="k1")
    assert (conflict.status_code, list(conflict.json())) == (409, ["detail"])
    too_long = api.create(body, Idempotency_Key="k" * 256)
    assert (too_long.status_code, list(too_long.json())) == (400, ["Idempotency-Key"])
    assert api.client.page().count == 1


@pytest.mark.parametrize("content", ["{", "[]", "3", "null"])
def test_a_body_that_is_not_a_json_object_is_refused(api, content):
    headers = {"x-api-key": api.key, "Content-Type": "application/json"}
    response = api.request("POST", TASKS, headers, data=content)
    assert response.status_code == 400
    assert_problems_by_field(response.json())


def test_other_content_types_and_methods_are_refused(api, new_task):
    text = api.request("POST", TASKS, {"x-api-key": api.key, "Content-Type": "text/plain"}, data="blue")
    assert (text.status_code, list(text.json())) == (415, ["detail"])
    for method, path in [("PUT", TASKS), ("DELETE", TASKS), ("POST", task_path(new_task()))]:
        response = api.request(method, path, json={})
        assert (response.status_code, list(response.json())) == (405, ["detail"])


@pytest.mark.parametrize("path", ["/v4/models/unknown/", "/v2/models/multipose-tasks/no-number/"])
@pytest.mark.parametrize(
    "api",
    [
        *(pytest.param(name, marks=pytest.mark.xfail(strict=True, reason="the 404 is HTML")) for name in OURS),
        "fake hosted service",
    ],
    indirect=True,
)
def test_unknown_paths_are_not_found_as_json(api, path):
    response = api.request("GET", path)
    assert (response.status_code, list(response.json())) == (404, ["detail"])


@pytest.mark.parametrize("api", LOCAL, indirect=True)
def test_photos_that_cannot_be_read_are_refused_or_fail_their_tasks(api, new_task):
    upload = {"image": ("photo.png", b"no picture", "image/png")}
    response = api.request("POST", "/v4/models/base-images/", data={"kind": "model"}, files=upload)
    assert (response.status_code, list(response.json())) == (400, ["image"])
    pk = new_task()
    photo = Photo.objects.get(pk=api.model)
    Photo.objects.filter(pk=photo.pk).update(file=files.store("damaged.png", b"no picture"))
    task = api.finish(pk)
    assert (task.status, task.error.code) == ("failed", "unreadable_photo")


@pytest.mark.parametrize("api", LOCAL, indirect=True)
def test_the_garments_of_a_photo_that_cannot_be_read_are_not_found(api):
    Photo.objects.filter(pk=api.unanalyzed_model).update(file=files.store("damaged.png", b"no picture"))
    services.photo_find_garments(api.unanalyzed_model)
    photo = api.request("GET", f"/v4/models/base-images/{api.unanalyzed_model}/").json()
    assert (photo["status"], photo["error"]["code"]) == ("failed", "unreadable_photo")


@pytest.mark.parametrize("api", LOCAL, indirect=True)
def test_an_unknown_quality_fails_the_task(api, new_task):
    """Requests with an unknown quality are refused, so this checks that both local engines refuse it too."""
    pk = new_task()
    RecolorTask.objects.filter(pk=pk).update(image_quality="8k")
    assert api.finish(pk).status == "failed"
