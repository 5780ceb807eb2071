"""Clothes without an outline in the browser: from the note to a garment with the offered outline and name."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from ..conftest import SAMPLES
from .actions import upload_and_open
from .test_alternatives import outlines
from .test_masks import covered

pytestmark = pytest.mark.browser

MISS_SWEATER = (
    "from recolor.models import Photo; photo = Photo.objects.get(pk={pk}); photo.missed_clothes = True; photo.save(); "
    "photo.garments.filter(name='sweater').delete()"
)


@pytest.fixture
def page(studio, new_page):
    """Open the studio of a photo whose sweater was not found."""
    page = new_page()
    upload_and_open(page, SAMPLES / "mannequin-jumper.png")
    studio.manage("shell", "-c", MISS_SWEATER.format(pk=page.url.rstrip("/").split("/")[-1]))
    page.reload()
    return page


def note(page):
    return page.locator(".missed-clothes")


def test_an_offered_outline_becomes_a_garment_under_its_probable_name(page, screenshot):
    page.get_by_role("button", name="Show them").click()
    expect(page.locator("#mask-status")).to_contain_text("not sure of this outline")
    expect(page.locator("#mask-name")).to_have_value("sweater")
    expect(outlines(page).first).to_have_attribute("aria-pressed", "true")
    assert covered(page) > 0.2
    screenshot(page, "missed-clothes")
    page.locator("#mask-tools").get_by_role("button", name="Save").click()
    expect(page.locator("#masks [data-show][data-name=sweater]")).to_be_visible()
    expect(note(page)).to_have_count(0)


def test_the_library_leads_to_the_outlines(page):
    studio_url = page.url
    page.goto("/photos/?outline=missing")
    card = page.locator("#photos > li", has=page.locator(f'a[href^="{urlsplit(studio_url).path}"]'))
    card.get_by_role("link", name="Some clothes have no outline").click()
    expect(page.locator("#mask-name")).to_have_value("sweater")
    page.locator("#mask-tools").get_by_role("button", name="Cancel").click()
    expect(page.locator("#mask-tools")).to_be_hidden()
    page.reload()
    expect(note(page)).to_be_visible()
    expect(page.locator("#mask-tools")).to_be_hidden()


def test_a_name_that_was_entered_stays(page):
    page.get_by_role("button", name="Show them").click()
    expect(page.locator("#mask-name")).to_have_value("sweater")
    page.locator("#mask-name").fill("jumper")
    page.locator("#overlay").focus()
    page.keyboard.press("o")
    expect(page.locator("#mask-name")).to_have_value("jumper")


def test_a_person_says_that_nothing_is_missing(page):
    page.get_by_role("button", name="Nothing is missing").click()
    expect(note(page)).to_have_count(0)
    expect(page.locator(".toast-message", has_text="marked as complete")).to_be_visible()
    page.reload()
    expect(note(page)).to_have_count(0)
