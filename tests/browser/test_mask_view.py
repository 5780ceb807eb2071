"""What is on the screen while a mask is corrected, and touches of the photo that scroll the page."""

import re

import pytest
from playwright.sync_api import expect

from .actions import HeldRequests, wait_until
from .conftest import wait_for
from .test_mask_strokes import Fingers

pytestmark = pytest.mark.browser

SIZES = {"desktop": (1280, 800), "laptop": (1366, 650), "phone": (390, 844), "small phone": (390, 664)}


@pytest.fixture(scope="module")
def photo(api):
    """Return the id of a photo, and the name of one of its garments."""
    address = f"/v4/models/base-images/{api.sample_photo()}/"
    wait_for(lambda: api.request("GET", address).json()["status"] == "ready")
    found = api.request("GET", address).json()
    return found["id"], found["garments"][0]["name"]


@pytest.fixture
def open_page(new_page, photo):
    """Return a function that opens the studio on a screen, and corrects a garment there."""

    def open_page(size):
        width, height = SIZES[size]
        is_phone = "phone" in size
        page = new_page(viewport={"width": width, "height": height}, has_touch=is_phone, is_mobile=is_phone)
        pk, garment = photo
        page.goto(f"/photos/{pk}/?correct={garment}")
        expect(page.locator("#mask-status")).to_contain_text("Click what does not belong")
        return page

    return open_page


@pytest.fixture
def phone(open_page):
    return open_page("phone")


def swipe(fingers, start, end):
    """Move one finger over the photo in several steps."""
    fingers.touch("touchStart", (0.5, start))
    for step in range(1, 6):
        fingers.touch("touchMove", (0.5, start + (end - start) * step / 5))
    fingers.touch("touchEnd")


def scrolled_by(page, action):
    before = page.evaluate("scrollY")
    action()
    page.wait_for_timeout(500)  # a swipe may go on by itself
    return page.evaluate("scrollY") - before


@pytest.mark.parametrize("size", SIZES)
def test_photo_status_and_save_are_on_the_screen(open_page, size, screenshot):
    page = open_page(size)
    shown = [page.locator("#stage"), page.locator("#mask-status"), page.get_by_role("button", name="Save", exact=True)]
    for each in shown:
        expect(each).to_be_in_viewport(ratio=0.99)
    screenshot(page, f"mask-tools-{size.replace(' ', '-')}")
    page.get_by_role("button", name="Cancel").click()
    page.locator("#masks [data-correct]").first.click()
    for each in shown:
        expect(each).to_be_in_viewport(ratio=0.99)


def test_the_end_of_the_tools_does_not_cover_a_button_that_gets_the_focus(open_page):
    page = open_page("small phone")
    split = page.get_by_role("button", name="Split off a part")
    page.locator("[data-zoom=in]").focus()
    page.keyboard.press("Tab")
    expect(split).to_be_focused()

    def is_covered():
        box, end = split.bounding_box(), page.locator(".mask-tools-end").bounding_box()
        return box["y"] + box["height"] > end["y"]

    wait_until(lambda: not is_covered())  # the browser scrolls smoothly


def test_a_swipe_scrolls_the_page_where_it_neither_draws_nor_moves_the_photo(phone):
    clicks = HeldRequests(phone, "**/select/")
    fingers = Fingers(phone)
    assert scrolled_by(phone, lambda: swipe(fingers, 0.8, 0.5)) > 50
    phone.locator("[data-tool=erase]").tap()
    fingers = Fingers(phone)
    assert scrolled_by(phone, lambda: swipe(fingers, 0.8, 0.5)) == 0
    phone.locator("[data-tool=remove]").tap()
    phone.locator("[data-zoom=in]").tap()
    expect(phone.locator("#mask-status")).to_have_text("Move the photo with two fingers.")
    fingers = Fingers(phone)
    assert scrolled_by(phone, lambda: swipe(fingers, 0.8, 0.5)) == 0
    assert clicks.count == 0


def test_two_fingers_zoom_and_do_not_scroll_where_one_does(phone):
    fingers = Fingers(phone)

    def pinch():
        fingers.touch("touchStart", (0.5, 0.4))
        fingers.touch("touchStart", (0.5, 0.4), (0.5, 0.5))
        for step in range(1, 6):
            fingers.touch("touchMove", (0.5, 0.4), (0.5, 0.5 + step * 0.04))
        fingers.touch("touchEnd", (0.5, 0.4))
        fingers.touch("touchMove", (0.5, 0.8))  # the one that is left moves the photo
        fingers.touch("touchEnd")

    assert scrolled_by(phone, pinch) == 0
    expect(phone.locator("[data-zoom-level]")).to_have_text(re.compile(r"(29|30)\d%"))
