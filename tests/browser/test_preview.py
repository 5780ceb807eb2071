"""The live preview: colors on the photo while they are chosen."""

import statistics

import cv2
import numpy as np
import pytest

from recolor.engine import encode

from ..conftest import SAMPLES
from .test_journeys import upload

pytestmark = pytest.mark.browser


def open_picture(page, path=SAMPLES / "mannequin-lehenga.png"):
    upload(page, path)
    page.locator("#photos > li .chip").first.wait_for(timeout=60_000)
    page.locator("#photos > li .picture-title").first.click()
    page.locator("#masks [data-add]").wait_for()


def test_colors_are_seen_at_once_and_the_original_while_held(new_page, screenshot):
    page = new_page()
    open_picture(page)
    row = page.locator(".color-row").first
    recolor = page.get_by_role("button", name="Recolor", exact=True)
    row.locator('input[name="color"]').fill("royal blue")
    slot = recolor.bounding_box()
    page.locator("#preview").wait_for(state="visible")
    row.locator("[data-hex]").wait_for()
    assert recolor.bounding_box() == slot, "no answer moves a button from under a click"
    screenshot(page, "preview")
    button = page.get_by_role("button", name="Hold to see the original")
    button.hover()
    page.mouse.down()
    assert page.locator("#preview").evaluate("picture => getComputedStyle(picture).visibility") == "hidden"
    page.mouse.up()
    assert page.locator("#preview").evaluate("picture => getComputedStyle(picture).visibility") == "visible"
    row.locator('input[name="color"]').fill("")
    page.locator("#preview").wait_for(state="hidden")


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
def test_a_change_is_seen_soon(new_page, tmp_path):
    """With a 2-megapixel photo. Printed, and asserted far from the goal of 300 ms."""
    sample = cv2.imread(str(SAMPLES / "mannequin-lehenga.png"))[..., ::-1]
    large = tmp_path / "large.jpg"
    large.write_bytes(encode(np.ascontiguousarray(cv2.resize(sample, (1224, 1632), interpolation=cv2.INTER_CUBIC))))
    page = new_page()
    open_picture(page, large)
    times = [page.evaluate(CHANGE, f"#{number:02x}40c0") for number in range(20, 240, 20)]
    print(f"previews seen after {statistics.median(times[1:]):.0f} ms (median)")
    assert statistics.median(times[1:]) < 2000
