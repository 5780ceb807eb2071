"""Hostile files: each gets a clear answer, the process survives all of them, and nothing of them is served."""

import json
import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from recolor import uploads
from recolor.models import Photo

from ..web.conftest import HTMX
from .corpus import ACCEPTED, PAYLOAD, REFUSED, bombs, corpus, polyglots, posing
from .pictures import black_png, pictures, png, png_chunk

ROOT = Path(__file__).resolve().parents[2]
MOST_MEGABYTES = 700  # of a process that has imported the product; 64 megapixels, uncompressed, have 192


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Return what happened to each file of the corpus, in a process of its own."""
    environment = os.environ | {"RECOLOR_VAR": str(tmp_path_factory.mktemp("var"))}
    command = [sys.executable, "-m", "tests.uploads.run"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, f"the process died: {run.stderr[-2000:]}"
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_there_are_many_files_and_each_gets_an_answer(results):
    *files, last = results
    assert len(files) >= 300 and len({each["name"] for each in files}) == len(files)
    assert not [each for each in files if "error" in each]
    assert not [
        each for each in files if each["expected"] in (REFUSED, ACCEPTED) and each["expected"] != each["outcome"]
    ]
    assert last["megabytes"] < MOST_MEGABYTES


def test_each_refusal_names_the_file_and_what_to_do(results):
    texts = [each["text"] for each in results if each.get("outcome") == "refused"]
    assert len(texts) > 200
    for text in texts:
        assert text.startswith("photo.jpg") and len(text) < 300, text
        assert any(word in text for word in ("Send", "Export", "must have")), text
        assert "Traceback" not in text and "/usr/" not in text and "object at 0x" not in text, text


def test_nothing_of_a_payload_is_kept(results):
    kept = [each for each in results if each.get("payload")]
    assert not kept


KINDS = [case for case in (*posing(), *bombs(pictures())) if case.expected == REFUSED]


@pytest.mark.parametrize("case", KINDS[::6], ids=lambda case: case.name)
def test_the_form_and_the_api_refuse_with_a_sentence(signed_in, api_key, media, case):
    def upload():
        return SimpleUploadedFile("x.png", case.content, "image/png")

    form = signed_in.post(reverse("photos"), {"image": upload()}, **HTMX)
    assert form.status_code == 422 and form.text.startswith("x.png")
    assert form["Content-Type"].startswith("text/plain"), "what the file contains is never read as HTML"
    program = signed_in.post(
        "/v4/models/base-images/", {"image": upload(), "kind": "model"}, headers={"x-api-key": api_key}
    )
    assert program.status_code == 400 and program.json()["image"][0].startswith("x.png")
    assert not Photo.objects.exists() and not media()


def test_a_polyglot_is_served_as_a_picture_only(signed_in, fake_engine):
    case = next(each for each in polyglots(pictures()) if each.expected == ACCEPTED)
    signed_in.post(reverse("photos"), {"image": SimpleUploadedFile("x.html", case.content, "text/html")})
    answer = signed_in.get(reverse("photo_file", args=[Photo.objects.get().pk, "file"]))
    assert answer["Content-Type"] == "image/jpeg" and answer["X-Content-Type-Options"] == "nosniff"
    assert PAYLOAD[:20] not in answer.getvalue()


def test_a_name_with_html_is_shown_as_text(signed_in):
    upload = SimpleUploadedFile("<img src=x onerror=alert(1)>.png", b"nothing", "image/png")
    page = signed_in.post(reverse("photos"), {"image": upload}, follow=True).text
    assert "<img src=x" not in page and "&lt;img src=x" in page


MASKS = {
    "too many pixels": png(60_000, 60_000, data=b"x"),
    "a bomb": black_png(10_000, 10_000),
    "another size": black_png(48, 41),
    "a text bomb": png(48, 40, png_chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(3_000_000)))),
    "a truncated file": pictures()["png"][:-500],
    "a JPEG": pictures()["jpeg"],
    "empty data": png(48, 40, data=b""),
    "black": black_png(48, 40),
}


@pytest.mark.parametrize("content", MASKS.values(), ids=MASKS)
def test_a_hostile_mask_is_refused(content):
    with pytest.raises(ValidationError) as refusal:
        uploads.read_mask(SimpleUploadedFile("mask.png", content), 48, 40)
    assert "Send a" in refusal.value.message_dict["mask"][0]
    if content not in (MASKS["black"], MASKS["another size"]):  # which are fine as drawings
        with pytest.raises(ValidationError, match="Load the page again"):
            uploads.read_drawn_mask(SimpleUploadedFile("mask.png", content))


def test_no_file_of_the_corpus_breaks_the_masks():
    for case in corpus():
        for read in (lambda upload: uploads.read_mask(upload, 48, 40), uploads.read_drawn_mask):
            try:
                read(SimpleUploadedFile("mask.png", case.content))
            except ValidationError as error:
                assert error.message_dict["mask"], case.name
