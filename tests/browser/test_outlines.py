"""The outline check by keyboard only: another outline, the right one, a correction by clicks, and a removed garment."""

import re

import pytest
from playwright.sync_api import expect

from ..conftest import SAMPLES
from .actions import upload_and_open
from .test_doubt import MAKE_DOUBTFUL

pytestmark = pytest.mark.browser


@pytest.fixture
def page(studio, new_page):
    """Open the check of a photo with a sweater and trousers, whose outlines are both doubtful."""
    page = new_page()
    upload_and_open(page, SAMPLES / "mannequin-jumper.png")
    photo = re.search(r"/photos/(\d+)/", page.url)[1]
    studio.manage("shell", "-c", MAKE_DOUBTFUL.format(pk=photo))
    page.reload()
    page.get_by_role("link", name="Check them one after the other").click()
    expect(page.locator("#outlines-left")).to_have_text("2 outlines to check")
    return page


def outlines(page):
    return page.locator("#outline-others").get_by_role("button")


def test_outlines_are_checked_by_keyboard(page):
    press, title = page.keyboard.press, page.locator("#outline-title")
    canvas = page.locator(".outline-picture canvas")
    expect(title).to_contain_text("sweater")
    expect(outlines(page).first).to_have_attribute("aria-pressed", "true")
    expect(canvas).to_be_visible()
    press("2")
    expect(outlines(page).nth(1)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Take this outline")).to_be_visible()
    press("a")
    expect(title).to_contain_text("trousers")
    expect(page.locator("#outline-live")).to_contain_text("The outline of “sweater”")
    expect(page.locator("#outlines-left")).to_have_text("1 outline to check")

    press("u")
    expect(title).to_contain_text("sweater")
    expect(title).to_contain_text("checked")
    expect(canvas).to_be_visible()
    press("a")
    expect(title).to_contain_text("trousers")

    expect(canvas).to_be_visible()
    press("x")
    expect(page.locator(".empty-title")).to_have_text("No outline waits to be checked")
    press("u")
    expect(title).to_contain_text("trousers")
    expect(canvas).to_be_visible()
    press("a")
    expect(page.locator(".empty-title")).to_be_visible()
    page.get_by_role("link", name="Done").click()
    expect(page.locator("#masks li", has_text="corrected")).to_have_count(2)


def test_a_correction_by_clicks_and_a_new_name_lead_back(page):
    press, title = page.keyboard.press, page.locator("#outline-title")
    expect(page.locator(".outline-picture canvas")).to_be_visible()
    press("n")
    page.locator("#outline-name").fill("pullover")
    press("Enter")
    expect(title).to_contain_text("pullover")
    expect(page.locator(".outline-picture canvas")).to_be_visible()
    press("e")
    expect(page.locator("#mask-name")).to_have_value("pullover")
    page.wait_for_load_state()  # nobody saves before the page is complete
    page.get_by_role("button", name="Save", exact=True).click()
    expect(title).to_contain_text("trousers")
    expect(page.locator("#outline-last")).to_have_text(re.compile("The outline of “pullover” in .* is checked"))


def test_a_name_that_is_taken_is_refused(page):
    expect(page.locator(".outline-picture canvas")).to_be_visible()
    page.keyboard.press("n")
    page.locator("#outline-name").fill("trousers")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Choose another name")).to_be_visible()
    expect(page.locator("#outline-name")).to_have_value("trousers")
    expect(page.locator("#outline-title")).to_contain_text("sweater")
    expect(page.locator("#outline-name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#outline-title")).to_be_focused()


def test_an_outline_that_was_not_shown_is_not_confirmed(page):
    answer = {"status": 409, "content_type": "text/plain", "body": "Load the page again."}
    page.route("**/mask/**", lambda route: route.fulfill(**answer))
    page.reload()
    expect(page.locator("#outline-problem")).to_have_text("Load the page again.")
    expect(page.get_by_role("button", name="Outline is right")).to_be_disabled()
    page.keyboard.press("a")
    page.keyboard.press("j")
    expect(page.locator("#outline-title")).to_contain_text("trousers")
    expect(page.locator("#outlines-left")).to_have_text("2 outlines to check")
