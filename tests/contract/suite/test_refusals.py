"""The contract of the Recolor API over real HTTP: what is refused, and how; see `test_tasks.py`."""

import pytest

from recolor import files, services
from recolor.client import AuthenticationError, ColorChange, InvalidRequestError, RecolorClient
from recolor.models import Photo, RecolorTask

from .implementations import TASKS
from .requests import BLUE_BLOUSE, HOSTED, LOCAL, MODEL, POSE, assert_problems_by_field, refusal, task_path

pytestmark = pytest.mark.django_db(transaction=True)


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
def test_unknown_paths_are_not_found_as_json(api, path):
    response = api.request("GET", path)
    assert (response.status_code, list(response.json())) == (404, ["detail"])


OPTIONS = [
    ("output_format", {"output_format": "png"}),
    ("output_format", {"output_format": "webp"}),
    ("image_quality", {"image_quality": "original"}),
    ("sharpen", {"sharpen": True}),
    ("refine_edges", {"refine_edges": True}),
    ("color_changes", {"color_changes": [{**BLUE_BLOUSE[0], "protect_details": False}]}),
    ("color_changes", {"color_changes": [{**BLUE_BLOUSE[0], "layer": "base"}]}),
]


@pytest.mark.parametrize("api", [*LOCAL, *HOSTED], indirect=True)
def test_every_option_of_ours_works_or_is_refused_by_name(api, subtests):
    """Every option works with the local engine; with a hosted service, those that it cannot know are refused."""
    for field, option in OPTIONS:
        with subtests.test(option=option):
            response = api.create({MODEL: api.model, "color_changes": BLUE_BLOUSE} | option)
            works = api.checks_photos or field == "output_format"
            assert response.status_code == (200 if works else 400), response.text
            if not works:
                assert list(response.json()) == [field]
                continue
            task = api.finish(response.json()["id"])
            assert task.status == "completed"
            if field == "output_format":
                content = api.client.download(task.result_url)
                assert content[:4] == {"png": b"\x89PNG", "webp": b"RIFF"}[option["output_format"]]


def test_a_pose_with_its_model_is_recolored(api):
    body = {POSE: api.pose, MODEL: api.model, "color_changes": BLUE_BLOUSE}
    assert api.finish(api.create(body).json()["id"]).status == "completed"


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
