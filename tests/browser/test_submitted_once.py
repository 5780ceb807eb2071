"""The keys that submit the recolor form make one result, however long they are held and how often they are pressed."""

import pytest
from playwright.sync_api import expect

from .actions import HeldRequests, fill_row, upload_and_open

pytestmark = pytest.mark.browser


def test_keys_that_are_pressed_again_or_held_make_one_result(new_page):
    page = new_page()
    upload_and_open(page)
    submits = HeldRequests(page, page.url, "POST")
    row = page.locator(".color-row").first
    fill_row(row, "royal blue")
    expect(row.locator("[data-hex]")).to_be_visible()
    for key in ("Control+Enter", "Control+Enter", "Enter"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    submits.next().continue_()
    expect(page.locator("#tasks > li")).to_have_count(1)
    page.wait_for_timeout(300)
    assert submits.count == 1

    page.unroute(page.url)
    for count, keys in enumerate((["Enter"], ["Control", "Enter"]), start=2):
        for key in keys:
            page.keyboard.down(key)
        expect(page.locator("#tasks > li")).to_have_count(count)
        page.keyboard.down("Enter")  # held, the key is repeated
        page.wait_for_timeout(300)
        expect(page.locator("#tasks > li")).to_have_count(count)
        for key in keys:
            page.keyboard.up(key)


def test_keys_in_a_dialog_do_not_submit_the_form_behind_it(new_page):
    page = new_page()
    upload_and_open(page)
    submits = HeldRequests(page, page.url, "POST")
    fill_row(page.locator(".color-row").first, "royal blue")
    page.locator("#show-keys").click()
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)
    assert submits.count == 0
