"""Zooming while a mask is corrected: by buttons, keys, the wheel and fingers, and what clicks and strokes then hit."""

import json
import re

import pytest
from PIL import Image, ImageColor
from playwright.sync_api import expect

from .actions import LEHENGA, HeldRequests
from .conftest import wait_for
from .test_mask_strokes import Fingers
from .test_masks import covered

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def photo(api, tmp_path_factory):
    """Return the id of a photo that is larger than its preview."""
    path = tmp_path_factory.mktemp("photos") / "large.png"
    Image.open(LEHENGA).convert("RGB").resize((1800, 2400)).save(path)
    pk = api.upload(path)
    wait_for(lambda: api.request("GET", f"/v4/models/base-images/{pk}/").json()["status"] == "ready")
    return pk


@pytest.fixture
def open_page(new_page, photo):
    """Return a function that opens the studio and begins to mark a garment."""

    def open_page(**options):
        page = new_page(**options)
        page.goto(f"/photos/{photo}/")
        page.get_by_role("button", name="Mark a garment").click()
        page.locator("#overlay").focus()
        return page

    return open_page


def level(page):
    return page.locator("[data-zoom-level]")


def zoom_at(page, x, y, notches):
    """Turn the wheel with Ctrl at a point of the stage, in fractions of its sides."""
    page.evaluate("scrollTo(0, 0)")
    point = at(page, x, y)
    page.mouse.move(*point)
    page.keyboard.down("Control")
    for _ in range(abs(notches)):
        page.mouse.wheel(0, -100 if notches > 0 else 100)
        page.wait_for_timeout(50)  # the browser may join what comes at once
    page.keyboard.up("Control")
    return point


def at(page, x, y):
    box = page.locator("#overlay").bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def sent_click(clicks):
    """Answer a click that the page has sent, and return its position."""
    request = clicks.next()
    points = re.search(r'name="points"\s+(\[\[.*?\]\])', request.request.post_data)[1]
    request.continue_()
    x, y, _adds = json.loads(points)[-1]
    return x, y


def test_zooming_by_buttons_and_keys(open_page):
    page = open_page()
    image = page.locator("#stage img").first
    page.get_by_role("button", name="Zoom in").click()
    expect(level(page)).to_have_text("150%")
    expect(page.locator("#mask-status")).to_contain_text("Move the photo")
    page.keyboard.press("z")
    expect(level(page)).to_have_text("225%")
    expect(image).to_have_attribute("style", re.compile(r"scale\(2\.25\)"))
    page.get_by_role("button", name="Zoom out").click()
    expect(level(page)).to_have_text("150%")
    page.keyboard.press("Shift+Z")
    expect(level(page)).to_have_text("Fit")
    for _ in range(8):
        page.keyboard.press("z")
    expect(level(page)).to_have_text("800%")
    expect(image).to_have_attribute("src", re.compile("/file/$"))  # the photo itself has more pixels than its preview
    page.keyboard.press("0")
    expect(level(page)).to_have_text("Fit")
    page.keyboard.press("z")
    page.get_by_role("button", name="Cancel").click()
    expect(image).to_have_attribute("style", "")
    page.get_by_role("button", name="Mark a garment").click()
    expect(level(page)).to_have_text("Fit")


def test_a_click_on_the_enlarged_photo_hits_what_it_shows(open_page):
    page = open_page()
    clicks = HeldRequests(page, "**/select/")
    point = zoom_at(page, 0.4, 0.7, 6)
    expect(level(page)).to_have_text(re.compile("4..%"))  # e ** 1.5
    page.mouse.click(*point)
    assert sent_click(clicks) == pytest.approx((0.4, 0.7), abs=0.003)
    expect(page.locator("#mask-status")).to_contain_text("selected")
    page.mouse.move(*point)
    page.mouse.wheel(0, 100)  # moves the photo up
    page.wait_for_timeout(200)
    height = page.locator("#overlay").bounding_box()["height"]
    page.mouse.click(*point)
    assert sent_click(clicks) == pytest.approx((0.4, 0.7 + 100 / height / 4.48), abs=0.003)
    expect(page.locator("#mask-status")).to_contain_text("corrected")


def test_the_wheel_scrolls_the_page_unless_the_photo_can_move(open_page):
    page = open_page()
    page.evaluate("scrollTo(0, 0)")
    page.mouse.move(*at(page, 0.5, 0.5))
    page.mouse.wheel(0, 50)
    page.wait_for_timeout(200)
    scrolled = page.evaluate("scrollY")
    assert scrolled > 0
    zoom_at(page, 0.5, 0.5, 4)
    page.mouse.wheel(0, 50)
    page.wait_for_timeout(200)
    assert page.evaluate("scrollY") == 0
    for _ in range(40):
        page.mouse.wheel(0, 400)
    page.wait_for_timeout(400)
    assert page.evaluate("scrollY") > 0, "the photo is at its edge"


