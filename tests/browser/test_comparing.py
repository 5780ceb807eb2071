"""Comparing results in the lightbox by pointer, one after another."""

import pytest
from playwright.sync_api import expect

from .actions import wait_until, wait_until_completed

pytestmark = pytest.mark.browser


@pytest.fixture
def page(ids, new_page):
    page = new_page()
    page.goto("/results/?q=all")
    wait_until_completed(page, ids)
    page.locator(f"#task-{ids[2]} .picture").click()
    expect(page.locator("#lightbox .comparison")).to_be_visible()
    page.keyboard.press("2")  # side by side
    return page


def test_a_zoomed_picture_can_be_dragged_out_of_the_lightbox(page):
    page.keyboard.press("+")
    picture = page.locator("#lightbox .pair img").first
    transform = "image => image.style.transform"
    before = picture.evaluate(transform)
    box = picture.locator("..").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - 20, middle[1])
    dragged = picture.evaluate(transform)
    assert dragged != before
    page.mouse.move(2, 2, steps=5)  # on the backdrop
    page.mouse.up()
    page.mouse.move(*middle)
    released = picture.evaluate(transform)
    page.mouse.move(middle[0] + 20, middle[1])
    assert picture.evaluate(transform) == released != dragged
    expect(page.locator("#lightbox")).to_be_visible()
    page.mouse.click(2, 2)
    expect(page.locator("#lightbox")).to_be_hidden()


def test_comparisons_that_were_shown_before_are_freed(page, ids):
    devtools = page.context.new_cdp_session(page)

    def nodes():
        devtools.send("HeapProfiler.collectGarbage")
        return devtools.send("Memory.getDOMCounters")["nodes"]

    def step(key, pk):
        page.keyboard.press(key)
        expect(page.locator("#lightbox-title")).to_contain_text(f"#{pk}")

    counts = []
    for _ in range(6):
        step("j", ids[1])
        step("k", ids[2])
        counts.append(nodes())
    print(f"nodes after each two results: {counts}")
    # Each comparison that stays in memory has about 600 nodes. Some are freed only a moment later.
    wait_until(lambda: nodes() - counts[0] < 600)
