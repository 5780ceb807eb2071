"""Sheets: what they would do, correcting them, starting them once, and recognizing the same file."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recolor import services, sheet_files
from recolor.models import Batch, Photo, RecolorTask, Sheet
from recolor.palette_files import Entry


def only_row(sheet, **options):
    (row,) = services.sheet_plan(sheet, **options).rows
    return row


def problems(row):
    return [(problem.field, problem.text, list(problem.suggestions)) for problem in row.problems]


def made(sheet):
    """Return the photo, the changes, the size and the name of each task of the sheet's batch."""
    return [
        (
            task.photo,
            [(change.target, change.color) for change in task.color_changes.all()],
            task.image_quality,
            task.name,
        )
        for task in sheet.batch.tasks.order_by("pk")
    ]


def test_a_sheet_becomes_a_batch(upload, named_photo, person):
    first, second = named_photo("KU-1_front.png"), named_photo("KU-1_back.png", kind="pose")
    sheet = upload(
        "photo,target,color,target2,color2,quality,name",
        "ku-1_FRONT.png,blouse,teal,lehenga,#c2185b,4K,Teal set",
        f"#{second.pk},tee,navy",
    )
    plan = services.sheet_plan(sheet)
    assert not plan.wrong and len(plan.requests) == 2
    assert plan.rows[1].notes == ["“tee” means “blouse” here."]
    assert plan.rows[0].colors == {"color": "#008080", "color2": "#c2185b"}
    started, *_ = services.sheet_start(sheet, name="", created_by=person)
    assert started.batch.name == "spring" and started.batch.created_by == person
    assert made(started) == [
        (first, [("blouse", "teal"), ("lehenga", "#c2185b")], "4k", "Teal set"),
        (second, [("tee", "navy")], "2k", ""),
    ]


def test_a_photo_is_found_by_each_of_its_words(upload, named_photo):
    photo = named_photo("KU-204_front.png", name="Summer look")
    Photo.objects.update(sku="KU-204")
    for word in ("KU-204_front.png", "ku-204_FRONT", "summer look", "KU-204", str(photo.pk), f"#{photo.pk}"):
        assert only_row(upload("photo,target,color", f"{word},blouse,teal")).photos == [photo], word


def test_a_row_with_an_sku_means_all_of_its_photos(upload, named_photo):
    photos = [named_photo(f"{name}.png") for name in ("front", "back", "detail", "other")]
    for photo, view in zip(photos[:3], ("front", "back", "detail"), strict=True):
        Photo.objects.filter(pk=photo.pk).update(sku="KU-204", view=view)
    photos[2].garments.filter(name="blouse").delete()
    row = only_row(upload("sku,target,color", "ku-204,blouse,teal"))
    assert [request["model"] for request in row.requests] == photos[:2]
    assert row.notes == ["detail: “blouse” was not found in this photo. Found: lehenga."], "left out, and said so"
    row = only_row(upload("sku,view,target,color", "KU-204,Back,blouse,teal"))
    assert row.photos == [photos[1]]
    row = only_row(upload("sku,view,target,color", "KU-204,top,blouse,teal"))
    assert problems(row) == [("view", "No photo of this SKU has the view “top”.", ["back", "detail", "front"])]


def test_what_is_wrong_is_said_at_its_cell_with_what_would_be_right(upload, named_photo):
    named_photo("KU-204_front.png")
    Photo.objects.update(sku="KU-204")
    lines = ["KU-204_frnt.png,blouse,bluuu", "KU-204,hta,teal,", "KU-204,scarf,teal,8k", "KU-204,,teal,", ",blouse,,"]
    rows = services.sheet_plan(upload("photo,target,color,quality", *lines)).rows
    found = [{field: (text, suggestions) for field, text, suggestions in problems(row)} for row in rows]
    assert "There is no photo “KU-204_frnt.png”" in found[0]["photo"][0]
    assert found[0]["photo"][1][0] == "KU-204_front.png"
    assert "“bluuu” is not a known color" in found[0]["color"][0] and "blue" in found[0]["color"][1]
    assert "not a known garment name" in found[1]["target"][0] and "blouse" in found[1]["target"][1]
    assert "was not found in this photo" in found[2]["target"][0]
    assert found[2]["target"][1] == ["blouse", "lehenga"]
    assert found[2]["quality"] == ("Enter 2k, 4k or original.", ["2k", "4k", "original"])
    assert found[3] == {"target": ("Which garment should become “teal”?", ["blouse", "lehenga"])}
    assert found[4]["color"][0] == "Which color should “blouse” get?" and "Enter the file name" in found[4]["photo"][0]


