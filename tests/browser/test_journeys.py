"""The main journeys in a browser, with the real engine and a real worker."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from .actions import (
    LEHENGA,
    assert_blue_blouse_and_green_lehenga,
    fill_row,
    mean_color,
    recolor_button,
    unique_file,
    upload,
    wait_for_layers,
    wait_until,
)

pytestmark = pytest.mark.browser


def test_from_upload_to_download_trash_and_undo(new_page, screenshot):
    page = new_page()
    upload(page)
    card = page.locator("#photos > li").first
    expect(card.locator(".picture-title")).to_have_text("mannequin-lehenga")
    # The garments are found without further action.
    expect(card.locator(".chip").first).to_be_visible(timeout=240_000)
    card.locator(".picture-title").click()
    wait_for_layers(page)

    row = page.locator(".color-row").last
    fill_row(row, "royal blu", "blouse")
    expect(row.locator(".color-row-reading")).to_contain_text("not a known color")
    fill_row(row, "royal blue")
    expect(page.locator('.color-row [data-hex="#4169e1"]')).to_be_visible()
    page.get_by_role("button", name="Another garment").click()
    fill_row(page.locator(".color-row").last, "#2e7d32", "lehenga")
    expect(page.locator("#preview")).to_be_visible()
    screenshot(page, "studio")
    recolor_button(page).click()

    # The studio stays open, and the result appears below.
    result = page.locator("#tasks > li").first
    expect(result.locator("[data-action=approve]")).to_be_visible(timeout=240_000)
    assert "/photos/" in page.url
    result.locator(".picture-title").click()
    expect(page.locator("img-comparison-slider")).to_be_visible()
    expect(page.locator("table")).to_contain_text("royal blue")
    screenshot(page, "task")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert re.fullmatch(
        r"mannequin-lehenga_blouse-royal-blue_lehenga-2e7d32_\d+\.jpg", download.value.suggested_filename
    )
    assert_recolored(download.value.path().read_bytes())

    task = re.search(r"/results/(\d+)/", page.url)[1]
    page.get_by_role("button", name="Approve").click()
    expect(page.locator(".review-approved")).to_be_visible()
    page.get_by_role("link", name="Try other colors").click()
    expect(page.locator('input[name="color"][value="royal blue"]')).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/results/"))
    card = page.locator(f"#task-{task}")
    expect(card).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(card.locator(".review-approved")).to_have_count(1)


def assert_recolored(picture):
    assert_blue_blouse_and_green_lehenga(picture)
    before = LEHENGA.read_bytes()
    for name, box in {
        "background": (20, 20, 150, 300),
        "face": (285, 40, 315, 90),
        "waist": (270, 280, 330, 298),
    }.items():
        assert np.abs(mean_color(picture, box) - mean_color(before, box)).max() < 2, f"{name} must keep its color"


def test_an_upload_error_is_shown_beside_the_file(new_page, tmp_path):
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
    page.set_input_files("#id_image", unique_file())
    page.get_by_role("button", name="Upload").click()
    expect(page).to_have_url(re.compile(r"/photos/\d+/"))
    fill_row(page.locator(".color-row").last, "mustard", "lehenga")
    recolor_button(page).click()
    expect(page).to_have_url(re.compile(r"/results/\d+/"))
    wait_until(lambda: page.reload() and page.get_by_role("link", name="Download").count(), seconds=240)
    with page.expect_download():
        page.get_by_role("link", name="Download").click()
    page.get_by_role("button", name="Reject").click()
    expect(page.locator(".review-rejected")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#messages")).to_contain_text("to the trash")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#messages")).to_contain_text("Restored 1 result")


def test_a_duplicate_can_be_uploaded_anyway(new_page):
    page = new_page()
    file = unique_file()
    page.goto("/photos/")
    page.set_input_files("#id_image", file)
    expect(page.locator("#uploads li")).to_have_count(0)
    page.set_input_files("#id_image", file)
    expect(page.locator("#uploads li")).to_contain_text("in the library already")
    before = page.locator("#photos > li").count()
    page.get_by_role("button", name="Upload anyway").click()
    expect(page.locator("#photos > li")).to_have_count(before + 1)
