"""Exporting results: file names by a pattern, converted pictures, the manifest and the contact sheet."""

import csv
import io
import re
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from recolor import services
from recolor.exports import ExportOptions, FileNamer, NamePatternError
from recolor.exports.pictures import convert
from recolor.models import RecolorTask
from recolor.spreadsheets import safe_cell
from tests.web.conftest import HTMX

FIELDS = {
    "sku": "KU-204",
    "view": "back",
    "photo": "Red dress",
    "garment": "blouse",
    "color": "royal blue",
    "changes": "blouse-royal-blue",
    "version": 2,
    "date": "2026-01-31",
    "id": 7,
}


def unzipped(response) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{sku}_{color}_{view}_{n:02}_v{version}", "KU-204_royal-blue_back_01_v2.jpg"),
        ("{photo} {id:04}", "Red-dress 0007.jpg"),
        ("Season/{sku}", "SeasonKU-204.jpg"),
        ("con{n}", "con1.jpg"),
    ],
)
def test_names_follow_the_pattern(pattern, name):
    assert FileNamer(pattern).name(FIELDS, "jpg") == name


def test_a_field_without_a_value_leaves_no_gap():
    assert FileNamer("{sku}_{view}_{color}").name(FIELDS | {"view": ""}, "png") == "KU-204_royal-blue.png"
    assert FileNamer("{sku}_{view}").name(FIELDS | {"view": ""}, "png") == "KU-204.png"
    assert FileNamer("{sku}").name(FIELDS | {"sku": ""}, "png") == "result.png"


def test_equal_names_are_counted():
    namer = FileNamer("{sku}_{n:02}")
    names = [namer.name(FIELDS | {"sku": sku}, "jpg") for sku in ("A", "a", "B", "A")]
    assert names == ["A_01.jpg", "a_02.jpg", "B_01.jpg", "A_03.jpg"]
    namer = FileNamer("{sku}")
    assert [namer.name(FIELDS | {"sku": sku}, "jpg") for sku in ("A", "a", "A")] == ["A.jpg", "a-2.jpg", "A-3.jpg"]


@pytest.mark.parametrize("text", ["../../etc/passwd", "a:b*c?d", "NUL", "x" * 300, "\x00\x1f", "..", "déjà vu"])
def test_names_are_safe_on_every_file_system(text):
    name = FileNamer("{photo}").name(FIELDS | {"photo": text}, "jpg")
    assert not set(name) & set('/\\:*?"<>|\x00\x1f')
    assert name.partition(".")[0].upper() not in ("", "NUL")
    assert len(name.encode()) <= 204


@pytest.mark.parametrize("pattern", ["", "photo", "{style}", "{sku", "{sku}}", "{n:99}", "{sku}" * 60])
def test_patterns_that_cannot_be_used_are_refused(pattern):
    with pytest.raises(NamePatternError):
        FileNamer(pattern)


def test_the_page_starts_with_the_default_and_with_presets(signed_in, results):
    query = {"task": [results[0].pk]}
    page = signed_in.get(reverse("export"), query).text
    assert f"<code>Red-dress-SKU-7_blouse-royal-blue_{results[0].pk}.jpg</code>" in page
    assert "-problem" not in page
    page = signed_in.get(reverse("export"), query | {"preset": "shop"}).text
    assert 'name="side" min="16" max="20000"' in page
    assert 'value="2000"' in page


def test_the_page_shows_the_names(signed_in, results):
    query = {"task": [task.pk for task in results], "pattern": "{color}_{n:02}", "format": "webp"}
    fragment = signed_in.get(reverse("export"), query, **HTMX).text
    assert "<code>royal-blue_01.webp</code>" in fragment
    assert "<html" not in fragment
    page = signed_in.get(reverse("export"), query | {"pattern": "{style}"}).text
    assert "{style} is not known" in page


