"""Deleting a photo in a browser: Undo, the page that shows its results, and the trash."""

import re

import pytest
from playwright.sync_api import expect

from .actions import upload

pytestmark = pytest.mark.browser


def test_a_photo_is_deleted_undone_and_restored(new_page, api, screenshot):
    page = new_page()
    upload(page)
    card = page.locator("#photos > li").first
    photo = card.get_attribute("id")
    page.goto("/photos/?q=mannequin")
    expect(page.locator(f"#{photo} .chip").first).to_be_visible(timeout=240_000)  # the card is replaced until then
    page.locator(f"#{photo}").get_by_role("button", name="Delete").click()
    expect(page.locator("#messages")).to_contain_text("Moved “mannequin-lehenga” to the trash")
    expect(page.locator(f"#{photo}")).to_have_count(0)
    assert page.url.endswith("?q=mannequin")
    page.keyboard.press("u")
    expect(page.locator(f"#{photo}")).to_be_visible()

    body = {
        "models_image_generation_task_id": int(photo.removeprefix("photo-")),
        "color_changes": [{"target": "all", "color": "teal"}],
    }
    task = api.request("POST", "/v4/models/multipose-image-recolor/", json=body).json()["id"]
    page.locator(f"#{photo}").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading")).to_have_text("Delete “mannequin-lehenga”?")
    expect(page.locator("main")).to_contain_text("Its 1 result goes to the trash with it")
    screenshot(page, "photo-delete")
    page.get_by_role("button", name="Delete photo and results").click()
    expect(page.locator("#messages")).to_contain_text("and 1 result to the trash")
    assert page.url.endswith("?q=mannequin")
    assert api.task(task).status_code == 404

    page.get_by_role("link", name="Trash").click()
    item = page.locator(f"#{photo}")
    expect(item).to_contain_text("Photo with 1 result")
    item.get_by_role("checkbox").check()
    expect(page.locator("#selected-count")).to_have_text("1 selected")
    screenshot(page, "trash")
    page.get_by_role("button", name="Restore").click()
    expect(page.locator("#messages")).to_contain_text("Restored 1 photo and 1 result")
    page.goto("/results/?q=teal")
    expect(page.locator(f"#task-{task}")).to_be_visible()
    assert re.fullmatch("queued|processing|completed", api.task(task).json()["status"])
    api.delete_task(task)
