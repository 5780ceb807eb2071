"""Cards keep the focus when a poll replaces them, so that who works by keyboard does not lose the place."""

import pytest
from playwright.sync_api import expect

from .actions import upload

pytestmark = pytest.mark.browser


def test_the_card_of_a_result_keeps_the_focus_when_it_is_completed(studio, api, new_page):
    page = new_page()
    with studio.without_worker():
        pk = api.recolor_sample("teal")
        page.goto("/results/?q=all")
        title = page.locator(f"#task-{pk} .picture-title")
        title.focus()
    expect(page.locator(f"#task-{pk} [data-compare]")).to_have_count(1, timeout=240_000)
    expect(title).to_be_focused()
    api.delete_task(pk)


def test_the_card_of_a_photo_keeps_the_focus_when_its_garments_are_found(studio, new_page):
    page = new_page()
    with studio.without_worker():
        upload(page)
        card = page.locator("#photos > li").first
        title = card.locator(".picture-title")
        title.focus()
    expect(card.locator(".chip").first).to_be_visible(timeout=240_000)
    expect(title).to_be_focused()