def test_two_photos_of_one_name_are_told_apart(upload, named_photo):
    first, second = named_photo("front.png"), named_photo("front.png", name="Second")
    Photo.objects.filter(pk=second.pk).update(sku="KU-2")
    (problem,) = problems(only_row(upload("photo,target,color", "front.png,blouse,teal")))
    assert problem[1].startswith("2 photos are called") and problem[2] == [f"#{first.pk}", f"#{second.pk}"]
    assert only_row(upload("photo,target,color,sku", "front.png,blouse,teal,ku-2")).photos == [second]


def test_the_same_request_and_existing_results_are_made_once(upload, named_photo, person):
    named_photo("a.png")
    lines = ["photo,target,color", "a.png,blouse,teal", "a,Blouse,#008080", "a,blouse,navy"]
    sheet = upload(*lines)
    rows = services.sheet_plan(sheet).rows
    assert [len(row.requests) for row in rows] == [1, 0, 1]
    assert rows[1].notes == ["Row 2 asks for the same."]
    services.sheet_start(sheet, name="", created_by=person)
    again = upload(*lines, "a,lehenga,teal")
    assert [row.existing for row in services.sheet_plan(again).rows] == [1, 0, 1, 0]
    assert len(services.sheet_plan(again).requests) == 1
    assert len(services.sheet_plan(again, repeat=True).requests) == 3


def test_one_garment_is_recolored_once_in_one_color(upload, named_photo, person):
    photo = named_photo("KU-1_front.png")
    header = "photo,target,color,target2,color2,target3,color3"
    sheet = upload(header, "ku-1_front.png,skirt,teal,lehenga,teal,scarf,red")
    assert problems(only_row(sheet))[0][0] == "target3", "at its own cell"
    sheet = upload(header, "ku-1_front.png,skirt,teal,lehenga,Teal,blouse,red")
    started, *_ = services.sheet_start(sheet, name="", created_by=person)
    assert made(started) == [(photo, [("lehenga", "Teal"), ("blouse", "red")], "2k", "")]
    (problem,) = problems(only_row(upload(header, "ku-1_front.png,skirt,teal,lehenga,navy,,")))
    assert problem[0] == "target2" and "Choose one color for it." in problem[1]


def test_doubtful_outlines_are_named(upload, photo, doubtful_blouse):
    row = only_row(upload("photo,target,color", f"{photo.pk},blouse,teal"))
    assert row.doubtful == [(photo, "blouse")]


def test_skus_and_views_are_set(upload, named_photo, person):
    first, second = named_photo("a.png"), named_photo("b.png")
    sheet = upload("photo,sku,view", "a.png,KU-1,front", "b.png,KU-1,back")
    plan = services.sheet_plan(sheet)
    assert [row.identified for row in plan.rows] == [[first], [second]] and not plan.requests
    started, *_ = services.sheet_start(sheet, name="", created_by=person)
    assert started.started_at and started.batch is None and not Batch.objects.exists()
    second.refresh_from_db()
    assert (second.sku, second.view, second.model) == ("KU-1", "back", first)
    sheet = upload("photo,sku,view", "a.png,ku-1,", "b.png,,Back", "b.png,,")
    plan = services.sheet_plan(sheet)
    assert not plan.identities and [bool(row.problems) for row in plan.rows] == [False, False, True]


def test_results_of_photos_that_become_poses_are_made(upload, named_photo, person):
    named_photo("a.png")
    second = named_photo("b.png")
    sheet = upload("photo,target,color,sku", "a.png,blouse,teal,KU-1", "b.png,blouse,teal,KU-1")
    services.sheet_start(sheet, name="", created_by=person)
    assert RecolorTask.objects.filter(pose=second).count() == 1


