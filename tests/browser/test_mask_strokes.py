"""Strokes drawn by touch: a second finger moves the photo, and a stroke that the browser cancels is kept."""

import pytest
from playwright.sync_api import expect

from .actions import upload_and_open

pytestmark = pytest.mark.browser

ALPHA = """([x, y]) => {
    const canvas = document.getElementById("overlay");
    const at = [Math.round(x * canvas.width), Math.round(y * canvas.height)];
    return canvas.getContext("2d").getImageData(...at, 1, 1).data[3];
}"""


class Fingers:
    """Touches the photo with several fingers. Positions are fractions of its sides."""

    def __init__(self, page):
        self.box = page.locator("#overlay").bounding_box()
        self.devtools = page.context.new_cdp_session(page)

    def touch(self, kind, *positions):
        """kind: touchStart, touchMove, touchEnd or touchCancel. positions: of the fingers; a missing one is lifted."""
        left, top, width, height = (self.box[side] for side in ("x", "y", "width", "height"))
        points = [{"x": left + x * width, "y": top + y * height, "id": n} for n, (x, y) in enumerate(positions)]
        self.devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def pen(self, kind, x, y):
        """kind: mousePressed, mouseMoved or mouseReleased."""
        left, top, width, height = (self.box[side] for side in ("x", "y", "width", "height"))
        held = {"button": "left", "buttons": int(kind != "mouseReleased"), "clickCount": 1, "pointerType": "pen"}
        place = {"x": left + x * width, "y": top + y * height}
        self.devtools.send("Input.dispatchMouseEvent", {"type": kind, **place, **held})


@pytest.fixture
def page(new_page):
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    upload_and_open(page)
    page.get_by_role("button", name="Mark a garment").tap()
    page.locator("[data-tool=brush]").tap()
    page.locator("#overlay").scroll_into_view_if_needed()
    return page


@pytest.fixture
def fingers(page):
    return Fingers(page)


def is_marked(page, *position):
    return page.evaluate(ALPHA, list(position)) > 60


def test_a_second_finger_ends_the_stroke_without_a_trace(page, fingers):
    fingers.touch("touchStart", (0.2, 0.2))
    fingers.touch("touchMove", (0.3, 0.2))
    assert is_marked(page, 0.25, 0.2)
    fingers.touch("touchStart", (0.3, 0.2), (0.7, 0.6))
    fingers.touch("touchMove", (0.35, 0.2), (0.75, 0.6))
    assert not is_marked(page, 0.25, 0.2)
    fingers.touch("touchEnd", (0.35, 0.2))
    fingers.touch("touchMove", (0.45, 0.2))
    fingers.touch("touchEnd")
    assert not is_marked(page, 0.4, 0.2) and not is_marked(page, 0.72, 0.6)
    fingers.touch("touchStart", (0.2, 0.2))
    fingers.touch("touchMove", (0.5, 0.2))
    fingers.touch("touchEnd")
    expect(page.locator("#mask-status")).to_contain_text("corrected")
    assert is_marked(page, 0.4, 0.2)


def test_a_stroke_that_is_canceled_is_in_the_mask(page, fingers):
    fingers.touch("touchStart", (0.2, 0.2))
    fingers.touch("touchMove", (0.5, 0.2))
    fingers.touch("touchCancel")
    expect(page.locator("#mask-status")).to_contain_text("corrected")
    fingers.touch("touchStart", (0.2, 0.6))
    fingers.touch("touchMove", (0.5, 0.6))
    fingers.touch("touchEnd")
    page.keyboard.press("Control+z")
    expect(page.locator("#mask-status")).to_contain_text("undone")
    assert is_marked(page, 0.4, 0.2) and not is_marked(page, 0.4, 0.6)


def test_a_palm_does_not_end_the_stroke_of_a_pen(page, fingers):
    fingers.pen("mousePressed", 0.2, 0.2)
    fingers.pen("mouseMoved", 0.3, 0.2)
    fingers.touch("touchStart", (0.7, 0.6))
    fingers.pen("mouseMoved", 0.5, 0.2)
    fingers.touch("touchEnd")
    fingers.pen("mouseReleased", 0.5, 0.2)
    expect(page.locator("#mask-status")).to_contain_text("corrected")
    assert is_marked(page, 0.25, 0.2) and is_marked(page, 0.45, 0.2) and not is_marked(page, 0.7, 0.6)
