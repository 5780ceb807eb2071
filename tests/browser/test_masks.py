"""Masks in the browser: shown, corrected by clicks and strokes, undone and stored."""

import statistics

import cv2
import numpy as np
import pytest
import requests
from playwright.sync_api import expect

from ..conftest import SAMPLES
from .actions import LEHENGA, brush_across, upload_and_open, wait_until

pytestmark = pytest.mark.browser

COVERED = """() => {
    const canvas = document.getElementById("overlay");
    if (canvas.hidden || !canvas.width) return 0;
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let count = 0;
    for (let i = 3; i < data.length; i += 4) count += data[i] > 60;
    return count / (data.length / 4);
}"""


CLICK = """async (number) => {
    const canvas = document.getElementById("overlay"), box = canvas.getBoundingClientRect();
    const status = document.getElementById("mask-status");
    status.textContent = "";
    const started = performance.now();
    canvas.dispatchEvent(new PointerEvent("pointerdown", {
        clientX: box.left + box.width * (0.4 + 0.02 * number), clientY: box.top + box.height * 0.7, bubbles: true }));
    while (!status.textContent) await new Promise(requestAnimationFrame);
    return performance.now() - started;
}"""


@pytest.fixture
def photo_page(new_page):
    """Return a function that opens the studio of a photo whose garments have been found."""

    def open_page(path=LEHENGA, **options):
        page = new_page(**options)
        upload_and_open(page, path)
        return page

    return open_page


def covered(page) -> float:
    return page.evaluate(COVERED)


def wait_until_covered(page, low, high=1.0):
    page.wait_for_function(f"() => {{ const c = ({COVERED})(); return c >= {low} && c <= {high}; }}")


def position(page, x, y):
    """Return a position in the photo's 600 x 800 pixels as the position on the canvas."""
    box = page.locator("#overlay").bounding_box()
    return {"position": {"x": x / 600 * box["width"], "y": y / 800 * box["height"]}}


def test_a_garment_is_highlighted_by_pointer_and_focus(photo_page, screenshot):
    page = photo_page()
    first = page.locator("#masks [data-show]").first
    first.hover()
    wait_until_covered(page, 0.02)
    screenshot(page, "mask-lit")
    page.mouse.move(5, 5)
    wait_until_covered(page, 0, 0)
    first.focus()
    wait_until_covered(page, 0.02)


def test_a_garment_is_marked_by_clicks_and_strokes_and_saved(photo_page, screenshot):
    page = photo_page()
    page.get_by_role("button", name="Mark a garment").click()
    page.get_by_label("Garment", exact=True).first.fill("ghagra")
    page.locator("#overlay").click(**position(page, 300, 600))
    wait_until_covered(page, 0.1, 0.6)
    clicked = covered(page)
    screenshot(page, "mask-clicked")

    page.locator("[data-tool=brush]").click()
    brush_across(page)
    assert covered(page) > clicked + 0.01
    page.keyboard.press("Control+z")
    assert covered(page) == pytest.approx(clicked, abs=0.002)
    page.keyboard.press("Control+y")
    assert covered(page) > clicked + 0.01
    page.locator("[data-undo-step]").click()

    page.get_by_role("button", name="Save", exact=True).click()
    row = page.locator("#masks .mask-list > li", has_text="Ghagra")
    expect(row).to_contain_text("corrected")
    expect(page.locator('input[name="target"][value="ghagra"]')).to_have_count(1)
    page.reload()
    expect(page.locator("#masks .mask-list > li", has_text="Ghagra")).to_contain_text("corrected")


def wait_for_level(page, name):
    """Wait until a level, or none, is the current one, and return how much of the photo its mask covers."""
    expect(page.locator("#mask-levels [aria-checked=true]")).to_have_text([name] if name else [])
    return covered(page)


def test_a_first_click_selects_a_part_a_garment_or_the_outfit(photo_page):
    page = photo_page(SAMPLES / "mannequin-jumper.png")
    page.get_by_role("button", name="Mark a garment").click()
    levels = page.get_by_role("radiogroup", name="What the first click selects").get_by_role("radio")
    expect(levels).to_have_text(["Part", "Garment", "Outfit"])
    for index in range(3):
        expect(levels.nth(index)).to_be_disabled()
    page.locator("[data-tool=add]").focus()
    page.keyboard.press("1")
    expect(page.locator("#mask-status")).to_contain_text("Click on the garment first")

    page.locator("#overlay").click(**position(page, 220, 400))
    garment = wait_for_level(page, "Garment")
    page.get_by_role("radio", name="Part").click()
    part = wait_for_level(page, "Part")
    expect(page.locator("#mask-status")).to_contain_text("Part selected")
    page.get_by_role("radio", name="Outfit").click()
    outfit = wait_for_level(page, "Outfit")
    assert 0 < part < garment <= outfit

    page.locator("[data-undo-step]").click()
    assert wait_for_level(page, "Part") == part
    page.keyboard.press("Control+y")
    assert wait_for_level(page, "Outfit") == outfit
    page.locator("#overlay").click(**position(page, 20, 20))
    wait_for_level(page, "")
    expect(levels.nth(0)).to_be_enabled()
    page.keyboard.press("1")
    assert wait_for_level(page, "Part") == part
    page.locator("[data-tool=brush]").click()
    page.locator("#overlay").click(**position(page, 20, 20))
    wait_for_level(page, "")