def test_a_zip_holds_the_pictures_and_the_manifest(signed_in, person, results):
    services.tasks_review(results[:1], "approved", by=person)
    form = {"all": "1", "filters": "", "pattern": "{color}_v{version}", "format": "png", "side": "100", "square": "1"}
    form["which"] = "all"
    archive = unzipped(signed_in.post(reverse("export_zip"), form))
    names = sorted(archive.namelist())
    assert names == ["c2185b_v1.png", "manifest.csv", "mustard_v1.png", "navy_v1.png", "royal-blue_v1.png"]
    with Image.open(archive.open("navy_v1.png")) as picture:
        assert (picture.format, picture.size) == ("PNG", (100, 100))
        assert picture.getpixel((0, 50)) == (255, 255, 255)
    rows = list(csv.DictReader(io.TextIOWrapper(archive.open("manifest.csv"), "utf-8-sig")))
    assert len(rows) == 4
    row = next(row for row in rows if row["file"] == "royal-blue_v1.png")
    assert (row["target"], row["garment"], row["color"], row["delta_e"], row["mask_confidence"]) == (
        "blouse",
        "blouse",
        "royal blue",
        "0.1",
        "0.9",
    )
    assert (row["review"], row["reviewed_by"]) == ("approved", person.username)


def test_the_manifest_says_who_decided_when_and_why(signed_in, workspace, results):
    key = services.api_key_create(workspace, "shop")[0]
    services.tasks_review(results[:1], "rejected", key=key, note="Wrong shade")
    archive = unzipped(signed_in.post(reverse("export_zip"), {"task": [results[0].pk], "pattern": "{id}"}))
    (row,) = csv.DictReader(io.TextIOWrapper(archive.open("manifest.csv"), "utf-8-sig"))
    assert (row["review"], row["review_note"], row["reviewed_by"]) == ("rejected", "Wrong shade", "shop")
    assert row["reviewed_at"] == f"{results[0].review_records.get().at:%Y-%m-%dT%H:%M:%SZ}"


def test_the_manifest_names_no_deleted_account(signed_in, results, django_user_model):
    leaving = django_user_model.objects.create_user("ravi")
    services.tasks_review(results[:1], "approved", by=leaving)
    services.person_delete(leaving)
    archive = unzipped(signed_in.post(reverse("export_zip"), {"task": [results[0].pk], "pattern": "{id}"}))
    (row,) = csv.DictReader(io.TextIOWrapper(archive.open("manifest.csv"), "utf-8-sig"))
    assert (row["review"], row["reviewed_by"]) == ("approved", "deleted account")


def test_files_are_exported_as_they_are_by_default(signed_in, results):
    archive = unzipped(signed_in.post(reverse("export_zip"), {"task": [results[0].pk], "pattern": "{id}"}))
    with results[0].__class__.objects.get(pk=results[0].pk).result.open() as stored:
        assert archive.read(f"{results[0].pk}.jpg") == stored.read()


def test_a_remade_result_is_the_next_version(signed_in, results, new_task):
    again = new_task(results[0].photo, changes=[{"target": "Blouse", "color": "royal blue"}])
    services.task_run(again.pk)
    archive = unzipped(
        signed_in.post(reverse("export_zip"), {"task": [again.pk], "pattern": "{sku}{photo}_v{version}"})
    )
    assert archive.namelist()[0].endswith("_v2.jpg")