def test_the_photo_is_moved_by_dragging_with_shift_or_the_middle_button(open_page):
    page = open_page()
    clicks = HeldRequests(page, "**/select/")
    zoom_at(page, 0.5, 0.5, 6)
    for number, button in enumerate(("left", "middle"), 1):
        page.keyboard.down("Shift")
        if button == "middle":
            page.keyboard.up("Shift")
        page.mouse.move(*at(page, 0.6, 0.5))
        page.mouse.down(button=button)
        page.mouse.move(*at(page, 0.4, 0.5), steps=3)
        page.mouse.up(button=button)
        page.keyboard.up("Shift")
        assert clicks.count == number - 1, "dragging does not click"
        page.mouse.click(*at(page, 0.5, 0.5))
        assert sent_click(clicks) == pytest.approx((0.5 + number * 0.2 / 4.48, 0.5), abs=0.003)


def test_a_stroke_is_finer_on_the_enlarged_photo(open_page):
    page = open_page()
    page.keyboard.press("b")
    page.locator("#brush-size").fill("80")
    page.evaluate("scrollTo(0, 0)")
    page.mouse.click(*at(page, 0.5, 0.5))
    dot = covered(page)
    page.keyboard.press("Control+z")
    point = zoom_at(page, 0.5, 0.5, 6)
    page.mouse.click(*point)
    enlarged = covered(page)
    page.keyboard.press("0")
    expect(level(page)).to_have_text("Fit")
    page.wait_for_timeout(100)
    assert enlarged == pytest.approx(dot, rel=0.15), "on the screen it is as large"
    assert 0 < covered(page) < dot / 8


def test_the_view_follows_the_cursor_of_the_keyboard(open_page):
    page = open_page()
    clicks = HeldRequests(page, "**/select/")
    for _ in range(4):
        page.keyboard.press("z")
    for _ in range(12):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Space")
    assert sent_click(clicks) == pytest.approx((0.5 + 12 * 0.05 / 1.5**4, 0.5), abs=0.003)
    translated = page.locator("#stage img").first.get_attribute("style")
    assert float(re.search(r"translate\((-[\d.]+)%", translated)[1]) < -50 * (1.5**4 - 1)


def test_zooming_keeps_the_cursor_of_the_keyboard_in_view(open_page):
    page = open_page()
    for _ in range(8):
        page.keyboard.press("Shift+ArrowRight")
    for _ in range(4):
        page.keyboard.press("z")
    expect(level(page)).to_have_text("506%")
    page.wait_for_timeout(100)  # the view is shown with the next frame
    translated = float(re.search(r"translate\((-[\d.]+)%", page.locator("#stage img").first.get_attribute("style"))[1])
    assert 0 <= 0.9 * 506.25 + translated <= 100


def test_the_eyedropper_picks_what_the_enlarged_photo_shows(open_page):
    page = open_page()
    colors = []
    for notches in (0, 6):
        zoom_at(page, 0.5, 0.7, notches)
        page.get_by_role("button", name="Pick from the photo").click()
        page.mouse.click(*at(page, 0.5, 0.7))  # measured again: the first click may scroll the page
        expect(page.locator("#stage")).not_to_have_class(re.compile("picking"))
        value = page.locator('.color-row [name="color"]').first.input_value()
        colors.append(ImageColor.getrgb(value))
    expect(level(page)).to_have_text(re.compile("4..%"))
    assert colors[0] == pytest.approx(colors[1], abs=12)
    assert max(colors[0]) - min(colors[0]) > 40, "the lehenga, not the wall"


def test_two_fingers_zoom_and_do_not_click(open_page):
    page = open_page(**PHONE)
    clicks = HeldRequests(page, "**/select/")
    page.locator("#overlay").scroll_into_view_if_needed()
    fingers = Fingers(page)
    fingers.touch("touchStart", (0.4, 0.5))
    fingers.touch("touchStart", (0.4, 0.5), (0.6, 0.5))
    for step in range(1, 5):
        fingers.touch("touchMove", (0.4 - step * 0.05, 0.5), (0.6 + step * 0.05, 0.5))
    fingers.touch("touchEnd", (0.2, 0.5))
    fingers.touch("touchEnd")
    expect(level(page)).to_have_text(re.compile(r"(29|30)\d%"))
    page.wait_for_timeout(300)  # in which a click could have been sent
    assert clicks.count == 0
    fingers.touch("touchStart", (0.8, 0.7))
    assert clicks.count == 0, "it may become a second finger"
    fingers.touch("touchEnd")
    assert sent_click(clicks) == pytest.approx((0.5 + 0.3 / 3, 0.5 + 0.2 / 3), abs=0.01)
