"""Other outlines of a garment in the browser: chosen by click and key, undone, and stored."""

import pytest
from playwright.sync_api import expect

from ..conftest import SAMPLES
from .actions import replaced, upload_and_open
from .test_masks import covered

pytestmark = pytest.mark.browser


@pytest.fixture
def studio_page(new_page):
    """Open the studio of a photo with a sweater and trousers."""
    page = new_page()
    upload_and_open(page, SAMPLES / "mannequin-jumper.png")
    return page


@pytest.fixture
def page(studio_page):
    """Begin to correct the sweater."""
    studio_page.get_by_role("button", name="Correct sweater").click()
    expect(outlines(studio_page).first).to_be_visible(timeout=60_000)
    return studio_page


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
    with replaced(page, "#garments"):  # and the list of garments for the second time, in which the next click is
        page.locator("#mask-tools").get_by_role("button", name="Save").click()
    row = page.locator("#masks .mask-list > li", has_text="Sweater")
    expect(row).to_contain_text("corrected")
    row.locator("[data-correct]").click()
    expect(outlines(page).first).to_be_visible()
    assert abs(covered(page) - chosen) < 0.01, "the chosen outline was stored"


def test_outlines_are_chosen_by_key_and_replaced_by_clicks(page):
    count = outlines(page).count()
    page.keyboard.down("o")
    page.keyboard.down("o")  # a key that is held is repeated
    expect(page.locator("#original")).to_have_attribute("aria-pressed", "false")  # which the key does elsewhere
    page.keyboard.up("o")
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


HOLD_DECODING = """() => {
    const decode = HTMLImageElement.prototype.decode;
    const released = new Promise((resolve) => { window.release = resolve; });
    HTMLImageElement.prototype.decode = function () { return released.then(() => decode.call(this)); };
}"""


def test_outlines_that_are_shown_late_are_those_of_the_current_mask(studio_page):
    page = studio_page
    page.evaluate(HOLD_DECODING)
    for name in ("sweater", "trousers"):
        with page.expect_response("**/alternatives/*") as answer:
            page.get_by_role("button", name=f"Correct {name}").click()
        answer.value.finished()
        expect(page.locator("#mask-name")).to_have_value(name)
    page.get_by_role("radio", name="Erase").click()
    page.locator("#overlay").click()
    page.evaluate("release()")
    expect(outlines(page).first).to_be_visible()
    expect(outlines(page).last).to_have_accessible_name(f"Outline {outlines(page).count()} of {outlines(page).count()}")
    expect_chosen(page, 0)


def test_outlines_of_the_garment_before_keep_their_place_until_others_arrive(page):
    group = page.locator("#mask-alternatives")
    height = group.bounding_box()["height"]
    page.evaluate(HOLD_DECODING)
    with page.expect_response("**/alternatives/*") as answer:
        page.get_by_role("button", name="Correct trousers").click()
    answer.value.finished()
    expect(page.locator("#mask-name")).to_have_value("trousers")
    assert group.bounding_box()["height"] == height
    expect(group).to_have_attribute("inert", "")
    page.keyboard.press("o")
    page.wait_for_timeout(300)  # in which the key could have chosen one
    expect(page.locator("#mask-status")).not_to_contain_text("Outline")
    page.evaluate("release()")
    expect(group).not_to_have_attribute("inert", "")
    expect_chosen(page, 1)
