"""Uploading photos."""

import re

from django.urls import reverse

from recolor import services
from recolor.exceptions import StorageError
from recolor.models import Photo

from ...conftest import picture_upload
from ..conftest import HTMX


def test_the_plain_form_uploads_several_files(signed_in, fake_engine):
    broken = picture_upload("broken.png")
    broken.file.truncate(100)
    broken.size = 100
    files = [picture_upload("a.png"), picture_upload("b.png", color=(9, 9, 9)), broken]
    response = signed_in.post(reverse("photos"), {"image": files, "kind": "pose"}, follow=True)
    assert "broken.png" in response.text
    assert sorted(Photo.objects.values_list("name", "kind")) == [("a", "pose"), ("b", "pose")]
    one = signed_in.post(reverse("photos"), {"image": picture_upload("c.png", color=(8, 8, 8))})
    assert one["Location"] == reverse("photo", args=[Photo.objects.get(name="c").pk])


def test_a_script_gets_the_card_or_the_error(signed_in, fake_engine):
    response = signed_in.post(reverse("photos"), {"image": picture_upload("a.png")}, **HTMX)
    assert 'class="card picture-card"' in response.text
    assert "hx-get" in response.text, "the page starts polling"
    response = signed_in.post(reverse("photos"), {"image": picture_upload("tiny.png", size=(5, 5))}, **HTMX)
    assert (response.status_code, "tiny.png" in response.text) == (422, True)


def test_a_script_gets_the_number_of_photos_that_the_open_library_shows(signed_in, fake_engine):
    def upload(name, **query):
        url = reverse("photos", query=query)
        headers = {**HTMX, "headers": {"HX-Current-URL": f"http://testserver{url}"}}
        return signed_in.post(reverse("photos"), {"image": picture_upload(name, color=(len(name), 9, 9))}, **headers)

    assert re.search(r'<p id="photo-count"[^>]*hx-swap-oob="true">\s*1 photo\s*</p>', upload("a.png").text)
    assert "2 photos" in upload("bb.png").text
    assert "1 photo" in upload("ccc.png", q="ccc").text, "with the filters of the page"
    gallery = {**HTMX, "headers": {"HX-Current-URL": "http://testserver/results/"}}
    answer = signed_in.post(reverse("photos"), {"image": picture_upload("d.png", color=(1, 2, 3))}, **gallery)
    assert answer.status_code == 200 and "photo-count" not in answer.text


def test_a_duplicate_is_refused_unless_it_is_allowed(signed_in, fake_engine):
    for _ in range(2):
        answer = signed_in.post(reverse("photos"), {"image": picture_upload("a.png")}, **HTMX)
    assert answer.status_code == 409
    assert "in the library already, as “a”" in answer.text
    assert Photo.objects.count() == 1
    signed_in.post(reverse("photos"), {"image": picture_upload("a.png"), "allow_duplicate": "1"}, **HTMX)
    assert Photo.objects.count() == 2


def test_a_script_is_told_that_a_file_may_be_sent_again_later(signed_in, monkeypatch):
    def full(*given, **options):
        raise StorageError

    monkeypatch.setattr(services, "photo_create", full)
    signed_in.raise_request_exception = False
    answer = signed_in.post(reverse("photos"), {"image": picture_upload("a.png")}, **HTMX)
    assert (answer.status_code, answer["Content-Type"]) == (503, "text/plain; charset=utf-8")
    assert "Try again later" in answer.text
    page = signed_in.post(reverse("photos"), {"image": picture_upload("a.png")}, follow=True).text
    assert "a.png: The storage of pictures is full" in page, "the plain form says which file"
