"""Other outlines of a garment in the browser: chosen by click and key, undone, and stored."""

import pytest
from playwright.sync_api import expect

from .actions import LEHENGA, upload_and_open
from .test_masks import covered

pytestmark = pytest.mark.browser


@pytest.fixture
def page(new_page):
    """Open the studio, and begin to correct the lehenga."""
    page = new_page()
    upload_and_open(page, LEHENGA)
    page.get_by_role("button", name="Correct lehenga").click()
    expect(outlines(page).first).to_be_visible()
    return page


def outlines(page):
    return page.get_by_role("group", name="Other outlines").get_by_role("button")


def expect_chosen(page, number):
    pressed = [str(index == number).lower() for index in range(1, outlines(page).count() + 1)]
    for button, value in zip(outlines(page).all(), pressed, strict=True):
        expect(button).to_have_attribute("aria-pressed", value)


def test_another_outline_is_chosen_undone_and_stored(page, screenshot):
    expect_chosen(page, 1)
    found = covered(page)
    outlines(page).nth(1).click()
    expect(page.locator("#mask-status")).to_contain_text("Outline 2 of")
    expect_chosen(page, 2)
    chosen = covered(page)
    assert abs(chosen - found) > 0.01, "it differs visibly"
    screenshot(page, "other-outlines")
    page.get_by_role("button", name="Undo").first.click()
    expect_chosen(page, 1)
    assert covered(page) == found
    page.get_by_role("button", name="Redo").first.click()
    page.locator("#mask-tools").get_by_role("button", name="Save").click()
    row = page.locator("#masks .mask-list > li", has_text="Lehenga")
    expect(row).to_contain_text("corrected")
    row.locator("[data-correct]").click()
    expect(outlines(page).first).to_be_visible()
    assert abs(covered(page) - chosen) < 0.01, "the chosen outline was stored"


def test_outlines_are_chosen_by_key_and_replaced_by_clicks(page):
    count = outlines(page).count()
    page.keyboard.press("o")
    expect_chosen(page, 2)
    for _ in range(count - 1):
        page.keyboard.press("o")
    expect_chosen(page, 1)
    page.get_by_role("radio", name="Erase").click()
    page.locator("#overlay").click()
    expect_chosen(page, 0)
    page.keyboard.press("o")
    expect_chosen(page, 1)


def test_a_part_that_is_split_off_has_no_other_outlines(page):
    page.get_by_role("button", name="Split off a part").click()
    expect(outlines(page)).to_have_count(0)
