"""The contract of the Recolor API over real HTTP: the life of a task, and the list.

The same tests run against our server with a fake engine, with the real local engine and with the hosted engine, and
against the fake hosted service itself, so the fake can be trusted in the other tests of `tests/contract`.
"""

import re

import pytest
import requests

from recolor.client import ColorChange, NotFoundError

from .implementations import TASKS
from .requests import BLUE_BLOUSE, MODEL, task_path

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_the_client_ends_the_list_where_tasks_were_deleted_in_the_meantime(api, new_task):
    ids = [new_task() for _ in range(3)]
    listed = api.client.list(page_size=2)
    assert next(listed).id == str(ids[2])
    api.client.delete(ids[0])
    assert [task.id for task in listed] == [str(ids[1])]


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
