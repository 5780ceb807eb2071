"""Changes of a mask that are made while the server answers an earlier one, or stores the mask."""

import pytest
from playwright.sync_api import expect

from .actions import HeldRequests, brush_across, upload_and_open
from .test_masks import covered, position, wait_until_covered

pytestmark = pytest.mark.browser

PLACE = (300, 600)  # on the lehenga


@pytest.fixture
def page(new_page):
    """Return a page on which a garment is being marked."""
    page = new_page()
    upload_and_open(page)
    page.get_by_role("button", name="Mark a garment").click()
    expect(page.locator("#mask-name")).to_be_focused()
    return page


def draw(page):
    page.locator("[data-tool=brush]").click()
    page.locator("#brush-size").fill("80")
    brush_across(page)


def test_a_stroke_during_a_click_is_added_to_its_mask(page):
    clicks = HeldRequests(page, "**/select/")
    page.locator("#overlay").click(**position(page, *PLACE))
    click = clicks.next()
    draw(page)
    stroke = covered(page)
    assert stroke > 0.01, "the stroke is shown at once"
    click.continue_()
    expect(page.locator("#mask-status")).to_contain_text("The mask is corrected")
    both = covered(page)
    page.keyboard.press("Control+z")
    clicked = covered(page)
    assert clicked > 0.1 and both == pytest.approx(clicked + stroke, abs=0.01)
    page.keyboard.press("Control+z")
    assert covered(page) == 0


def test_clicks_and_undoing_wait_for_the_click_before(page):
    clicks = HeldRequests(page, "**/select/")
    page.locator("#overlay").click(**position(page, *PLACE))
    page.keyboard.press("r")
    page.locator("#overlay").click(**position(page, 20, 20))
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")
    clicks.next().continue_()
    second = clicks.next()
    assert "true],[" in second.request.post_data and "false]]" in second.request.post_data
    second.continue_()
    expect(page.locator("#mask-status")).to_contain_text("made again")
    wait_until_covered(page, 0.1, 0.6)
    expect(page.locator("#mask-levels [aria-checked=true]")).to_have_text("Garment")


def test_a_click_without_an_answer_is_not_missing_in_a_saved_mask(page):
    clicks, saves = HeldRequests(page, "**/select/"), HeldRequests(page, "**/garments/")
    page.locator("#mask-name").fill("ghagra")
    draw(page)
    page.keyboard.press("a")
    page.locator("#overlay").click(**position(page, *PLACE))
    click = clicks.next()
    page.locator("[data-keep]").click()
    expect(page.locator("#mask-status")).to_have_text("Saving …")
    click.abort("internetdisconnected")
    expect(page.locator("#mask-status")).to_contain_text("This was not saved. Check your connection")
    page.locator("[data-keep]").click()  # the person has read that the click is missing
    saves.next().continue_()
    expect(page.locator("#mask-tools")).to_be_hidden()


def test_a_mask_is_not_changed_or_left_while_it_is_saved(page):
    saves = HeldRequests(page, "**/garments/")
    page.locator("#mask-name").fill("ghagra")
    draw(page)
    before = covered(page)
    page.locator("[data-keep]").click()
    save = saves.next()
    page.locator("#overlay").click(**position(page, 60, 20))
    page.keyboard.press("Space")
    page.keyboard.press("Control+z")
    page.keyboard.press("Escape")
    assert covered(page) == pytest.approx(before, abs=0.003)  # with the cursor of the keyboard
    expect(page.locator("#mask-tools")).to_be_visible()
    save.continue_()
    expect(page.locator("#mask-tools")).to_be_hidden()
    expect(page.locator('#masks [data-correct="ghagra"]')).to_be_focused()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#overlay")).to_be_hidden()  # the mask would tint the preview
