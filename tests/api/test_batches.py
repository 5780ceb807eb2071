"""The Recolor API: batches."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recolor import services
from recolor.models import Batch, RecolorTask

BATCHES = "/v4/models/multipose-image-recolor/batch/"
TASKS = "/v4/models/multipose-image-recolor/"


@pytest.fixture
def body(photo):
    """Return the body of a batch of two tasks."""
    changes = [[{"target": "blouse", "color": color}] for color in ("royal blue", "teal")]
    return {"tasks": [{"models_image_generation_task_id": photo.pk, "color_changes": each} for each in changes]}


@pytest.fixture
def send(api):
    return lambda body, **headers: api.post(BATCHES, body, format="json", headers=headers)


def test_a_batch_is_created_and_followed(api, send, body):
    made = send(body | {"name": "Spring"})
    assert made.status_code == 201
    batch = Batch.objects.get()
    assert made.json() == {"id": batch.pk, "count": 2, "status": "queued", "warnings": []}
    for task in batch.tasks.all():
        services.task_run(task.pk)
    shown = api.get(f"{BATCHES}{batch.pk}/").json()
    tasks = [task.pk for task in batch.tasks.order_by("pk")]
    assert (shown["name"], shown["status"], shown["count"], shown["tasks"]) == ("Spring", "completed", 2, tasks)
    assert shown["counts"] == {"queued": 0, "processing": 0, "completed": 2, "failed": 0, "canceled": 0}
    assert shown["tones"] == [], "each color was made once"


def test_tasks_name_their_batch_and_are_listed_by_it(api, send, ask, body):
    single = ask().json()
    assert single["batch"] is None
    batch = send(body).json()["id"]
    listed = api.get(TASKS, {"batch": batch}).json()["results"]
    assert [task["batch"] for task in listed] == [batch] * 2
    assert api.get(TASKS, {"batch": "x"}).status_code == 400


def test_tones_name_the_results_that_are_farthest_apart(api, send, body):
    body["tasks"][1]["color_changes"] = body["tasks"][0]["color_changes"]
    batch = send(body).json()["id"]
    ids = sorted(RecolorTask.objects.values_list("pk", flat=True))
    for pk in ids:
        services.task_run(pk)
    RecolorTask.objects.get(pk=ids[1]).color_changes.update(achieved_hex="#4a72e6")
    (tone,) = api.get(f"{BATCHES}{batch}/").json()["tones"]
    assert (tone["target"], tone["color_hex"], tone["count"]) == ("blouse", "#4169e1", 2)
    assert tone["delta_e"] > 1 and tone["farthest_apart"] == ids


def test_a_pose_that_cannot_show_the_color_sets_the_tone_of_the_others(api, send, body, photo, new_photo, fake_engine):
    pose = new_photo(kind="pose", model=photo)
    fake_engine.limits = {pose.pk: "#4a72e6"}
    changes = [{"target": "blouse", "color": "royal blue"}]
    poses = [{"models_image_generation_task_id": photo.pk}, {"pose_image_generation_id": pose.pk}]
    batch = send({"tasks": [each | {"color_changes": changes} for each in poses]}).json()["id"]
    while task := RecolorTask.objects.filter(status="queued").order_by("pk").first():
        services.task_run(task.pk)
    shown = api.get(f"{BATCHES}{batch}/").json()
    assert (shown["tones"][0]["delta_e"], shown["count"], shown["status"]) == (0, 2, "completed")
    again = api.get(f"/v2/models/multipose-tasks/{max(shown['tasks'])}/").json()
    assert again["color_changes"][0]["tone_hex"] == "#4a72e6" and again["first_version"]


def test_nothing_is_created_if_one_task_is_refused(send, body):
    body["tasks"][1]["color_changes"] = [{"target": "hat", "color": "red"}]
    refused = send(body)
    assert refused.status_code == 400
    assert refused.json()["tasks"][0].startswith("item 2, color_changes: “hat” was not found in this photo.")
    body["tasks"][1] = {"pose_image_generation_id": 999, "color_changes": [{"target": "hat", "color": "red"}]}
    refused = send(body).json()
    assert refused["tasks"][0].startswith("item 2, pose_image_generation_id: There is no base image 999")
    assert send({"tasks": []}).status_code == 400
    assert "item 1" in send({"tasks": [{}]}).json()["tasks"][0]
    assert not RecolorTask.objects.exists() and not Batch.objects.exists()


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_refused_batch_lists_the_problems_of_all_items(send, photo, dry_run):
    image = {"models_image_generation_task_id": photo.pk}
    changes = {"color_changes": [{"target": "blouse", "color": "teal"}]}
    items = [
        image | {"color_changes": [{"target": "blouse", "color": "bluuu"}, {"target": "hat", "color": "red"}]},
        {"models_image_generation_task_id": 999} | changes,
        image | changes,
        image | changes | {"image_quality": "9k"},
        image | changes | {"replaces": 1},
    ]
    refused = send({"tasks": items, "name": "x" * 81, "dry_run": dry_run})
    assert refused.status_code == 400
    assert list(refused.json()) == ["tasks", "name"]
    beginnings = [
        "item 1, color_changes: blouse: “bluuu” ",
        "item 1, color_changes: “hat” was not found",
        "item 2, models_image_generation_task_id: There is no base image 999",
        "item 4, image_quality: “9k” is unknown.",
        "item 5, replaces: A task is replaced in its own batch.",
    ]
    for text, beginning in zip(refused.json()["tasks"], beginnings, strict=True):
        assert text.startswith(beginning)
    assert not Batch.objects.exists()


def test_a_dry_run_reports_doubts_and_creates_nothing(send, body, doubtful_blouse):
    answer = send(body | {"dry_run": True})
    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["count"], answer.json()["status"]) == (None, 2, "valid")
    assert answer.json()["warnings"][0].startswith("item 1: check the outline of blouse")
    assert not RecolorTask.objects.exists()
    body["tasks"][0]["color_changes"][0]["color"] = "bluuu"
    assert send(body | {"dry_run": True}).status_code == 400


def test_a_dry_run_reports_what_the_grid_of_the_studio_reports(send, body, photo, new_photo, new_task):
    new_task(photo)
    body["tasks"][1]["color_changes"][0]["target"] = "top"
    waiting = new_photo(found=False)
    body["tasks"].append({**body["tasks"][0], "models_image_generation_task_id": waiting.pk})
    warnings = [
        "item 1: the photo has this result already.",
        "item 2: “top” means “blouse” here.",
        "item 3: the garments of this photo are still being found; a target that it does not show fails later.",
    ]
    assert send(body | {"dry_run": True}).json()["warnings"] == warnings
    assert send(body).json()["warnings"] == warnings, "the new results do not count as existing"


def test_a_dry_run_names_the_poses_that_lack_a_garment(send, body, photo, new_photo):
    pose = new_photo(kind="pose", model=photo)
    pose.garments.filter(name="blouse").delete()
    body["tasks"].append({**body["tasks"][0], "pose_image_generation_id": pose.pk})
    refused = send(body | {"dry_run": True})
    assert refused.status_code == 400
    assert [text[:45] for text in refused.json()["tasks"]] == ["item 3, color_changes: “blouse” was not found"]


def test_a_dry_run_leaves_no_hosted_photo(send, body, settings):
    settings.RECOLOR_API_URL, settings.RECOLOR_API_KEY = "https://recolor.example", "key"
    from recolor.models import Photo

    hosted = {**body["tasks"][0], "engine": "hosted", "models_image_generation_task_id": 77}
    assert send({"tasks": [hosted], "dry_run": True}).status_code == 200
    assert not Photo.objects.filter(hosted_id="77").exists()
    assert send({"tasks": [hosted]}).status_code == 201


def test_the_same_key_and_body_give_the_first_answer(send, body):
    first, again = (send(body, **{"Idempotency-Key": "a"}) for _ in range(2))
    assert (again.status_code, again.json()) == (201, first.json())
    assert Batch.objects.count() == 1


def test_batches_are_listed_with_their_progress(api, send, body, other_workspace):
    first, second = (send(body | {"name": name}).json()["id"] for name in ("Spring", "Summer"))
    services.task_run(RecolorTask.objects.filter(batch=first).earliest("pk").pk)
    Batch.objects.create(workspace=other_workspace, name="Other")
    with CaptureQueriesContext(connection) as queries:
        listed = api.get(BATCHES, {"page_size": 5}).json()
    assert [(each["id"], each["name"], each["status"]) for each in listed["results"]] == [
        (second, "Summer", "queued"),
        (first, "Spring", "processing"),
    ]
    assert listed["count"] == 2 and listed["results"][1]["counts"]["completed"] == 1
    send(body)
    with CaptureQueriesContext(connection) as more_queries:
        assert api.get(BATCHES).json()["count"] == 3
    assert len(queries) == len(more_queries), "a batch more takes no query more"
    assert "tones" not in listed["results"][0] and listed["next"] is None


def test_progress_is_counted_only_for_the_batches_of_the_page(api, signed_in, send, body):
    for _ in range(2):
        batch = send(body).json()["id"]
    for ask, address in ((api, f"{BATCHES}?page_size=1"), (signed_in, "/batches/?q=blouse")):
        with CaptureQueriesContext(connection) as captured:
            assert ask.get(address).status_code == 200
        (counted,) = [query["sql"] for query in captured if "queued_count" in query["sql"]]
        assert f'"recolor_batch"."id" IN ({batch}' in counted


def test_a_batch_is_paused_and_resumed(api, send, body):
    batch = send(body).json()["id"]
    for _ in range(2):
        assert api.post(f"{BATCHES}{batch}/pause/").json()["status"] == "paused"
    assert Batch.objects.get().paused_at
    for _ in range(2):
        assert api.post(f"{BATCHES}{batch}/resume/").json()["status"] == "queued"
    assert not Batch.objects.get().paused_at


def test_a_batch_is_renamed(api, send, body):
    address = f"{BATCHES}{send(body).json()['id']}/"
    assert api.patch(address, {"name": " Spring  looks "}, format="json").json()["name"] == "Spring looks"
    for wrong in ({}, {"name": ""}, {"name": "x" * 81}, {"name": "Spring", "status": "completed"}):
        assert api.patch(address, wrong, format="json").status_code == 400
    assert api.get(address).json()["name"] == "Spring looks"


def test_the_rest_is_canceled_and_only_failed_ones_are_tried_again(api, send, body, photo):
    body["tasks"].append({**body["tasks"][0], "color_changes": [{"target": "blouse", "color": "gray"}]})
    batch = send(body).json()["id"]
    done, failing, _waiting = RecolorTask.objects.order_by("pk")
    services.task_run(done.pk)
    RecolorTask.objects.filter(pk=failing.pk).update(status="failed", error_code="internal")
    api.post(f"{BATCHES}{batch}/pause/")
    canceled = api.post(f"{BATCHES}{batch}/cancel/").json()
    assert (canceled["status"], canceled["counts"]["completed"], canceled["counts"]["failed"]) == ("completed", 1, 2)
    again = api.post(f"{BATCHES}{batch}/retry/").json()
    assert (again["status"], again["counts"]["queued"], again["counts"]["failed"]) == ("processing", 1, 1)
    assert RecolorTask.objects.get(status="queued") == failing


def test_a_repeated_action_with_the_same_key_is_done_once(api, send, body):
    batch = send(body).json()["id"]
    RecolorTask.objects.update(status="failed", error_code="internal")
    headers = {"Idempotency-Key": "retry-1"}
    first = api.post(f"{BATCHES}{batch}/retry/", headers=headers)
    RecolorTask.objects.update(status="failed", error_code="internal")
    again = api.post(f"{BATCHES}{batch}/retry/", headers=headers)
    assert again.json() == first.json() and again["Idempotency-Replayed"] == "true"
    assert not RecolorTask.objects.filter(status="queued").exists()


def test_one_tone_is_on_unless_it_is_switched_off(api, send, body):
    for options, expected in (({}, True), ({"one_tone": False}, False)):
        batch = send(body | options).json()["id"]
        assert Batch.objects.get(pk=batch).one_tone is expected
        assert api.get(f"{BATCHES}{batch}/").json()["one_tone"] is expected
    assert send(body | {"one_tone": "perhaps"}).status_code == 400


def test_batches_of_another_workspace_are_missing(api, other_workspace, new_photo):
    photo = new_photo(workspace=other_workspace)
    change = {"target": "blouse", "color": "teal"}
    batch = services.batch_create(other_workspace, [{"model": photo, "changes": [change]}])
    assert api.get(f"{BATCHES}{batch.pk}/").status_code == 404
    for action in ("pause", "resume", "cancel", "retry", "restore"):
        assert api.post(f"{BATCHES}{batch.pk}/{action}/").status_code == 404
    batch.refresh_from_db()
    assert batch.paused_at is None
    task = {"models_image_generation_task_id": photo.pk, "color_changes": [change]}
    assert api.post(BATCHES, {"tasks": [task]}, format="json").status_code == 400


def test_a_hundred_tasks_take_few_queries(send, many_photos):
    changes = [{"target": "blouse", "color": "teal"}]
    body = {
        "tasks": [{"models_image_generation_task_id": each.pk, "color_changes": changes} for each in many_photos(100)]
    }
    with CaptureQueriesContext(connection) as queries:
        assert send(body).status_code == 201
    assert len(queries) <= 30, [query["sql"][:80] for query in queries]
    assert RecolorTask.objects.count() == 100
