"""Recoloring the color layers of a printed skirt, by keyboard."""

import pytest
from playwright.sync_api import expect

from ..conftest import SAMPLES
from .actions import recolor_button, upload_and_open

pytestmark = pytest.mark.browser


def test_a_layer_of_a_printed_skirt_is_recolored_by_keyboard(new_page, screenshot):
    page = new_page()
    upload_and_open(page, SAMPLES / "mannequin-printed-skirt.png")
    layers = page.locator(".color-row-layers")
    expect(layers).to_have_count(1)  # the other garments of the sample are plain
    summary = layers.locator("summary")
    expect(summary).to_contain_text("base")
    summary.focus()
    page.keyboard.press("Enter")
    field = layers.locator('input[name="color"]').first
    expect(field).to_be_visible()
    page.keyboard.press("Tab")
    if not field.evaluate("field => field === document.activeElement"):
        page.keyboard.press("Tab")  # past the picker
    expect(field).to_be_focused()
    page.keyboard.type("teal")
    page.locator("#preview").wait_for(state="visible")
    screenshot(page, "layers")
    recolor_button(page).click()
    expect(page.locator("#tasks")).to_contain_text("skirt base: teal")


def test_the_color_of_a_layer_does_not_become_that_of_merged_garments(new_page):
    page = new_page()
    upload_and_open(page, SAMPLES / "mannequin-printed-skirt.png")
    layers = page.locator(".color-row-layers")
    layers.locator("summary").click()
    layers.locator('input[name="color"]').first.fill("teal")
    page.get_by_text("Merge or reorder garments").click()
    boxes = page.locator('#merge-garments [name="garment"]')
    count = boxes.count()
    for box in boxes.all():
        box.check()
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.locator("#masks button[data-show]")).to_have_count(1)
    assert count > 1
    # As soon as the worker has found the color layers of the merged garment, they have rows, too.
    expect(page.locator("#rows > .color-row > .color-row-name")).to_have_count(1)
    colors = page.locator('#rows input[name="color"]').evaluate_all("all => all.map((each) => each.value)")
    assert len(colors) >= 2 and not any(colors)
