"""Random changes of pictures: uploads answer with a photo or a ValidationError, whatever the bytes are."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recolor import uploads

from .pictures import pictures

BASE = list(pictures().values())


@st.composite
def changed_pictures(draw) -> bytes:
    """Draw a picture in which parts were overwritten, removed, repeated or inserted."""
    content = bytearray(draw(st.sampled_from(BASE)))
    for _ in range(draw(st.integers(1, 6))):
        # Headers are at the beginning; changes there reach more of the decoders than others.
        start = draw(st.integers(0, min(len(content), draw(st.sampled_from([64, 512, 100_000])))))
        length = draw(st.integers(0, 16))
        part = bytes(content[start : start + length])
        other = draw(st.sampled_from([part + part, b"", b"\xff" * length, bytes(length)]) | st.binary(max_size=16))
        content[start : start + length] = other
    return bytes(content)


def send(content: bytes) -> None:
    upload = SimpleUploadedFile("x.png", content, "image/png")
    for read in (uploads.read_photo, lambda each: uploads.read_mask(each, 48, 40), uploads.read_drawn_mask):
        upload.seek(0)
        try:
            read(upload)
        except ValidationError as error:
            (texts,) = error.message_dict.values()
            assert texts[0]


def fuzz(examples: int) -> None:
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(content=changed_pictures() | st.binary(max_size=200))
    def run(content):
        send(content)

    run()


def test_changed_pictures_never_break_uploads():
    fuzz(150)


@pytest.mark.slow
def test_thousands_of_changed_pictures_never_break_uploads():
    fuzz(10_000)
