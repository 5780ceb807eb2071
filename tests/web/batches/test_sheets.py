"""Importing sheets in the dashboard: uploading, the dry run, correcting cells, and starting."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from recolor import services, sheet_files
from recolor.models import Batch, Photo, RecolorTask, Sheet

from ...conftest import picture_upload
from ..conftest import HTMX

URL = "/batches/sheets/"
LINES = ("photo,target,color,season", "look.png,blouse,teal,SS27", "lok.png,blouse,bluuu,SS27")


@pytest.fixture
def photo(new_photo):
    return new_photo(upload=picture_upload("look.png"))


def send(client, *lines, name="spring.csv"):
    file = SimpleUploadedFile(name, "\n".join(lines).encode(), "text/csv")
    return client.post(URL, {"file": file})


@pytest.fixture
def sheet(signed_in, photo):
    """Return the address of an uploaded sheet, whose second row has two problems."""
    return send(signed_in, *LINES)["Location"]


def test_an_uploaded_sheet_shows_what_each_row_would_do(signed_in, sheet):
    assert not RecolorTask.objects.exists()
    page = signed_in.get(sheet).text
    assert re.search(r"2 rows:\s+1 result to make\.", page) and "1 row has a problem." in page and "“season”" in page
    assert 'id="row-3"' in page and 'id="row-2"' not in page, "rows with problems are shown first"
    assert "There is no photo “lok.png”" in page and "“bluuu” is not a known color" in page
    assert 'name="set" value="1|photo|look.png"' in page and 'value="1|color|blue"' in page
    page = signed_in.get(sheet, {"show": "all"}).text
    assert 'id="row-2"' in page and "#008080" in page
    assert "Make 1 result" in page and "without 1 row" in page


def test_cells_are_corrected_without_javascript(signed_in, sheet):
    fields = {
        "cell-0-photo": "look.png",
        "cell-0-target": "lehenga",
        "cell-1-photo": "look",
        "cell-x-photo": "x",
        "cell-9": "",
    }
    answer = signed_in.post(f"{sheet}?show=all", {**fields, "set": "1|color|navy"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{sheet}?show=all"
    assert re.search(r"2 rows:\s+2 results to make\.", answer.text) and "1 row has" not in answer.text
    assert [cells for _line, cells in Sheet.objects.get().rows] == [
        ["look.png", "lehenga", "teal"],
        ["look", "blouse", "navy"],
    ]


def test_a_cell_is_corrected_in_place(signed_in, sheet):
    part = signed_in.post(sheet, {"cell-1-photo": "look.png"}, **HTMX).text
    assert "<html" not in part and "cell-1-photo" not in part, "the field keeps what is being typed"
    assert 'id="at-1-photo" class="sheet-feedback" hx-swap-oob="true"' in part
    assert "There is no photo" not in part and "“bluuu” is not a known color" in part
    assert "1 row has a problem." in part and "at-0-" not in part
    part = signed_in.post(sheet, {"set": "1|color|navy"}, **HTMX).text
    assert 'id="cell-1-color" name="cell-1-color" value="navy"' in part
    assert "Make 2 results" in part and "#000080" in part
    assert "navy" in signed_in.get(sheet).text, "nothing is lost when the page is loaded again"


def test_a_sheet_is_started_as_a_batch(signed_in, person, sheet):
    answer = signed_in.post(f"{sheet}start/", {"name": "Spring"}, follow=True)
    assert "Some rows have problems." in answer.text and not Batch.objects.exists()
    answer = signed_in.post(f"{sheet}start/", {"name": "Spring", "leave_out": "1"}, follow=True)
    batch = Batch.objects.get()
    assert (batch.name, batch.created_by, batch.tasks.count()) == ("Spring", person, 1)
    assert answer.redirect_chain[-1][0] == reverse("batch", args=[batch.pk]) and "Requested 1 result." in answer.text
    signed_in.post(f"{sheet}start/", {"leave_out": "1"})
    assert Batch.objects.count() == 1
    page = signed_in.get(sheet).text
    assert "This sheet was started" in page and reverse("batch", args=[batch.pk]) in page and 'id="cells"' not in page
    assert "can no longer be changed" in signed_in.post(sheet, {"cell-0-color": "navy"}, follow=True).text
    page = signed_in.get(URL).text
    assert reverse("batch", args=[batch.pk]) in page and "Rest of spring.csv" in page


def test_the_batch_and_the_rest_of_its_sheet_are_linked(signed_in, sheet):
    page = signed_in.post(f"{sheet}start/", {"leave_out": "1"}, follow=True).text
    rest = Sheet.objects.get(started_at=None)
    assert f'<a href="{reverse("sheet", args=[rest.pk])}">Rest of spring.csv</a>' in page.split('id="messages"')[1]
    assert f'Made from the sheet <a href="{sheet}">spring.csv</a>' in page


def test_rows_to_be_looked_at_are_shown_apart(signed_in, photo, fake_engine):
    fake_engine.named = {"belt": (0, 70, 120, 90)}  # which no photo lists
    lines = ("look.png,lehenga,teal", "look.png,belt,teal", "look.png,blouse,bluuu")
    address = send(signed_in, "photo,target,color", *lines)["Location"]
    page = signed_in.get(address).text
    assert "1 row should be looked at first" in page and "To look at (1)" in page and 'id="row-3"' not in page
    link = re.search(r'class="check-outline" href="([^"]+)"', page)[1].replace("&amp;", "&")
    page = signed_in.get(f"{address}{link}").text
    assert re.findall(r'id="row-(\d+)"', page) == ["3"]
    assert "check-outline" in page.split("“belt” is not among")[0].rpartition("<svg")[0].rpartition("<td")[2]
    part = signed_in.post(f"{address}{link}", {"cell-1-target": "lehenga", "cell-1-color": "navy"}, **HTMX).text
    assert 'id="sheet-tabs" class="actions" hx-swap-oob="true"' in part and "To look at (0)" in part
    assert "No row needs to be looked at." in signed_in.get(f"{address}{link}").text


def test_a_started_sheet_says_that_its_batch_is_in_the_trash(signed_in, sheet):
    signed_in.post(f"{sheet}start/", {"name": "Spring", "leave_out": "1"})
    services.batch_trash(Batch.objects.get())
    answer = signed_in.post(f"{sheet}start/", {"leave_out": "1"}, follow=True)
    assert answer.status_code == 200 and answer.redirect_chain[-1][0] == sheet
    assert "This sheet was started before. Its batch is in the trash." in answer.text
    assert "Its batch “Spring” is in the" in answer.text and reverse("trash") in answer.text


def test_the_same_file_is_recognized_and_asked_for(signed_in, sheet):
    signed_in.post(f"{sheet}start/", {"leave_out": "1"})
    again = send(signed_in, *LINES, name="copy.csv")["Location"]
    page = signed_in.get(again).text
    assert "This file was imported" in page and reverse("batch", args=[Batch.objects.get().pk]) in page
    assert "1 result exists already and is not made again." in page
    form = {"leave_out": "1", "repeat": "1"}
    answer = signed_in.post(f"{again}start/", form, follow=True)
    assert "Confirm that you want to import it again" in answer.text and Batch.objects.count() == 1
    assert "Existing results are made again." in answer.text
    signed_in.post(f"{again}start/", {**form, "again": "1"})
    assert Batch.objects.count() == 2


def test_an_earlier_upload_of_the_file_is_linked(signed_in, sheet):
    again = send(signed_in, *LINES)["Location"]
    page = signed_in.get(again).text
    assert "You have this file here already" in page and f'href="{sheet}"' in page


def test_photos_that_stay_apart_are_reported(signed_in, photo, new_photo, new_task):
    other = new_photo(name="other.png")
    new_task(other)
    lines = ("photo,sku,view", "look.png,KU-204,front", "other.png,KU-204,back")
    answer = signed_in.post(f"{send(signed_in, *lines)['Location']}start/", {}, follow=True)
    assert "1 photo stays a model of its own beside the model of its SKU" in answer.text
    other.refresh_from_db()
    assert (other.kind, other.sku) == ("model", "KU-204")


def test_skus_and_views_are_set_by_a_sheet(signed_in, photo):
    address = send(signed_in, "photo,sku,view", "look.png,KU-204,front")["Location"]
    page = signed_in.get(address).text
    assert "1 photo gets another SKU or view." in page and "Save the SKUs and views" in page
    answer = signed_in.post(f"{address}start/", {}, follow=True)
    assert "Saved the SKUs and views." in answer.text
    photo.refresh_from_db()
    assert (photo.sku, photo.view) == ("KU-204", "front")


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_a_file_that_is_no_sheet_is_explained_at_its_field(signed_in, content):
    answer = signed_in.post(URL, {"file": SimpleUploadedFile("x.csv", content)})
    assert answer.status_code == 422 and "problem-sheet-file" in answer.text and not Sheet.objects.exists()
    assert answer.text.count(reverse("sheet_template", args=["csv"])) == 2, "one of them is beside the problem"
    assert "Choose a .csv or .xlsx file." in signed_in.post(URL).text


def test_templates_are_downloaded(signed_in, photo):
    for file_format in sheet_files.FORMATS:
        for name in ("sheet_template", "sheet_of_skus"):
            answer = signed_in.get(reverse(name, args=[file_format]))
            assert answer["Content-Disposition"].endswith(f'.{file_format}"')
            assert sheet_files.read(answer.content).rows[0][1][0] == "look.png"
    assert signed_in.get(reverse("sheet_template", args=["exe"])).status_code == 404


def test_sheets_are_linked_where_people_look(signed_in):
    for name in ("photos", "batches", "skus"):
        assert f'href="{URL}"' in signed_in.get(reverse(name)).text, name


def test_another_workspaces_sheet_is_missing(sheet, stranger_client):
    for answer in (
        stranger_client.get(sheet),
        stranger_client.post(sheet, {"cell-0-photo": "x"}),
        stranger_client.post(f"{sheet}start/", {"leave_out": "1"}),
    ):
        assert answer.status_code == 404
    assert "spring.csv" not in stranger_client.get(URL).text
    assert "look.png" not in stranger_client.get(reverse("sheet_template", args=["csv"])).text


def test_signed_out_people_are_sent_to_the_sign_in(client):
    for address in (URL, f"{URL}1/", reverse("sheet_template", args=["csv"])):
        assert client.get(address)["Location"].startswith(reverse("sign_in"))


def test_many_rows_are_shown_in_pages(signed_in, many_photos):
    rows = [f"{photo.file_name},blouse,teal" for photo in many_photos(60)]
    page = signed_in.get(send(signed_in, "photo,target,color", *rows)["Location"]).text
    assert page.count("<tr id=") == 50 and "page=2" in page and "Make 60 results" in page
    columns = ",".join(f"target{number},color{number}" for number in range(1, 13))
    rows = [f"{photo.file_name}{',' * 24}" for photo in Photo.objects.all()]
    page = signed_in.get(send(signed_in, f"photo,{columns}", *rows)["Location"]).text
    assert 30 <= page.count("<tr id=") <= 36, "Django refuses forms with more than 1000 fields"


def test_the_page_takes_a_fixed_number_of_queries(signed_in, many_photos, django_assert_max_num_queries):
    photos = many_photos(40)
    for count in (2, 40):
        rows = [f"{photo.file_name},blouse,teal" for photo in photos[:count]]
        address = send(signed_in, "photo,target,color", *rows)["Location"]
        # session, user, workspaces, open work, sheet, names of photos, photos, garments, swatches, existing results,
        # sheets of the same file, measured seconds
        with django_assert_max_num_queries(12):
            signed_in.get(address)


def test_the_name_of_a_row_becomes_the_name_of_its_result(signed_in, photo):
    address = send(signed_in, "photo,target,color,name", "look.png,blouse,teal,Monsoon teal")["Location"]
    signed_in.post(f"{address}start/")
    task = RecolorTask.objects.get()
    services.task_run(task.pk)
    assert "Monsoon teal" in signed_in.get(reverse("result", args=[task.pk])).text
    assert f"#{task.pk}" in signed_in.get(reverse("gallery"), {"q": "monsoon"}).text
    query = {"task": task.pk, "pattern": "{name}_{id}"}
    assert f"Monsoon-teal_{task.pk}.jpg" in signed_in.get(reverse("export"), query).text
