"""Undo: it stays while the page changes, returns to the page as it is, and has a key in the studio."""

import re

import pytest
from playwright.sync_api import expect

from .actions import upload_and_open

pytestmark = pytest.mark.browser


def test_undo_stays_when_the_gallery_changes(api, new_page):
    ids = [api.recolor_sample(color) for color in ("teal", "coral", "plum")]
    page = new_page()
    page.goto("/results/?q=all")
    for pk in ids:
        expect(page.locator(f"#task-{pk} [data-action=approve]")).to_have_count(1, timeout=240_000)
    for pk in ids[:2]:
        page.locator(f"#task-{pk} input").check()
    page.locator("#bulk").get_by_role("button", name="Approve").dblclick()
    toast = page.locator(".toast-message", has_text="Approved 2 results")
    expect(toast).to_be_visible()
    expect(page.locator("#problem-bulk")).to_have_count(0)

    page.locator(f"#task-{ids[2]} [data-action=approve]").click()
    expect(page.locator(f"#task-{ids[2]} .review-approved")).to_be_visible()
    page.get_by_label("Color", exact=True).select_option("purple")
    page.wait_for_url(re.compile("family=purple"))
    expect(page.locator(f"#task-{ids[0]}")).to_have_count(0)
    expect(toast).to_have_count(1)
    page.reload()
    expect(toast).to_have_count(1)
    page.keyboard.press("u")
    expect(page.locator("#messages")).to_contain_text("Restored 2 reviews")
    expect(toast).to_have_count(0)
    expect(page.locator(f"#task-{ids[2]} .review-approved")).to_be_visible()
    expect(page.locator(f"#task-{ids[0]}")).to_have_count(0)  # the filter is still in use

    page.locator(f"#task-{ids[2]} [data-action=delete]").click()
    toast = page.locator(".toast-message", has_text="to the trash")
    expect(toast).to_be_visible()
    toast.get_by_role("button", name="Dismiss").click()
    expect(toast).to_have_count(0)
    for pk in ids:
        api.delete_task(pk)


def test_a_garment_is_brought_back_by_a_key(new_page):
    page = new_page()
    upload_and_open(page)
    garments = page.locator("#masks .mask-list > li")
    count = garments.count()
    page.locator("[data-correct]").first.click()
    page.get_by_role("button", name="Remove garment").click()
    expect(garments).to_have_count(count - 1)
    expect(page.locator("#messages")).to_contain_text("no longer a garment")
    page.locator("#stage").hover()
    page.keyboard.press("u")
    expect(garments).to_have_count(count)
    expect(page.locator("#messages")).to_contain_text("is back")
