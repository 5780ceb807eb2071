"""Actions on pages, and values of pictures, that several browser tests need."""

import contextlib
import io
import os
import time

import cv2
import numpy as np
import pillow_heif
from PIL import Image
from playwright.sync_api import expect

from ..conftest import SAMPLES

LEHENGA = SAMPLES / "mannequin-lehenga.png"


def unique_file(path=LEHENGA):
    """Return a picture as an upload that is no duplicate: bytes after the end of a picture do not matter."""
    return {"name": path.name, "mimeType": "image/png", "buffer": path.read_bytes() + os.urandom(8)}


def upload(page, path=LEHENGA):
    """Upload a photo, and wait until its card is the first of the library."""
    page.goto("/photos/")
    title = page.locator("#photos .picture-title").first
    before = title.get_attribute("href")
    page.set_input_files("#id_image", unique_file(path))
    expect(title).not_to_have_attribute("href", before, timeout=30_000)


def upload_and_open(page, path=LEHENGA):
    """Upload a photo, wait until its garments have been found, and open its studio."""
    upload(page, path)
    card = page.locator("#photos > li").first
    card.locator(".chip").first.wait_for(timeout=240_000)  # photos of earlier tests are analyzed first
    follow(page, card.locator(".picture-title"))
    page.locator("#masks [data-add]").wait_for()
    wait_for_layers(page)


def wait_for_layers(page):
    """Wait until the color rows are no longer replaced, because the color layers of the garments are known.

    A studio asks for them once a second. Until then, a row that a test has found may be replaced at any time.
    """
    expect(page.locator("#garments:not([hx-get])")).to_have_count(1, timeout=120_000)


def follow(page, link):
    """Open the page of a link on a card. A click while an update replaces the card would be lost."""
    page.goto(link.get_attribute("href"))


@contextlib.contextmanager
def replaced(page, selector):
    """Wait until an element of the page has been replaced because of what is done in the meantime."""
    element = page.locator(selector).element_handle()
    yield
    element.wait_for_element_state("hidden")  # which it also is when it is no longer part of the page


def wait_until_completed(page, ids):
    """Wait until the cards of results on the page show them completed."""
    for pk in ids:
        expect(page.locator(f"#task-{pk} [data-compare]")).to_have_count(1, timeout=240_000)


def fill_row(row, color, target=""):
    if target:
        row.locator('input[name="target"]').fill(target)
    row.locator('input[name="color"]').fill(color)


def wait_until(condition, seconds=30):
    """Wait until a condition is true. Playwright's own function evaluates a script, which the page forbids."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the condition did not become true"
        time.sleep(0.1)


class HeldRequests:
    """Holds the requests of a page to an address until each is continued or aborted."""

    def __init__(self, page, address, method=""):
        self.page, self.method = page, method
        self.waiting, self.count = [], 0
        page.route(address, self._hold)

    def _hold(self, route):
        if self.method not in ("", route.request.method):
            route.fallback()
            return
        self.waiting.append(route)
        self.count += 1

    def next(self):
        """Wait for a request, and return its route."""
        for _ in range(200):
            if self.waiting:
                return self.waiting.pop(0)
            self.page.wait_for_timeout(50)
        raise AssertionError("no request was made")


def recolor_button(page):
    return page.get_by_role("button", name="Recolor", exact=True)


def mean_color(picture: bytes, box) -> np.ndarray:
    """Return the mean RGB color of a box, given in the sample's 600 x 800 pixels."""
    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
    scale = pixels.shape[1] / 600
    left, top, right, bottom = (round(side * scale) for side in box)
    return pixels[top:bottom, left:right].reshape(-1, 3).mean(axis=0)


def assert_blue_blouse_and_green_lehenga(picture: bytes) -> None:
    blouse, lehenga = mean_color(picture, (270, 225, 330, 260)), mean_color(picture, (240, 450, 360, 650))
    assert (blouse.argmax(), lehenga.argmax()) == (2, 1)


def heic_photo(color, profile: bytes) -> bytes:
    """Return a HEIC file of one color, with an ICC profile."""
    buffer = io.BytesIO()
    image = pillow_heif.from_pillow(Image.new("RGB", (320, 240), color))
    image.info["icc_profile"] = profile
    image.save(buffer, quality=90)
    return buffer.getvalue()


class ActionCounter:
    """Makes and counts actions: a click, a key, a filled field, a chosen or dropped set of files."""

    def __init__(self):
        self.steps = []

    def __call__(self, step, action, *args, **options):
        action(*args, **options)
        self.steps.append(step)

    def __str__(self):
        names = dict.fromkeys(self.steps)
        return "\n".join([*(f"{self.steps.count(name):3} {name}" for name in names), f"{len(self.steps):3} in all"])


def brush_across(page):
    """Draw a stroke with the chosen tool across the upper end of the photo."""
    page.evaluate("scrollTo(0, 0)")
    box = page.locator("#overlay").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 20, box["y"] + 30, steps=5)
    page.mouse.up()
