"""The Recolor API: reviews."""

import pytest

from recolor import services


@pytest.fixture
def done(ask):
    pk = ask().json()["id"]
    services.task_run(pk)
    return pk


def address(pk):
    return f"/v2/models/multipose-tasks/{pk}/reviews/"


def test_a_key_reviews_a_result_and_reads_the_record(api, done, person, workspace):
    made = api.post(address(done), {"review": "rejected", "note": "wrong shade"}, format="json")
    assert made.status_code == 201
    assert {**made.json(), "id": 0, "at": ""} == {
        "id": 0, "at": "", "review": "rejected", "note": "wrong shade", "person": None, "api_key": "tests",
    }  # fmt: skip
    task = api.get(f"/v2/models/multipose-tasks/{done}/").json()
    assert (task["review"], task["review_note"]) == ("rejected", "wrong shade")
    services.tasks_review(workspace.recolor_tasks.all(), "approved", by=person)
    listed = api.get(address(done)).json()
    assert [(each["review"], each["person"], each["api_key"]) for each in listed["results"]] == [
        ("approved", "asha", None),
        ("rejected", None, "tests"),
    ]


def test_the_number_of_queries_of_the_record_is_fixed(api, done, django_assert_num_queries):
    api.get(address(done))
    for review in ("approved", "rejected"):
        api.post(address(done), {"review": review}, format="json")
    # the key with its workspace, the task, its color changes, the count, the records with people and keys
    with django_assert_num_queries(5):
        api.get(address(done))


def test_what_cannot_be_reviewed_is_refused(api, ask, done):
    assert api.post(address(done), {"review": "splendid"}, format="json").status_code == 400
    assert api.post(address(done), {"review": "approved", "note": "x" * 301}, format="json").status_code == 400
    nothing = api.post(address(done), {"review": "to_review"}, format="json")
    assert nothing.status_code == 409 and "no decision to take back" in nothing.json()["detail"]
    api.post(address(done), {"review": "approved"}, format="json")
    back, again = [api.post(address(done), {"review": "to_review"}, format="json") for _ in range(2)]
    assert (back.status_code, again.status_code) == (201, 409)
    waiting = api.post(address(ask().json()["id"]), {"review": "approved"}, format="json")
    assert waiting.status_code == 409 and "completed" in waiting.json()["detail"]
    assert api.get(address(done)).json()["count"] == 2


def test_results_of_another_workspace_are_missing(client, other_workspace, done):
    headers = {"x-api-key": services.api_key_create(other_workspace, "theirs")[1]}
    sent = client.post(address(done), {"review": "approved"}, content_type="application/json", headers=headers)
    assert sent.status_code == 404
    assert client.get(address(done), headers=headers).status_code == 404


def test_the_same_idempotency_key_decides_once(api, done):
    for _ in range(2):
        headers = {"Idempotency-Key": "review-1"}
        sent = api.post(address(done), {"review": "approved"}, format="json", headers=headers)
        assert sent.status_code == 201
    assert api.get(address(done)).json()["count"] == 1
