"""Palettes in a browser: their page, import, the studio's palette, and the eyedropper."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CSV = b"name,hex,code\nRust,#b7410e,R-1\nOlive drab,#6b8e23,R-2\nOdd,bluuu,\n"


def create_palette(page, name):
    page.goto("/settings/")
    page.get_by_label("Name of the new palette").fill(name)
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def add_swatch(page, name, color, code=""):
    page.get_by_label("Name of the new swatch").fill(name)
    page.get_by_label("Color of the new swatch").fill(color)
    page.get_by_label("Code of the new swatch").fill(code)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_label(f"Name of {name}")).to_be_visible()


@pytest.fixture
def studio_page(new_page):
    """Open a page of a workspace without palettes, and delete those that the test creates."""
    page = new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    delete_palettes(page)
    yield page
    delete_palettes(page)


def delete_palettes(page):
    page.goto("/settings/")
    while page.locator(".palette-list a").count():
        page.locator(".palette-list a").first.click()
        page.get_by_role("button", name="Delete palette").click()
        expect(page.locator("#messages")).to_contain_text("Deleted the palette")


def test_swatches_and_the_eyedropper(studio_page, api, screenshot):
    page = studio_page
    create_palette(page, "Diwali 2027")
    add_swatch(page, "Diwali rani", "#c2185b", "17-2036")
    screenshot(page, "palette-page")
    page.set_viewport_size({"width": 390, "height": 844})
    buttons = page.locator("li", has=page.get_by_label("Name of Diwali rani")).get_by_role("button")
    expect(buttons).to_have_count(4)
    tops = buttons.evaluate_all("buttons => buttons.map((button) => button.getBoundingClientRect().top)")
    assert len(set(tops)) == 1, "the buttons are on one line"
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"/photos/{api.sample_photo()}/")
    page.get_by_role("button", name="Diwali rani").click()
    row = page.locator(".color-row").first
    expect(row.locator("[data-hex]")).to_have_attribute("data-hex", "#c2185b")
    expect(page.locator("#preview")).to_be_visible()
    row.locator('input[name="color"]').fill("17-2036")
    expect(row.locator(".color-row-reading")).to_contain_text("#c2185b")
    page.get_by_role("button", name="Pick from the photo").click()
    stage = page.locator("#stage > img").first
    box = stage.bounding_box()
    stage.click(position={"x": box["width"] * 0.03, "y": box["height"] * 0.03})
    expect(row.locator('input[name="color"]')).to_have_value(re.compile("^#[0-9a-f]{6}$"))
    screenshot(page, "palette")


def test_importing_choosing_and_exporting_palettes(studio_page, api):
    page = studio_page
    create_palette(page, "First")
    page.goto("/settings/")
    page.get_by_label("Palette file").set_input_files({"name": "Autumn.csv", "mimeType": "text/csv", "buffer": CSV})
    page.get_by_role("button", name="Import").click()
    expect(page.locator("#messages")).to_contain_text("Imported 2 swatches")
    expect(page.locator("#messages")).to_contain_text("“bluuu” is not a color")
    with page.expect_download() as download:
        page.get_by_role("link", name="Adobe (.ase)").click()
    assert download.value.suggested_filename == "autumn.ase"
    assert download.value.path().read_bytes().startswith(b"ASEF")
    page.goto(f"/photos/{api.sample_photo()}/")
    page.get_by_label("Palette", exact=True).select_option("Autumn")
    page.get_by_role("button", name="Rust").click()
    expect(page.locator(".color-row").first.locator("[data-hex]")).to_have_attribute("data-hex", "#b7410e")
    page.reload()
    expect(page.get_by_role("button", name="Olive drab")).to_be_visible()


def test_a_palette_of_the_photos_colors(studio_page, api):
    page = studio_page
    page.goto(f"/photos/{api.sample_photo()}/")
    color = page.locator('.color-row input[name="color"]').first
    color.fill("teal")
    page.get_by_role("button", name="Palette from this photo").click()
    expect(page.locator("#messages")).to_contain_text("Created the palette")
    expect(page.locator("#swatches button").first).to_be_visible()
    expect(color).to_have_value("teal")


def test_an_emptied_color_looks_empty(new_page, api):
    page = new_page()
    page.goto(f"/photos/{api.sample_photo()}/")
    row = page.locator(".color-row").first
    color, picker = row.locator('input[name="color"]'), row.locator('input[type="color"]')
    first = picker.input_value()
    expect(picker).to_have_css("border-top-style", "dashed")
    color.fill("#123456")
    expect(picker).to_have_value("#123456")
    expect(picker).to_have_css("border-top-style", "solid")
    color.fill("")
    expect(picker).to_have_value(first)
    expect(picker).to_have_css("border-top-style", "dashed")
