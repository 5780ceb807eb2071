"""Wrong input is refused with what would be right, and mistyped names are not ignored."""

import pytest

from recolor import services
from recolor.file_names import PhotoIdentity
from recolor.models import Photo

from ..conftest import picture_upload

TASKS = "/v4/models/multipose-image-recolor/"
IMAGES = "/v4/models/base-images/"
LISTS = [TASKS, f"{TASKS}batch/", IMAGES, "/v4/palettes/", "/v4/webhooks/"]


@pytest.mark.parametrize("path", LISTS)
def test_a_mistyped_filter_does_not_list_all_rows(api, path):
    refused = api.get(path, {"stauts": "failed", "page": 1, "page_size": 5})
    assert refused.status_code == 400 and list(refused.json()) == ["stauts"]
    assert "Known here: " in refused.json()["stauts"][0] and "page, page_size" in refused.json()["stauts"][0]
    assert api.get(path, {"page": 1, "page_size": 5}).status_code == 200


def test_other_names_in_the_list_of_the_contract_are_ignored(api, photo):
    assert api.get(TASKS, {"page": 1, "ordering": "-id", "_": "1", "format": "json"}).status_code == 200
    for name in ("reveiw", "btach", "created", "targets"):
        assert api.get(TASKS, {name: "x"}).status_code == 400


@pytest.mark.parametrize("query", ["trash=1", "trash=yes", "trash=True", "trash=on"])
def test_every_word_for_true_moves_an_image_to_the_trash(api, photo, query):
    assert api.delete(f"{IMAGES}{photo.pk}/?{query}").json() == {"detail": "Moved to the trash"}
    photo.refresh_from_db()
    assert photo.trashed_at


@pytest.mark.parametrize("query", ["trash", "trash=", "trash=ture", "trsh=true", "cascade=all"])
def test_an_unclear_deletion_deletes_nothing(api, photo, query):
    refused = api.delete(f"{IMAGES}{photo.pk}/?{query}")
    assert refused.status_code == 400
    assert list(refused.json()) == [query.split("=")[0]]
    photo.refresh_from_db()
    assert photo.trashed_at is None


def test_cascade_is_read_like_trash(api, photo, new_task):
    new_task()
    assert api.delete(f"{IMAGES}{photo.pk}/?cascade=0").status_code == 409
    assert api.delete(f"{IMAGES}{photo.pk}/?cascade=1").json() == {"detail": "Deleted successfully"}


def test_unknown_names_in_our_own_calls_are_refused(api, photo):
    upload = {"image": picture_upload(), "kind": "model", "product": "L-12"}
    sent = {
        "kind": api.patch(f"{IMAGES}{photo.pk}/", {"kind": "pose"}, format="json"),
        "event": api.post("/v4/webhooks/", {"url": "https://a.example", "event": ["task.failed"]}, format="json"),
        "dryrun": api.post(f"{TASKS}batch/", {"tasks": [{}], "dryrun": True}, format="json"),
        "product": api.post(IMAGES, upload, format="multipart"),
    }
    for name, response in sent.items():
        assert response.status_code == 400
        assert response.json()[name][0].startswith("This name is unknown. Known here: ")
    assert list(sent["dryrun"].json()) == ["dryrun", "tasks"], "beside the other problems"


def test_unknown_names_in_the_call_of_the_contract_are_ignored(ask, photo):
    changes = [{"target": "blouse", "color": "teal", "opacity": 1}]
    assert ask({"models_image_generation_task_id": photo.pk, "color_changes": changes, "seed": 7}).status_code == 200


def test_an_upload_takes_the_sku_and_the_view(api, photo):
    services.photos_identify([photo], {photo.pk: PhotoIdentity("L-12", "")})
    fields = {"image": picture_upload(), "kind": "model", "sku": "L-12", "view": "back"}
    made = api.post(IMAGES, fields, format="multipart").json()
    assert (made["sku"], made["view"], made["kind"], made["model"]) == ("L-12", "back", "pose", photo.pk)
    refused = api.post(IMAGES, fields | {"image": picture_upload(), "sku": "x" * 200}, format="multipart")
    assert refused.status_code == 400 and Photo.objects.count() == 2


@pytest.mark.parametrize(
    ("path", "body", "text"),
    [
        (TASKS, {"image_quality": "8k"}, "“8k” is unknown. Send 2k, 4k or original."),
        (TASKS, {"output_format": "gif"}, "“gif” is unknown. Send jpeg, png or webp."),
        (TASKS, {"engine": "cloud"}, "“cloud” is unknown. Send local or hosted."),
        (TASKS, {"color_changes": [1]}, "item 1, non_field_errors: Send a JSON object."),
        (TASKS, {"color_changes": "blue"}, "Send a JSON list."),
        (TASKS, {"sharpen": "perhaps"}, "Send true or false."),
        (TASKS, [1], "Send a JSON object."),
        ("/v4/webhooks/", {"events": ["done"]}, "“done” is unknown. Send task.completed, "),
        (f"{TASKS}batch/sheet/", {"rows": [1]}, "Send a JSON object."),
        (f"{TASKS}batch/sheet/", {"rows": [{"size": "L"}]}, "The columns are photo, sku, view, "),
        (f"{TASKS}batch/sheet/", {"rows": [{"photo": " "}]}, "The rows have no texts."),
    ],
)
def test_a_wrong_value_says_what_would_be_right(api, path, body, text):
    refused = api.post(path, body, format="json")
    assert refused.status_code == 400
    assert any(text in problem for problems in refused.json().values() for problem in problems)
    assert "template" not in refused.text


@pytest.mark.parametrize(("path", "filters"), [(TASKS, {"status": "done"}), (IMAGES, {"kind": "shoe"})])
def test_a_wrong_filter_lists_the_choices(api, path, filters):
    ((problem,),) = api.get(path, filters).json().values()
    assert " is unknown. Send " in problem


def test_requests_that_reach_no_view_say_what_would_be_right(api, client):
    assert "x-api-key" in client.get(TASKS).json()["detail"]
    assert api.get(TASKS, {"page": "9"}).json()["detail"].startswith("There is no page 9.")
    text = api.post(TASKS, "blue", content_type="text/plain")
    assert (text.status_code, text.json()["detail"]) == (
        415,
        "“text/plain” cannot be read. Send the body as application/json.",
    )
    put = api.put(TASKS, {}, format="json")
    assert (put.status_code, put.json()["detail"]) == (
        405,
        "PUT is not possible here. Possible: GET, POST, HEAD, OPTIONS.",
    )


def test_the_errors_of_the_schema_are_json(api, client):
    for refused in (client.get("/api/schema/"), api.post("/api/schema/", {}, format="json")):
        assert refused["Content-Type"] == "application/json" and "detail" in refused.json()


@pytest.mark.parametrize("path", [TASKS, "/v2/models/multipose-tasks/1/", "/v4/nothing/", "/api/schema/"])
def test_an_unknown_host_is_answered_in_json(api, path):
    refused = api.get(path, headers={"Host": "other.example"})
    assert (refused.status_code, list(refused.json())) == (400, ["Host"])
    assert "other.example" in refused.json()["Host"][0] and "RECOLOR_ALLOWED_HOSTS" in refused.json()["Host"][0]
    page = api.get("/photos/", headers={"Host": "other.example"})
    assert page.status_code == 400 and page["Content-Type"].startswith("text/html")
