"""Importing a sheet in a browser: the dry run, correcting it with the keyboard and by suggestions, and starting it."""

import re

import pytest
from playwright.sync_api import expect

from .actions import unique_file

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LINES = ("photo;target;color;name", "Autumn look.png;all;royal blu;Royal", "Autmn look.png;all;teal;", ";all;navy;")


def test_a_sheet_is_corrected_and_started(new_page, screenshot):
    page = new_page()
    page.goto("/photos/")
    page.set_input_files("#id_image", unique_file() | {"name": "Autumn look.png"})
    page.locator("#photos").get_by_text("Autumn look").wait_for(timeout=120_000)
    page.get_by_role("link", name="Import a sheet").click()
    sheet = {"name": "autumn.csv", "mimeType": "text/csv", "buffer": "\n".join(LINES).encode()}
    page.get_by_label("Sheet", exact=True).set_input_files(sheet)
    page.get_by_role("button", name="Upload and check").click()
    summary = page.locator("#sheet-summary")
    expect(summary).to_contain_text("3 rows have problems")

    page.get_by_role("row", name="Royal").get_by_role("button", name="royal blue", exact=True).click()
    color = page.get_by_label("Row 2, color", exact=True)
    expect(color).to_have_value("royal blue")
    expect(color).to_be_focused()
    expect(summary).to_contain_text("2 rows have problems")
    photo = page.get_by_label("Row 3, photo")
    photo.fill("Autumn look")
    photo.press("Enter")
    expect(page.get_by_label("Row 4, photo")).to_be_focused()
    expect(summary).to_contain_text("1 row has a problem")
    expect(page.locator("#does-1")).to_contain_text("1 result")
    # Not before: Playwright leaves style attributes on fields, and htmx would copy one to the field it replaces.
    screenshot(page, "sheet-problems")

    page.reload()
    expect(page.locator("#cells tbody tr")).to_have_count(1)
    page.get_by_label("Name of the batch").fill("Autumn")
    page.get_by_role("button", name="Make 2 results without 1 row").click()
    page.wait_for_url(re.compile(r"/batches/\d+/"))
    expect(page.get_by_role("heading", name="Autumn")).to_be_visible()
    expect(page.locator("#batch-results [id^=cell-]")).to_have_count(2)
    expect(page.locator("#progress")).to_contain_text("2 of 2 results are ready", timeout=300_000)

    page.goto("/batches/sheets/")
    page.get_by_role("link", name="Rest of autumn.csv").click()
    expect(page.locator("#cells tbody tr")).to_have_count(1)
    page.set_viewport_size({"width": 390, "height": 844})
    screenshot(page, "sheet-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
