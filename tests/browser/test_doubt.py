"""Doubtful outlines in the browser: from the mark to the mask tools, and their confirmation."""

import pytest
from playwright.sync_api import expect

from .actions import fill_row, recolor_button, upload_and_open, wait_for_layers

pytestmark = pytest.mark.browser

MAKE_DOUBTFUL = "from recolor.models import Garment; Garment.objects.filter(photo={pk}).update(confidence=0.5)"


@pytest.fixture
def doubtful_page(studio, new_page):
    """Return the studio of a photo of which all outlines are doubtful, with one result made with two of them."""
    page = new_page()
    upload_and_open(page)
    studio.manage("shell", "-c", MAKE_DOUBTFUL.format(pk=page.url.rstrip("/").split("/")[-1]))
    page.reload()
    wait_for_layers(page)
    rows = page.locator(".color-row:has(.color-row-name)")
    fill_row(rows.nth(0), "royal blue")
    fill_row(rows.nth(1), "#2e7d32")
    recolor_button(page).click()
    expect(page.locator("#tasks [data-compare]")).to_have_count(1, timeout=240_000)
    expect(page.locator("#tasks .check-outline")).to_have_count(2)
    return page


def test_a_mark_opens_the_mask_tools_and_the_address_remembers_it(doubtful_page):
    page = doubtful_page
    studio_url = page.url
    name = page.locator("#masks [data-show]").first.get_attribute("data-name")
    page.locator("#masks .check-outline").first.click()
    expect(page.locator("#mask-name")).to_have_value(name)
    expect(page).to_have_url(f"{studio_url}?correct={name}")
    page.keyboard.press("Escape")
    expect(page.locator("#mask-tools")).to_be_hidden()
    expect(page).to_have_url(studio_url)

    page.locator("#tasks .picture").first.click()
    page.locator("#lightbox .check-outline").first.click()
    expect(page.locator("#lightbox")).to_be_hidden()
    expect(page.locator("#mask-tools")).to_be_visible()

    page.keyboard.press("Escape")
    page.locator("#tasks .picture-title").first.click()
    page.locator(".reached-check .check-outline").first.click()
    expect(page).to_have_url(f"{studio_url}?correct={name}")
    page.wait_for_load_state()  # nobody saves before the page is complete
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#masks li", has_text=name).first).to_contain_text("corrected")
    expect(page).to_have_url(studio_url)

    page.goto(f"{studio_url}?correct=saree")
    expect(page.locator("#mask-name")).to_have_value("saree")
    expect(page.locator("#mask-name")).to_be_editable()


def test_a_confirmed_outline_is_no_longer_marked_and_typed_colors_stay(doubtful_page):
    page = doubtful_page
    marks = page.locator("#masks .check-outline").count()
    color = page.locator('.color-row input[name="color"]').first
    color.fill("teal")
    page.get_by_role("button", name="Outline is right").first.click()
    expect(page.locator("#masks .check-outline")).to_have_count(marks - 1)
    expect(page.locator("#tasks .check-outline")).to_have_count(1)
    expect(page.locator("#masks li").first).to_contain_text("corrected")
    expect(page.locator(".toast-message")).to_contain_text("marked as right")
    expect(color).to_have_value("teal")
    page.goto("/results/?outline=check")
    expect(page.locator('select[name="outline"]')).to_have_value("check")
    page.locator("#tasks > li").first.locator(".check-outline").wait_for()