def test_two_skus_for_one_photo_are_refused_and_rows_with_problems_set_none(upload, named_photo, person):
    photo = named_photo("a.png")
    sheet = upload("photo,sku,view", "a.png,KU-1,front", "a.png,KU-2,front", f"b.png,KU-3,{'x' * 41}")
    rows = services.sheet_plan(sheet).rows
    assert problems(rows[1]) == [("sku", "Row 2 gives this photo “KU-1”. Enter the same in both.", ["KU-1"])]
    services.sheet_start(sheet, name="", created_by=person, leave_out=True)
    photo.refresh_from_db()
    assert photo.sku == "KU-1"


def test_a_sheet_with_problems_starts_only_without_these_rows(upload, named_photo, person):
    named_photo("a.png")
    sheet = upload("photo,target,color", "a.png,blouse,teal", "b.png,blouse,teal")
    with pytest.raises(ValidationError, match="Some rows have problems"):
        services.sheet_start(sheet, name="", created_by=person)
    assert not RecolorTask.objects.exists()
    started, rest, *_ = services.sheet_start(sheet, name="Spring", created_by=person, leave_out=True)
    assert started.batch.name == "Spring" and started.batch.tasks.count() == 1
    assert rest.rows == [[3, ["b.png", "blouse", "teal"]]] and rest.name == "Rest of spring.csv"
    services.sheet_edit(rest, {(0, "photo"): "a.png", (0, "color"): "navy"})
    rest, nothing, *_ = services.sheet_start(rest, name="", created_by=person)
    assert rest.batch.tasks.count() == 1 and nothing is None


def test_a_sheet_is_started_once(upload, named_photo, person):
    named_photo("a.png")
    sheet = upload("photo,target,color", "a.png,blouse,teal")
    first, *_ = services.sheet_start(sheet, name="", created_by=person)
    assert services.sheet_start(sheet, name="", created_by=person)[0].batch == first.batch
    assert RecolorTask.objects.count() == 1
    with pytest.raises(ValidationError, match="can no longer be changed"):
        services.sheet_edit(sheet, {(0, "color"): "navy"})


def test_the_same_file_is_recognized_after_its_rows_were_deleted(upload, named_photo, person, other_workspace):
    named_photo("a.png")
    lines = ("photo,target,color", "a.png,blouse,teal")
    first, *_ = services.sheet_start(upload(*lines), name="", created_by=person)
    Sheet.objects.update(changed_at=timezone.now() - timedelta(days=31))
    waiting = upload("photo,target,color", "a.png,blouse,navy")
    old = upload("photo,target,color", "a.png,blouse,olive")
    Sheet.objects.filter(pk=old.pk).update(changed_at=timezone.now() - timedelta(days=31))
    services.purge_old()
    assert set(Sheet.objects.values_list("pk", flat=True)) == {first.pk, waiting.pk}
    assert Sheet.objects.get(pk=first.pk).rows == []
    again = upload(*lines, name="copy.csv")
    assert services.sheet_imported(again) == first
    with pytest.raises(ValidationError, match="imported before"):
        services.sheet_start(again, name="", created_by=person, repeat=True)
    started, *_ = services.sheet_start(again, name="", created_by=person, repeat=True, again=True)
    assert started.batch != first.batch
    content = "\n".join(lines).encode()
    foreign = services.sheet_create(other_workspace, file_name="x.csv", content=content, created_by=person)
    assert services.sheet_imported(foreign) is None


def test_cells_are_corrected(upload, named_photo):
    named_photo("a.png")
    sheet = upload("photo,target,color", "b.png,blouse,bluuu")
    services.sheet_edit(sheet, {(0, "photo"): " a.png ", (0, "color"): "teal", (7, "photo"): "x", (0, "rows"): "x"})
    stored = Sheet.objects.get(pk=sheet.pk)
    assert stored.rows == [[2, ["a.png", "blouse", "teal"]]]
    assert not services.sheet_plan(stored).wrong


