"""The contact sheet of an export, read and rendered as a person sees it."""

import numpy as np
import pypdfium2
import pytest
from django.urls import reverse

from recolor import services
from recolor.palette_files import Entry

SCALE = 4  # pixels for a point
LEHENGA_HEX, PHOTO_COLOR = "#00695c", (200, 60, 90)


@pytest.fixture
def swatches(workspace):
    return services.palette_create(workspace, "Diwali", [Entry("Rani glow", "#c2185b", "TPX 18-2043")])


@pytest.fixture
def sheet(signed_in, workspace):
    """Return a function that makes the contact sheet of all results."""

    def make(pattern):
        form = {"all": "1", "filters": "", "which": "all", "pattern": pattern}
        answer = signed_in.post(reverse("export_contact_sheet"), form)
        assert answer["Content-Type"] == "application/pdf"
        return pypdfium2.PdfDocument(answer.content)

    return make


def completed(task):
    services.task_run(task.pk)
    return task


def color_beside(page, text: str) -> tuple[int, ...]:
    """Return the color of the square to the left of a text on the page."""
    textpage = page.get_textpage()
    found = textpage.search(text).get_next()
    assert found, f"{text} is not on the page"
    left, bottom, _right, top = textpage.get_charbox(found[0])
    picture = page.render(scale=SCALE).to_pil().convert("RGB")
    x, y = left - 7, page.get_height() - (bottom + top) / 2  # the square ends 1.2 mm (3.4 points) before the text
    return picture.getpixel((round(x * SCALE), round(y * SCALE)))


def test_names_and_swatches_are_on_the_page(sheet, swatches, person, new_task):
    changes = [{"target": "blouse", "color": "Rani glow"}, {"target": "lehenga", "color": LEHENGA_HEX}]
    task = completed(new_task(changes=changes))
    completed(new_task(changes=[{"target": "blouse", "color": "tpx 18-2043"}]))
    services.tasks_review([task], "approved", by=person)
    pdf = sheet("{photo}_{id}")
    (page,) = pdf
    text = page.get_textpage().get_text_range()
    for expected in (
        f"red-dress_{task.pk}.jpg",
        "blouse: Rani glow",
        f"lehenga: {LEHENGA_HEX}",
        "blouse: tpx 18-2043",
        "Approved",
        "Studio",
        "Page 1 of 1",
    ):
        assert expected in text
    assert color_beside(page, "blouse: Rani glow") == (0xC2, 0x18, 0x5B)
    assert color_beside(page, "lehenga: #00695c") == (0x00, 0x69, 0x5C)


def test_thumbnails_are_drawn_above_the_names(sheet, new_task):
    task = completed(new_task())
    (page,) = sheet("{photo}_{id}")
    textpage = page.get_textpage()
    left, bottom, *_ = textpage.get_charbox(textpage.search(f"red-dress_{task.pk}.jpg").get_next()[0])
    picture = np.asarray(page.render(scale=SCALE).to_pil().convert("RGB"), int)
    above = picture[: round((page.get_height() - bottom - 20) * SCALE), round(left * SCALE) :]
    pictured = (np.abs(above - PHOTO_COLOR) < 8).all(axis=-1)
    assert pictured.mean() > 0.02, "the picture of the fake engine is in one color"


def test_eleven_results_take_two_pages(sheet, new_task):
    tasks = [completed(new_task(changes=[{"target": "blouse", "color": f"#0000{n:02x}"}])) for n in range(11)]
    pdf = sheet("{photo}_{id}")
    assert len(pdf) == 2
    texts = [page.get_textpage().get_text_range() for page in pdf]
    assert [text.count(".jpg") for text in texts] == [10, 1]
    assert "Page 2 of 2" in texts[1]
    assert all(sum(f"_{task.pk}.jpg" in text for text in texts) == 1 for task in tasks)
