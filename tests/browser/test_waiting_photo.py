"""A result that is requested before the garments of its photo have been found arrives in the open studio."""

import pytest
from playwright.sync_api import expect

from .actions import fill_row, recolor_button, upload

pytestmark = pytest.mark.browser


def test_a_result_of_a_waiting_photo_arrives(studio, new_page):
    page = new_page()
    with studio.without_worker():
        upload(page)
        page.goto(page.locator("#photos .picture-title").first.get_attribute("href"))
        fill_row(page.locator(".color-row").first, "teal", target="all")
        expect(page.locator(".color-row-reading").first).to_contain_text("#008080")
        recolor_button(page).click()
        expect(page.locator("#tasks > li")).to_have_count(1)
    page.locator("#tasks [data-action=approve]").wait_for(timeout=120_000)
    expect(page.locator("#masks [data-add]").first).to_be_visible()