def test_the_contact_sheet_is_a_pdf(signed_in, results):
    answer = signed_in.post(reverse("export_contact_sheet"), {"all": "1", "filters": "", "pattern": "{photo}_{color}"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer.content.count(b"/Subtype /Image") >= 1


def test_settings_are_kept_for_the_gallery(signed_in, workspace, results):
    form = {"task": [results[0].pk], "pattern": "{color}-{garment}", "format": "webp", "background": "#eeeeee"}
    assert "Saved." in signed_in.post(reverse("export_options"), form, follow=True).text
    workspace.refresh_from_db()
    assert ExportOptions(**workspace.export_options) == ExportOptions("{color}-{garment}", "webp", background="#eeeeee")
    archive = unzipped(signed_in.post(reverse("bulk"), {"action": "download", "task": [results[0].pk]}))
    assert archive.namelist()[0] == "royal-blue-blouse.webp"


@pytest.mark.parametrize("wrong", [{"pattern": "{x}"}, {"side": "3"}, {"format": "gif"}, {"background": "red"}])
@pytest.mark.parametrize("address", ["export_zip", "export_contact_sheet", "export_options"])
def test_wrong_options_show_the_page_again(signed_in, results, wrong, address):
    answer = signed_in.post(reverse(address), {"task": [results[0].pk], "pattern": "{id}"} | wrong)
    assert answer.status_code == 422
    (name,) = wrong
    field = answer.text.split(f' name="{name}"')[1].split(">", maxsplit=1)[0]
    assert f'aria-describedby="id_{name}-problem" autofocus' in field
    assert f'id="id_{name}-problem" data-problem' in answer.text
    typed = signed_in.get(reverse("export"), {"task": [results[0].pk], "pattern": "{id}"} | wrong, **HTMX).text
    assert f'id="{name}-checked" aria-live="polite"\n      hx-swap-oob="true"' in typed
    assert f'id="id_{name}-problem"' in typed and "data-problem" not in typed


def test_an_answer_to_typing_replaces_only_what_the_page_has(signed_in, results):
    query = {"task": [results[0].pk], "pattern": "{id}"}
    page, typed = signed_in.get(reverse("export"), query).text, signed_in.get(reverse("export"), query, **HTMX).text
    replaced = re.findall(r'id="([^"]+)"[^>]*\bhx-swap-oob', typed)
    assert "which-checked" in replaced and "pattern-checked" in replaced
    assert [name for name in replaced if f'id="{name}"' not in page] == [], "htmx reports these as errors"


def test_the_gallery_leads_to_the_export(signed_in, results):
    answer = signed_in.post(reverse("bulk"), {"action": "export", "task": [results[0].pk]})
    assert answer.url == f"{reverse('export')}?task={results[0].pk}"
    answer = signed_in.post(reverse("bulk"), {"action": "export", "all": "1", "filters": "q=red"}, follow=True)
    assert "2 completed results" in answer.text


def test_results_of_another_workspace_are_not_exported(stranger_client, results):
    assert "Nothing to export" in stranger_client.get(reverse("export"), {"task": [results[0].pk]}).text
    form = {"task": [results[0].pk], "pattern": "{id}"}
    answer = stranger_client.post(reverse("export_zip"), form)
    assert answer.status_code == 422 and "Nothing to export" in answer.text


def test_cells_are_never_formulas():
    assert [safe_cell(value) for value in ("=1+1", "-2", "@x", "red", -2.5)] == ["'=1+1", "'-2", "'@x", "red", -2.5]


@pytest.mark.parametrize("options", [{}, {"format": "png"}])
def test_a_missing_file_is_left_out_and_the_manifest_says_so(signed_in, results, options):
    RecolorTask.objects.filter(pk=results[0].pk).update(result="gone.jpg")
    form = {"task": [task.pk for task in results[:2]], "pattern": "{id}", **options}
    archive = unzipped(signed_in.post(reverse("export_zip"), form))
    extension = options.get("format", "jpg")
    assert archive.namelist() == [f"{results[1].pk}.{extension}", "manifest.csv"]
    assert archive.testzip() is None
    rows = {row["task"]: row for row in csv.DictReader(io.TextIOWrapper(archive.open("manifest.csv"), "utf-8-sig"))}
    missing, exported = (rows[str(task.pk)] for task in results[:2])
    assert (missing["file"], missing["note"]) == ("", "The file of this result is missing.")
    assert (exported["file"], exported["note"]) == (f"{results[1].pk}.{extension}", "")


def test_a_damaged_file_is_left_out_when_pictures_are_converted(signed_in, results):
    RecolorTask.objects.filter(pk=results[0].pk).update(result=default_storage.save("bad.jpg", ContentFile(b"x")))
    form = {"task": [results[0].pk], "pattern": "{id}", "format": "png"}
    archive = unzipped(signed_in.post(reverse("export_zip"), form))
    assert archive.namelist() == ["manifest.csv"]
    assert b"The file of this result is damaged." in archive.read("manifest.csv")


def test_conversion_flattens_transparency_on_the_background():
    buffer = io.BytesIO()
    Image.new("RGBA", (40, 60), (255, 0, 0, 0)).save(buffer, "PNG")
    with Image.open(io.BytesIO(convert(buffer.getvalue(), ExportOptions(format="jpeg", background="#00ff00")))) as made:
        assert made.getpixel((5, 5)) == pytest.approx((0, 255, 0), abs=3)
    with Image.open(io.BytesIO(convert(buffer.getvalue(), ExportOptions(side=30)))) as made:
        assert (made.size, made.mode) == ((20, 30), "RGBA")


def test_the_number_of_queries_does_not_grow(signed_in, results, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        signed_in.get(reverse("export"), {"all": "1", "filters": ""})
