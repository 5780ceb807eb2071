"""The live preview in the browser."""

import statistics

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from recolor.engine import encode

from ..conftest import SAMPLES
from .actions import recolor_button, upload_and_open, wait_until

pytestmark = pytest.mark.browser


def test_the_preview_shows_the_color_and_the_original_while_held(new_page, screenshot):
    page = new_page()
    upload_and_open(page)
    row = page.locator(".color-row").first
    recolor = recolor_button(page)
    row.locator('input[name="color"]').fill("royal blue")
    box = recolor.bounding_box()
    page.locator("#preview").wait_for(state="visible")
    row.locator("[data-hex]").wait_for()
    assert recolor.bounding_box() == box, "the button does not move when the color is parsed"
    screenshot(page, "preview")
    button = page.get_by_role("button", name="Hold to see the original")
    inner, outer = button.bounding_box(), page.locator("#preview").bounding_box()
    assert outer["x"] < inner["x"] and inner["x"] + inner["width"] < outer["x"] + outer["width"]
    button.hover()
    page.mouse.down()
    assert page.locator("#preview").evaluate("picture => getComputedStyle(picture).visibility") == "hidden"
    page.mouse.up()
    assert page.locator("#preview").evaluate("picture => getComputedStyle(picture).visibility") == "visible"
    row.locator('input[name="color"]').fill("")
    page.locator("#preview").wait_for(state="hidden")


TYPE_BEFORE_SCRIPTS_RUN = """document.addEventListener("readystatechange", () => {
    const field = document.querySelector('.color-row input[name="color"]');
    if (document.readyState === "interactive" && field) field.value = "royal blue";
})"""


def test_a_color_that_is_typed_before_the_scripts_run_is_read(new_page):
    page = new_page()
    upload_and_open(page)
    page.add_init_script(TYPE_BEFORE_SCRIPTS_RUN)
    page.reload()
    expect(page.locator(".color-row-reading").first).to_contain_text("#4169e1")
    page.locator("#preview").wait_for()


CHANGE = """async (color) => {
    const field = document.querySelector('.color-row input[name="color"]');
    const picture = document.getElementById("preview");
    const before = picture.src;
    const started = performance.now();
    field.value = color;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    while (picture.src === before) await new Promise(requestAnimationFrame);
    return performance.now() - started;
}"""


@pytest.mark.slow
def test_the_preview_is_shown_quickly(new_page, tmp_path):
    """The goal is 300 ms for a 2-megapixel photo; the limit is much higher because of other work on the machine."""
    sample = cv2.imread(str(SAMPLES / "mannequin-lehenga.png"))[..., ::-1]
    large = tmp_path / "large.jpg"
    large.write_bytes(encode(np.ascontiguousarray(cv2.resize(sample, (1224, 1632), interpolation=cv2.INTER_CUBIC))))
    page = new_page()
    upload_and_open(page, large)
    times = [page.evaluate(CHANGE, f"#{number:02x}40c0") for number in range(20, 240, 20)]
    print(f"previews seen after {statistics.median(times[1:]):.0f} ms (median)")
    assert statistics.median(times[1:]) < 2000


def test_on_a_phone_the_preview_stays_in_view_beside_the_color_fields(new_page, screenshot):
    page = new_page(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    upload_and_open(page)
    height = page.evaluate("document.documentElement.scrollHeight")
    field = page.locator('input[name="color"]:visible').first
    field.tap()
    field.fill("royal blue")
    preview = page.locator("#preview")
    expect(preview).to_be_in_viewport(ratio=1)
    expect(field).to_be_in_viewport(ratio=1)
    screenshot(page, "preview-phone")
    above, below = preview.bounding_box(), field.bounding_box()
    assert above["y"] + above["height"] <= below["y"], "the preview does not cover the field"
    assert above["height"] < 300
    recolor_button(page).scroll_into_view_if_needed()
    expect(preview).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator("#stage.is-small")).to_have_count(0)
    wait_until(lambda: preview.bounding_box()["height"] > 400)  # the layout follows the class a frame later
    assert page.evaluate("document.documentElement.scrollHeight") - height < 60, "only the reading of the color is new"


def test_a_phone_that_is_turned_keeps_as_much_room_as_its_photo_needs(new_page):
    page = new_page(viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    upload_and_open(page)
    recolor_button(page).scroll_into_view_if_needed()
    stage, room = page.locator("#stage.is-small"), page.locator("#stage").locator("..")
    expect(stage).to_have_count(1)
    assert room.bounding_box()["height"] > 400
    page.set_viewport_size({"width": 780, "height": 390})
    recolor_button(page).scroll_into_view_if_needed()
    expect(stage).to_have_count(1)
    wait_until(lambda: room.bounding_box()["height"] < 300)
