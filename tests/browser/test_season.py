"""A season in one sitting by keyboard only: a palette, three poses in eight colors, reviews, remakes, the export."""

import csv
import io
import os
import re
import zipfile

import pytest
from PIL import Image, ImageEnhance
from playwright.sync_api import expect

from .actions import LEHENGA

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SWATCHES = {
    "Rani": "#c2185b",
    "Indigo": "#2f3f8f",
    "Bottle": "#1f4d3a",
    "Marigold": "#e0a030",
    "Ivory": "#f4efe4",
    "Soot": "#1a1a1c",
    "Blush": "#f4c2c2",
    "Rust": "#b7410e",
}
VIEWS = {"front": 1.0, "side": 0.8, "back": 0.65}  # and how bright each photo is
COUNT = len(SWATCHES) * len(VIEWS)
PATTERN = "{sku}_{color}_{view}_v{version}"


def pose_file(name: str, light: float) -> dict:
    """Return the sample photo under another light, as an upload that is no duplicate."""
    buffer = io.BytesIO()
    ImageEnhance.Brightness(Image.open(LEHENGA).convert("RGB")).enhance(light).save(buffer, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": buffer.getvalue() + os.urandom(8)}


class Keyboard:
    """Uses a page without a mouse: every action is a focus and keys; files are chosen in the dialog that opens."""

    def __init__(self, page):
        self.page = page

    def press(self, element, key="Enter"):
        expect(element).to_be_enabled()
        element.focus()
        self.page.keyboard.press(key)

    def type(self, element, text):
        element.focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose_files(self, element, files):
        with self.page.expect_file_chooser() as chooser:
            self.press(element)
        chooser.value.set_files(files)

    def download(self, element):
        with self.page.expect_download(timeout=120_000) as download:
            self.press(element)
        return download.value.path().read_bytes()


def import_palette(page, keys, name):
    page.goto("/settings/")
    rows = "".join(f"{swatch},{color}\n" for swatch, color in SWATCHES.items())
    palette = {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": f"name,hex\n{rows}".encode()}
    keys.choose_files(page.get_by_label("Palette file"), palette)
    keys.press(page.get_by_role("button", name="Import"))
    expect(page.locator("#messages")).to_contain_text(f"Imported {len(SWATCHES)} swatches")


def upload_poses(page, keys, sku):
    """Upload the photos under names that say their SKU and view, and wait until their garments are found."""
    page.goto("/photos/skus/")
    keys.type(page.get_by_label("Read from the file name"), "{sku}_{view}")
    keys.press(page.get_by_role("button", name="Save").first)
    expect(page.locator("#messages")).not_to_be_empty()
    page.goto("/photos/")
    files = [pose_file(f"{sku}_{view}.png", light) for view, light in VIEWS.items()]
    keys.choose_files(page.locator("#id_image"), files)
    page.locator("#photos").get_by_text(re.compile(f"{sku}.back")).first.wait_for(timeout=240_000)
    page.goto(f"/photos/?q={sku}")
    expect(page.locator("#photos > li")).to_have_count(len(VIEWS))
    expect(page.locator("#photos progress")).to_have_count(0, timeout=300_000)


def make_batch(page, keys, palette):
    """Plan a batch of the lehenga in all colors of the palette, and wait until it is finished."""
    keys.press(page.locator("#select-page input"), "Space")
    keys.press(page.get_by_role("button", name="Recolor in several colors"))
    keys.press(page.get_by_role("checkbox", name=re.compile("^lehenga")), "Space")
    swatches = page.get_by_role("group", name=palette)
    for swatch in SWATCHES:
        keys.press(swatches.get_by_role("checkbox", name=swatch), "Space")
    make = page.get_by_role("button", name=re.compile("Make"))
    expect(make).to_have_text(re.compile(f"Make {COUNT} results"))
    keys.type(page.get_by_label("Name of the batch"), palette)
    keys.press(make)
    page.wait_for_url(re.compile(r"/batches/\d+/"))
    expect(page.locator("#progress")).to_contain_text(f"{COUNT} of {COUNT} results are ready", timeout=600_000)
    tones = page.get_by_role("row", name=re.compile("^lehenga: "))
    expect(tones).to_have_count(len(SWATCHES))
    expect(tones.filter(has_text="one tone")).to_have_count(len(SWATCHES))


def review(page, keys, rejected=()):
    """Approve the results of the batch that wait for a review, in turn, except those with the given places."""
    keys.press(page.get_by_role("link", name="Review"))
    page.locator(".comparison-tools").wait_for()  # keys that are pressed before the script is loaded are lost
    title = page.locator("#reviewing-title")
    for place in range(1, COUNT + 1):
        expect(title).to_contain_text(f"{place} of {COUNT}")
        page.keyboard.press("1" if place in rejected else "a")
    expect(page.locator("#reviewing-sum")).to_contain_text(
        f"{COUNT - len(rejected)} approved, {len(rejected)} rejected, 0 waiting"
    )


def remake(page, keys, color):
    """Make the first rejected result again, in another color, and wait until its next version is ready."""
    keys.press(page.get_by_role("link", name="Change the color").first)
    page.wait_for_url(re.compile("replaces="))  # waits for the scripts, too
    expect(page.locator('.color-row input[name="color"]:focus')).not_to_have_value("")
    page.keyboard.press("Control+a")
    page.keyboard.type(color)
    page.keyboard.press("Enter")
    newest = page.locator("#tasks > li").first
    expect(newest).to_contain_text(color)
    expect(newest.locator("[data-action=approve]")).to_be_visible(timeout=120_000)
    keys.press(newest.locator("[data-action=approve]"))
    expect(newest).to_contain_text("approved")


def check_archive(content, sku, remade):
    """Check the names in a ZIP file and its manifest: the second versions replace the rejected results."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        rows = list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))
        names = set(archive.namelist()) - {"manifest.csv"}
        sizes = {Image.open(io.BytesIO(archive.read(name))).size for name in names}
    assert sizes and len(names) == COUNT == len(rows)
    assert {row["file"] for row in rows} == names
    assert len([name for name in names if name.endswith("_v2.jpg")]) == len(remade)
    pattern = re.compile(rf"{sku}_([\w-]+)_({'|'.join(VIEWS)})_v[12]\.jpg")
    assert all(pattern.fullmatch(name) for name in names), names
    assert {(row["sku"], row["target"], row["review"]) for row in rows} == {(sku, "lehenga", "approved")}
    assert {row["color_hex"] for row in rows} == {*SWATCHES.values(), *remade}
    assert all(float(row["delta_e"]) <= 1 and row["reviewed_by"] and row["reviewed_at"] for row in rows)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_season_by_keyboard(new_page, screenshot, tmp_path, width):
    page = new_page(viewport={"width": width, "height": 844}, accept_downloads=True)
    keys, sku, palette = Keyboard(page), f"KU{width}", f"Season {width}"
    import_palette(page, keys, palette)
    upload_poses(page, keys, sku)
    make_batch(page, keys, palette)
    batch = page.url
    screenshot(page, f"season-batch-{width}")
    review(page, keys, rejected=(2, 5))
    summary, remade = page.url, ("#5d4037", "#00695c")
    for color in remade:
        page.goto(summary)
        remake(page, keys, color)
    page.goto(batch)
    expect(page.locator("#batch-results").get_by_text("version 2")).to_have_count(2)
    keys.press(page.get_by_role("link", name="Export …"))
    keys.type(page.get_by_label("File names"), PATTERN)
    expect(page.locator("#export-names")).to_contain_text(re.compile(rf"{sku}_[\w-]+_back_v1\.jpg"))
    screenshot(page, f"season-export-{width}")
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0, "no page is wider than the window"
    check_archive(keys.download(page.get_by_role("button", name="Download ZIP")), sku, remade)
    sheet = keys.download(page.get_by_role("button", name="Contact sheet"))
    (tmp_path / "sheet.pdf").write_bytes(sheet)
    assert sheet.startswith(b"%PDF-") and sheet.count(b"/Subtype /Image") == COUNT