def test_photos_of_other_workspaces_and_of_the_trash_are_not_found(upload, new_photo, other_workspace):
    foreign, trashed = new_photo(workspace=other_workspace), new_photo()
    services.photo_trash(trashed)
    sheet = upload("photo,target,color", *(f"#{photo.pk},blouse,teal" for photo in (foreign, trashed)))
    assert [problem[0] for row in services.sheet_plan(sheet).rows for problem in problems(row)] == ["photo"] * 2
    sheet = upload("photo,target,color", *(f"{photo.pk},blouse,teal" for photo in (foreign, trashed)))
    assert len(services.sheet_plan(sheet).wrong) == 2


def test_hosted_photos_have_their_own_limits(upload, workspace):
    workspace.default_quality = "original"
    workspace.save()
    fields = {"engine": "hosted", "kind": "pose", "hosted_id": "77", "name": "Pose 77", "status": "ready"}
    Photo.objects.create(workspace=workspace, **fields)
    lines = ("77,hat,teal,,", "pose 77,hat,navy,original,", "77,hat,olive,,KU-1")
    rows = services.sheet_plan(upload("photo,target,color,quality,sku", *lines)).rows
    assert rows[0].requests[0]["quality"] == "2k"
    assert [[problem.field for problem in row.problems] for row in rows] == [[], ["quality"], ["sku"]]


def test_too_many_results_are_refused(upload, named_photo, person, monkeypatch):
    monkeypatch.setattr("recolor.services.sheets.MAX_TASKS", 1)
    named_photo("a.png")
    sheet = upload("photo,target,color", "a.png,blouse,teal", "a.png,blouse,navy")
    with pytest.raises(ValidationError, match="at most 1 results, and this sheet asks for 2"):
        services.sheet_start(sheet, name="", created_by=person)


def test_templates_have_examples_that_can_be_started(workspace, upload, named_photo, person):
    for name in ("a.png", "b.png", "b.png"):
        named_photo(name, name=name)
    services.swatch_create(services.palette_create(workspace, "Spring"), "Diwali rani", "#c2185b")
    for file_format in sheet_files.FORMATS:
        content = services.sheet_template(workspace, file_format)
        sheet = services.sheet_create(workspace, file_name="t", content=content, created_by=person)
        plan = services.sheet_plan(sheet)
        assert len(plan.rows) == 3 and not plan.wrong
        assert plan.rows[0].cells["color"] == "Diwali rani" and plan.rows[1].cells["target2"] == "lehenga"
    content = services.sheet_of_skus(workspace, "csv")
    sheet = services.sheet_create(workspace, file_name="skus.csv", content=content, created_by=person)
    assert sheet.columns == ["photo", "sku", "view"] and len(sheet.rows) == 3
    assert {row.photos[0].name for row in services.sheet_plan(sheet).rows} == {"a.png", "b.png"}


def test_names_and_codes_of_swatches_are_colors(workspace, upload, named_photo):
    services.palette_create(workspace, "Spring", [Entry("Diwali rani", "#c2185b", "PX-104")])
    named_photo("a.png", name="a.png")
    sheet = upload("photo,target,color", "a.png,blouse,px 104", "a.png,lehenga,DIWALI RANI", "a.png,blouse,PX-105")
    rows = services.sheet_plan(sheet).rows
    assert [row.colors.get("color") for row in rows] == ["#c2185b", "#c2185b", None]
    (problem,) = rows[2].problems
    assert problem.field == "color" and problem.suggestions[0] == "px 104"


def test_a_template_without_photos_has_an_example(workspace):
    assert b"KU-204_front.jpg,blouse" in services.sheet_template(workspace, "csv")


def test_a_hundred_rows_take_few_queries(many_photos, upload, person):
    photos = many_photos(100)
    sheet = upload("photo,target,color", *(f"{photo.file_name},blouse,teal" for photo in photos))
    with CaptureQueriesContext(connection) as queries:
        assert len(services.sheet_plan(sheet).requests) == 100
    assert len(queries) <= 5, [query["sql"][:80] for query in queries]
    with CaptureQueriesContext(connection) as queries:
        services.sheet_start(sheet, name="", created_by=person)
    assert len(queries) <= 30, [query["sql"][:80] for query in queries]
