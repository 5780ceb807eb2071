"""Reviewing a batch by keyboard only: decisions, undo, the summary, and a rejected result that is made again."""

import re

import pytest
from playwright.sync_api import expect

from .actions import wait_for_layers
from .conftest import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def batch(api):
    """Return the id of a batch of three completed results."""
    photo = api.sample_photo()
    tasks = [
        {"models_image_generation_task_id": photo, "color_changes": [{"target": "all", "color": color}]}
        for color in ("teal", "plum", "olive")
    ]
    body = {"tasks": tasks, "name": "To be reviewed"}
    pk = api.request("POST", "/v4/models/multipose-image-recolor/batch/", json=body).json()["id"]
    address = f"/v4/models/multipose-image-recolor/batch/{pk}/"
    wait_for(lambda: api.request("GET", address).json()["counts"]["completed"] == 3, seconds=240)
    return pk


def look_closely(page):
    """Zoom and move the picture, compare it in three ways, and look at the original."""
    press, result = page.keyboard.press, page.locator('.stack [data-side="after"]')
    page.locator(".comparison-tools").wait_for()
    press("z")
    expect(page.locator(".comparison.zoomed")).to_be_visible()
    place = result.get_attribute("style")
    press("Shift+ArrowRight")
    expect(result).not_to_have_attribute("style", place)
    press("z")
    press("c")
    expect(page.locator('[data-view-of="slider"]')).to_be_visible()
    press("c")
    press("c")
    page.keyboard.down("f")
    expect(page.locator(".comparison.flipping figcaption:visible")).to_have_text("Before")
    page.keyboard.up("f")


def decide_about_all(page):
    """Approve the first and the third result, and reject the second one; undo once, and go back and forth."""
    press, said = page.keyboard.press, page.locator("#reviewing-live")
    title = page.locator("#reviewing-title")
    press("a")
    expect(title).to_contain_text("2 of 3")
    expect(said).to_contain_text("Approved #")
    expect(title).to_be_focused()
    press("1")
    expect(title).to_contain_text("3 of 3")
    expect(said).to_contain_text("The color is wrong")
    press("u")
    expect(title).to_contain_text("2 of 3")
    expect(said).to_contain_text("waits for review again")
    press("ArrowRight")
    expect(title).to_contain_text("3 of 3")
    press("k")
    expect(title).to_contain_text("2 of 3")
    press("r")
    page.keyboard.type("Too dark, a little")
    press("Enter")
    expect(title).to_contain_text("3 of 3")
    expect(page.locator("#reviewing-last")).to_contain_text("Too dark, a little")
    press("a")


def make_again(page, color):
    """Change the color of the rejected result, and wait until the next version is ready."""
    page.get_by_role("link", name="Change the color").focus()
    page.keyboard.press("Enter")
    wait_for_layers(page)
    expect(page.locator("#recolor")).to_contain_text("Too dark, a little")
    expect(page.locator('.color-row input[name="color"]:focus')).not_to_have_value("")
    page.keyboard.press("Control+a")
    page.keyboard.type(color)
    page.keyboard.press("Enter")
    expect(page.locator("#tasks > li").first).to_contain_text(color)
    expect(page.locator("#tasks > li").first.locator("[data-action=approve]")).to_be_visible(timeout=120_000)


def test_a_batch_is_reviewed_and_a_result_made_again(new_page, batch, screenshot):
    page = new_page()
    page.goto(f"/batches/{batch}/")
    page.get_by_role("link", name="Review").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#reviewing-title")).to_contain_text("1 of 3")
    look_closely(page)
    page.keyboard.press("w")
    wait_for(lambda: page.evaluate("document.fullscreenElement !== null"))
    page.keyboard.press("w")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_contain_text("Reject with a usual reason")
    page.keyboard.press("Escape")
    decide_about_all(page)
    expect(page.locator("#reviewing-sum")).to_contain_text("2 approved, 1 rejected, 0 waiting")
    expect(page.locator("#review-export")).to_have_attribute("href", re.compile("review%3Dapproved"))
    screenshot(page, "reviewing-summary")
    make_again(page, "navy")
    page.goto(f"/batches/{batch}/")
    expect(page.locator("#batch-results [id^=cell-]")).to_have_count(3)
    expect(page.locator("#batch-results")).to_contain_text("version 2")
    expect(page.locator("#batch-results")).to_contain_text("Older:")