def test_a_level_is_chosen_by_keyboard(photo_page):
    page = photo_page(SAMPLES / "mannequin-jumper.png")
    page.get_by_role("button", name="Mark a garment").click()
    page.locator("#overlay").click(**position(page, 220, 400))
    wait_for_level(page, "Garment")
    for key, level in {"3": "Outfit", "1": "Part", "2": "Garment", "-": "Part", "+": "Garment"}.items():
        page.keyboard.press(key)
        wait_for_level(page, level)
    page.get_by_role("radio", name="Garment").focus()
    for key, level in (("ArrowRight", "Outfit"), ("ArrowLeft", "Garment"), ("ArrowUp", "Part")):
        page.keyboard.press(key)
        wait_for_level(page, level)
        expect(page.get_by_role("radio", name=level)).to_be_focused()
    for _ in range(9):
        page.keyboard.press("Control+z")
    expect(page.locator("#mask-levels [data-level]:disabled")).to_have_count(3)
    expect(page.locator("#overlay")).to_be_focused()


def test_a_mask_is_corrected_by_keyboard(photo_page):
    page = photo_page()
    page.locator("[data-correct]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#overlay")).to_be_focused()
    wait_until_covered(page, 0.02)
    before = covered(page)
    page.keyboard.press("e")
    for _ in range(12):
        page.keyboard.press("Shift+ArrowDown")
        page.keyboard.press("Space")
    assert covered(page) < before
    page.once("dialog", lambda dialog: dialog.accept())
    page.keyboard.press("Escape")
    expect(page.locator("#mask-tools")).to_be_hidden()


def test_a_garment_is_marked_by_touch_on_a_phone(photo_page, screenshot):
    page = photo_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="Mark a garment").tap()
    page.locator("#overlay").tap(**position(page, 300, 600))
    wait_until_covered(page, 0.1, 0.6)
    screenshot(page, "mask-phone")


def test_a_garment_can_be_marked_before_the_photo_is_loaded(photo_page):
    page = photo_page(service_workers="block")
    held = []

    def hold(route):
        held.append(route)

    page.route("**/files/preview/", hold)
    page.reload(wait_until="domcontentloaded")
    wait_until(lambda: held or page.wait_for_timeout(10))
    page.get_by_role("button", name="Mark a garment").click()
    page.wait_for_timeout(300)  # in which the tools could have appeared
    expect(page.locator("#mask-tools")).to_be_hidden()
    for route in held:
        route.continue_()
    expect(page.locator("#mask-tools")).to_be_visible()
    page.locator("#overlay").click(**position(page, 300, 600))
    wait_until_covered(page, 0.1, 0.6)


def test_impossible_actions_are_explained(photo_page):
    page = photo_page()
    page.get_by_role("button", name="Mark a garment").click()
    page.locator("[data-tool=remove]").click()
    page.locator("#overlay").click(**position(page, 300, 600))
    expect(page.locator("#mask-status")).to_contain_text("nothing to remove")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#mask-status")).to_contain_text("name")


@pytest.mark.slow
def test_a_click_is_answered_quickly(photo_page):
    """The goal is 150 ms; the limit is much higher because other work on the machine slows the test down."""
    page = photo_page()
    page.get_by_role("button", name="Mark a garment").click()
    times = [page.evaluate(CLICK, number) for number in range(8)]
    print(f"clicks answered within {statistics.median(times[1:]):.0f} ms (median)")
    assert statistics.median(times[1:]) < 1500


def test_a_saved_mask_has_the_size_of_the_photo(api, photo_page):
    page = photo_page()
    page.get_by_role("button", name="Mark a garment").click()
    page.get_by_label("Garment", exact=True).first.fill("background patch")
    page.locator("[data-tool=brush]").click()
    page.evaluate("scrollTo(0, 0)")
    box = page.locator("#overlay").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 40, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#masks .mask-list > li", has_text="Background patch")).to_be_visible()
    photo_id = page.url.rstrip("/").split("/")[-1]
    photo = api.request("GET", f"/v4/models/base-images/{photo_id}/").json()
    garment = next(item for item in photo["garments"] if item["name"] == "background patch")
    mask = cv2.imdecode(np.frombuffer(requests.get(garment["mask_url"], timeout=60).content, np.uint8), 0)
    assert mask.shape == (800, 600) and 0.0005 < (mask > 127).mean() < 0.05


def test_a_garment_is_renamed_removed_and_brought_back(photo_page, screenshot):
    page = photo_page()
    first = page.locator("#masks [data-correct]").first
    name = first.get_attribute("data-correct")
    color = page.locator(".color-row").filter(has=page.locator(f'input[value="{name}"]')).locator('[name="color"]')
    color.fill("royal blue")
    first.click()
    page.locator("#mask-name").fill("Wrap top")
    screenshot(page, "garment-tools")
    page.get_by_role("button", name="Save", exact=True).click()
    renamed = page.locator("#masks .mask-list > li", has_text="Wrap top")
    expect(renamed).to_be_visible()
    expect(renamed).not_to_contain_text("corrected")
    row = page.locator(".color-row", has_text="Wrap top")
    expect(row.locator('[name="color"]')).to_have_value("royal blue")

    renamed.locator("[data-correct]").click()
    page.get_by_role("button", name="Remove garment").click()
    expect(renamed).to_have_count(0)
    expect(row).to_have_count(0)
    expect(page.locator("#mask-tools")).to_be_hidden()
    expect(page.locator(".toast-message")).to_contain_text("no longer a garment")
    page.locator(".toast-message").get_by_role("button", name="Undo").click()
    expect(renamed).to_be_visible()
    expect(row).to_be_visible()
