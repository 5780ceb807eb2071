"""The Recolor API: importing sheets."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from recolor import services, sheet_files
from recolor.models import Batch, RecolorTask, Sheet

SHEET = "/v4/models/multipose-image-recolor/batch/sheet/"


@pytest.fixture
def photo(new_photo):
    return new_photo(name="front")


@pytest.fixture
def send(api):
    """Return a function that imports rows, each a photo, a target and a color."""

    def send(*rows, headers=None, **options):
        named = [dict(zip(("photo", "target", "color"), row, strict=True)) for row in rows]
        return api.post(SHEET, {"rows": named, **options}, format="json", headers=headers or {})

    return send


@pytest.fixture
def send_file(api):
    def send(content, name="spring.csv", **options):
        return api.post(SHEET, {"file": SimpleUploadedFile(name, content), **options}, format="multipart")

    return send


def lines(*rows):
    return [["photo", "target", "color"], *map(list, rows)]


def test_a_dry_run_says_what_each_row_would_do(send, photo, doubtful_blouse):
    answer = send(("front", "blouse", "teal"), ("frnt", "blouse", "bluuu"), ("front", "hat", "navy"), dry_run=True)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["id"], body["count"], body["status"], body["imported_before"]) == (None, 1, "invalid", False)
    first, second, third = body["rows"]
    assert (first["row"], first["count"], first["problems"]) == (1, 1, [])
    assert first["doubtful"] == ["front: blouse"]
    assert [problem["column"] for problem in second["problems"]] == ["photo", "color"]
    assert "blue" in second["problems"][1]["suggestions"]
    assert third["problems"][0]["column"] == "target" and "blouse" in third["problems"][0]["suggestions"]
    assert not Batch.objects.exists() and not Sheet.objects.exists()
    assert send(("front", "blouse", "teal"), dry_run=True).json()["status"] == "valid"
    body = send(("front", "blouse", "teal"), ("x", "blouse", "teal"), dry_run=True, leave_out=True).json()
    assert (body["status"], body["count"]) == ("valid", 1)


@pytest.mark.parametrize("file_format", sheet_files.FORMATS)
def test_a_file_becomes_a_batch_once(send_file, photo, file_format):
    content = sheet_files.write(file_format, lines(("front", "blouse", "teal"), ("front", "lehenga", "navy")))
    body = send_file(content, f"spring.{file_format}").json()
    batch = Batch.objects.get()
    assert (body["id"], body["count"], body["status"]) == (batch.pk, 2, "queued")
    assert [row["row"] for row in body["rows"]] == [2, 3], "the header is row 1"
    assert (batch.name, batch.created_key.name, batch.created_by) == ("spring", "tests", None)
    again = send_file(content, f"spring.{file_format}")
    assert again.status_code == 409 and "imported before" in again.json()["detail"]
    dry = send_file(content, dry_run=True).json()
    assert (dry["status"], dry["imported_before"], dry["rows"][0]["existing"]) == ("invalid", True, 1)
    body = send_file(content, again=True, repeat=True, name="Once more").json()
    assert Batch.objects.get(name="Once more").pk == body["id"] and RecolorTask.objects.count() == 4


def test_rows_with_problems_are_refused_or_left_out(send, photo):
    rows = [("front", "blouse", "teal"), ("front", "blouse", "bluuu"), ("nowhere", "blouse", "navy")]
    answer = send(*rows)
    assert answer.status_code == 400
    first, second = answer.json()["rows"]
    assert first.startswith("row 2, color: ") and second.startswith("row 3, photo: ")
    assert not Sheet.objects.exists() and not RecolorTask.objects.exists(), "nothing is left of a refused sheet"
    body = send(*rows, leave_out=True, name="Spring").json()
    assert (body["count"], [row["count"] for row in body["rows"]]) == (1, [1, 0, 0])
    assert Sheet.objects.get(started_at=None).name == "Rest of Spring"


def test_skus_and_views_are_set(api, photo):
    body = {"rows": [{"photo": "front", "sku": "S-1", "view": "front"}]}
    dry = api.post(SHEET, body | {"dry_run": True}, format="json").json()
    assert (dry["status"], dry["count"], dry["identified"]) == ("valid", 0, 1)
    answer = api.post(SHEET, body, format="json").json()
    assert (answer["id"], answer["status"], answer["identified"], answer["apart"]) == (None, "completed", 1, 0)
    photo.refresh_from_db()
    assert (photo.sku, photo.view) == ("S-1", "front")


@pytest.mark.parametrize(
    ("body", "field", "text"),
    [
        ({"rows": []}, "rows", "at least 1"),
        ({"rows": [{"photo": "front"}]}, "rows", "target"),
        ({"rows": [{"size": "L"}]}, "rows", "photo"),
        ({"rows": "front"}, "rows", "list"),
        (["front"], "non_field_errors", "JSON object"),
        (1, "non_field_errors", "JSON object"),
        ({"rows": [["front"]]}, "rows", "JSON object"),
        ({"rows": [{"photo": "x" * 300, "target": "a", "color": "b"}]}, "rows", "255"),
        ({"rows": [{f"c{row}.{column}": "" for column in range(7)} for row in range(10)]}, "rows", "60 columns"),
        ({"rows": [{}]}, "rows", "Name the columns"),
        ({"rows": [{"": "photo"}, {" ": "front"}]}, "rows", "Name the columns"),
        ({}, "file", "No file"),
        ({"rows": [{"photo": "front", "target": "", "color": ""}]}, "rows", "asks for nothing"),
    ],
)
def test_what_is_no_sheet_is_refused_at_its_field(api, photo, body, field, text):
    answer = api.post(SHEET, body, format="json")
    assert answer.status_code == 400
    assert any(text in problem for problem in answer.json()[field]), answer.json()


def test_a_broken_file_is_refused(send_file):
    answer = send_file(b"\x89PNG\r\n\x1a\n\0", "photo.csv")
    assert (answer.status_code, list(answer.json())) == (400, ["file"])


def test_the_same_key_gives_the_first_answer_again(send, photo):
    first, second = (send(("front", "blouse", "teal"), headers={"Idempotency-Key": "1"}) for _ in range(2))
    assert first.json() == second.json() and second.headers["Idempotency-Replayed"] == "true"
    assert Batch.objects.count() == 1


def test_photos_of_another_workspace_are_unknown(send, other_workspace, new_photo):
    new_photo(workspace=other_workspace, name="theirs")
    body = send(("theirs", "blouse", "teal"), dry_run=True).json()
    assert body["rows"][0]["problems"][0]["column"] == "photo"


def test_a_thousand_rows_take_few_queries(send, new_photo, django_assert_max_num_queries):
    new_photo(name="many")
    rows = [("many", "blouse", f"#{number:06x}") for number in range(300)]
    with django_assert_max_num_queries(60):
        assert send(*rows).json()["count"] == 300
    services.batch_trash(Batch.objects.get())
