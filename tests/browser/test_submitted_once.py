"""The keys that submit the recolor form make one result, however long they are held and how often they are pressed."""

import re

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
    colors = ("navy", "teal")
    for count, (color, keys) in enumerate(zip(colors, (["Enter"], ["Control", "Enter"]), strict=True), start=2):
        fill_row(row, color)
        for key in keys:
            page.keyboard.down(key)
        expect(page.locator("#tasks > li")).to_have_count(count)
        page.keyboard.down("Enter")  # held, the key is repeated
        page.wait_for_timeout(300)
        expect(page.locator("#tasks > li")).to_have_count(count)
        for key in keys:
            page.keyboard.up(key)


def test_a_result_that_exists_is_made_again_only_on_request(new_page):
    page = new_page()
    upload_and_open(page)
    fill_row(page.locator(".color-row").first, "royal blue")
    page.keyboard.press("Enter")
    results, note = page.locator("#tasks > li"), page.locator("#request-note [data-problem]")
    expect(results).to_have_count(1)
    for press in (lambda: page.keyboard.press("Enter"), lambda: page.locator("#submit").click()):
        press()
        expect(note).to_be_focused()
        expect(note.get_by_role("link")).to_have_attribute("href", re.compile(r"/results/\d+/"))
        expect(results).to_have_count(1)
        page.locator(".color-row [name=color]").first.focus()
    note.get_by_role("button", name="Make it again").click()
    expect(results).to_have_count(2)
    expect(note).to_have_count(0)
    page.locator("#submit").click()
    expect(note).to_be_focused()
    fill_row(page.locator(".color-row").first, "navy")
    expect(note).to_have_count(0)


def test_a_note_about_a_result_that_exists_is_removed_when_a_mask_is_saved(new_page):
    page = new_page()
    upload_and_open(page)
    fill_row(page.locator(".color-row").first, "royal blue")
    page.keyboard.press("Enter")
    expect(page.locator("#tasks > li")).to_have_count(1)
    page.keyboard.press("Enter")
    note = page.locator("#request-note [data-problem]")
    expect(note).to_have_count(1)
    page.locator("#masks [data-correct]").first.click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#mask-tools")).to_be_hidden()
    expect(note).to_have_count(0)


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
