"""The selection of cards, which follows what the person ticks and unticks, also when cards are replaced or added."""

import re

import pytest
from playwright.sync_api import expect

from .actions import follow, replaced, unique_file

pytestmark = pytest.mark.browser

BOXES = '#photos input[type="checkbox"]'
TICKED = f"{BOXES}:checked"


@pytest.fixture
def page(new_page):
    page = new_page()
    page.goto("/photos/")
    return page


def search(page, text):
    with replaced(page, "#photos"):
        page.get_by_label("Search").fill(text)


def upload_here(page):
    """Upload a photo without leaving the page."""
    title = page.locator("#photos .picture-title").first
    before = title.get_attribute("href")
    page.set_input_files("#id_image", unique_file())
    expect(title).not_to_have_attribute("href", before)
    expect(page.locator("#photos > .htmx-settling")).to_have_count(0)


def test_cards_stay_ticked_when_the_list_is_searched_and_a_photo_is_uploaded(page):
    page.locator(BOXES).first.check()
    search(page, "mannequin")
    expect(page.locator(TICKED)).to_have_count(1)
    upload_here(page)
    expect(page.locator(TICKED)).to_have_count(1)
    expect(page.locator("#selected-count")).to_have_text("1 selected")


def test_cards_that_were_unticked_stay_so_after_an_upload(page):
    boxes = page.locator(BOXES)
    boxes.nth(0).check()
    boxes.nth(1).check()
    search(page, "mannequin")
    expect(page.locator(TICKED)).to_have_count(2)
    boxes.nth(0).uncheck()
    boxes.nth(1).uncheck()
    upload_here(page)
    expect(page.locator(TICKED)).to_have_count(0)
    expect(page.locator("#selected-count")).to_be_empty()


def test_all_cards_of_the_page_stay_ticked_until_they_are_unticked(page):
    whole_page = page.get_by_label("Select this page")
    whole_page.check()
    ticked = {box.get_attribute("value") for box in page.locator(TICKED).all()}
    search(page, "mannequin")  # which may also find photos of other pages
    found = {box.get_attribute("value") for box in page.locator(BOXES).all()}
    expect(page.locator(TICKED)).to_have_count(len(ticked & found))
    expect(page.locator("#selected-count")).to_have_text(re.compile(r"^\d+ selected"))
    whole_page.check()  # those of other pages, too; else unticking would change nothing
    whole_page.uncheck()
    upload_here(page)
    expect(page.locator(TICKED)).to_have_count(0)


def test_cards_that_the_browser_ticks_again_after_back_are_selected(page):
    page.locator(BOXES).first.check()
    follow(page, page.locator("#photos .picture-title").last)
    page.go_back()
    expect(page.locator("#selected-count")).to_have_text("1 selected")
    search(page, "mannequin")
    expect(page.locator(TICKED)).to_have_count(1)
