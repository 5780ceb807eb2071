"""The main job in a real browser, with the real engine and a real worker."""

import re

import cv2
import numpy as np
import pytest
import requests
from playwright.sync_api import expect

from ..conftest import SAMPLES

pytestmark = pytest.mark.browser
LEHENGA = SAMPLES / "mannequin-lehenga.png"


def upload(page, path=LEHENGA):
    page.goto("/photos/")
    page.set_input_files("#id_image", path)


def mean_color(picture: bytes, box) -> np.ndarray:
    """The mean RGB of a box of the sample's 600 × 800 pixels."""
    image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
    scale = image.shape[1] / 600
    left, top, right, bottom = (round(side * scale) for side in box)
    return image[top:bottom, left:right].reshape(-1, 3).mean(axis=0)


def test_from_upload_to_deletion(new_page, screenshot):
    page = new_page()
    upload(page)
    card = page.locator("#photos > li").first
    expect(card.locator(".picture-title")).to_have_text("mannequin-lehenga")
    # Its garments appear by themselves.
    expect(card.locator(".chip").first).to_be_visible()
    card.locator(".picture-title").click()

    screenshot(page, "photo")
    row = page.locator(".color-row").last
    row.locator('input[name="target"]').fill("blouse")
    row.locator('input[name="color"]').fill("royal blu")
    expect(row.locator(".color-row-reading")).to_contain_text("royal blue")
    row.locator('input[name="color"]').fill("royal blue")
    expect(row.locator("[data-hex]")).to_have_attribute("data-hex", "#4169e1")
    page.get_by_role("button", name="Another garment").click()
    row = page.locator(".color-row").last
    row.locator('input[name="target"]').fill("lehenga")
    row.locator('input[name="color"]').fill("#2e7d32")
    page.get_by_role("button", name="Recolour").click()

    # The page follows the task and swaps the result in.
    expect(page).to_have_url(re.compile(r"/tasks/\d+/"))
    expect(page.locator("img-comparison-slider")).to_be_visible(timeout=60_000)
    expect(page.locator("table")).to_contain_text("royal blue")
    screenshot(page, "task")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert re.fullmatch(
        r"mannequin-lehenga_blouse-royal-blue_lehenga-2e7d32_\d+\.jpg", download.value.suggested_filename
    )
    picture = download.value.path().read_bytes()
    before = LEHENGA.read_bytes()
    for box, lowest in (((270, 225, 330, 260), 2), ((240, 450, 360, 650), 1)):
        assert mean_color(picture, box).argmax() == lowest, "the blouse is blue, the lehenga green"
    for name, box in {
        "background": (20, 20, 150, 300),
        "face": (285, 40, 315, 90),
        "waist": (270, 280, 330, 298),
    }.items():
        assert np.abs(mean_color(picture, box) - mean_color(before, box)).max() < 2, f"{name} must stay"

    page.get_by_role("link", name="Again with other colours").click()
    expect(page.locator('input[name="color"][value="royal blue"]')).to_be_visible()
    page.go_back()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/gallery/"))
    expect(page.locator("#messages")).to_contain_text("Deleted result")


def test_gallery_lives_and_deletes_a_selection(new_page, studio, api_headers, screenshot):
    page = new_page()
    photo = requests.get(f"{studio.url}/v4/models/base-images/", headers=api_headers, timeout=10).json()["results"][-1]
    wish = {
        "models_image_generation_task_id": photo["id"],
        "color_changes": [{"target": "all", "color": "teal"}],
    }
    created = [
        requests.post(
            f"{studio.url}/v4/models/multipose-image-recolor/", json=wish, headers=api_headers, timeout=10
        ).json()
        for _ in range(2)
    ]
    page.goto("/gallery/")
    for task in created:
        card = page.locator(f"#task-{task['id']}")
        card.locator('input[name="task"]').check()
        # It finishes in place, and its tick stays.
        expect(card.locator("progress")).to_have_count(0, timeout=60_000)
        expect(card.locator('input[name="task"]')).to_be_checked()
    screenshot(page, "gallery")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete selected").click()
    expect(page.locator("#messages")).to_contain_text("Deleted 2 results")


def test_errors_of_an_upload_stand_beside_the_file(new_page, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(LEHENGA.read_bytes()[:5000])
    page = new_page()
    page.goto("/photos/")
    page.set_input_files("#id_image", [broken])
    item = page.locator("#uploads li")
    expect(item).to_contain_text("broken.png")
    expect(item).to_contain_text("damaged")


def test_the_main_job_without_javascript(new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/photos/")
    page.set_input_files("#id_image", LEHENGA)
    page.get_by_role("button", name="Upload").click()
    expect(page).to_have_url(re.compile(r"/photos/\d+/"))
    row = page.locator(".color-row").last
    row.locator('input[name="target"]').fill("lehenga")
    row.locator('input[name="color"]').fill("mustard")
    page.get_by_role("button", name="Recolour").click()
    for _ in range(60):
        page.reload()
        if page.get_by_role("link", name="Download").count():
            break
        page.wait_for_timeout(500)
    with page.expect_download():
        page.get_by_role("link", name="Download").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#messages")).to_contain_text("Deleted result")
