"""The mask tools by keyboard: choosing a tool, and leaving them."""

import pytest
from playwright.sync_api import expect

from .actions import upload_and_open

pytestmark = pytest.mark.browser


def test_a_tool_is_chosen_by_arrow_keys(new_page):
    page = new_page()
    upload_and_open(page)
    page.get_by_role("button", name="Mark a garment").click()
    tools = page.get_by_role("radiogroup", name="Tool", exact=True)
    page.locator("#mask-name").press("Tab")
    for key, tool in [("", "Add"), ("ArrowRight", "Remove"), ("ArrowDown", "Brush"), ("ArrowLeft", "Remove")]:
        if key:
            page.keyboard.press(key)
        expect(tools.get_by_role("radio", checked=True)).to_have_text([tool])
        expect(tools.get_by_role("radio", name=tool)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#brush-size")).to_be_focused()


def test_leaving_the_tools_gives_the_focus_back(new_page):
    page = new_page()
    upload_and_open(page)
    tools = page.locator("#mask-tools")
    add = page.get_by_role("button", name="Mark a garment")
    add.click()
    expect(page.locator("#mask-name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(tools).to_be_hidden()
    expect(add).to_be_focused()

    correct = page.locator("#masks [data-correct]").first
    for leave in (lambda: page.keyboard.press("Escape"), page.get_by_role("button", name="Cancel", exact=True).click):
        correct.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#overlay")).to_be_focused()
        leave()
        expect(tools).to_be_hidden()
        expect(correct).to_be_focused()
