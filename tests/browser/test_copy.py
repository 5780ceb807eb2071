"""Copying a text, also where the browser has no clipboard for the page."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

NO_CLIPBOARD = 'Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined })'  # as on plain http


@pytest.fixture
def page(api, new_page):
    pk = api.recolor_sample("teal")
    page = new_page(permissions=["clipboard-read", "clipboard-write"])

    def open_call():
        page.goto(f"/results/{pk}/")
        # Until the result is completed, the page replaces what was opened.
        expect(page.get_by_role("button", name="Approve")).to_be_visible(timeout=240_000)
        page.get_by_text("API call", exact=True).click()
        return page

    yield open_call
    api.delete_task(pk)


def test_a_text_is_copied(page):
    page = page()
    page.get_by_role("button", name="Copy API call").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#api-call").input_value()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(0)


def test_a_text_is_selected_where_there_is_no_clipboard(page, screenshot):
    page().context.add_init_script(NO_CLIPBOARD)
    page = page()
    page.get_by_role("button", name="Copy API call").click()
    expect(page.get_by_text("Press Ctrl+C to copy it.")).to_be_visible()
    expect(page.locator("#api-call")).to_be_focused()
    screenshot(page, "copy-by-hand")
    assert page.evaluate("getSelection().toString()") == page.locator("#api-call").input_value()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Copy it from the address bar.")).to_be_visible()
