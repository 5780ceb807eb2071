"""Twenty photos in five colors as one batch, from the upload to the ZIP file, with its actions counted."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from .actions import ActionCounter, unique_file

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHOTOS, MOST_ACTIONS = 20, 15
SWATCHES = ("Rani,#c2185b", "Indigo,#2f3f8f", "Bottle,#1f4d3a", "Marigold,#e0a030", "Rust,#b7410e")
COUNT = PHOTOS * len(SWATCHES)


@pytest.fixture
def palette(new_page):
    """Import a palette, as a shop does once for a season, and return its name."""
    page = new_page()
    page.goto("/settings/")
    content = "\n".join(["name,hex", *SWATCHES]).encode()
    file = {"name": "Five of the season.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("Palette file").set_input_files(file)
    page.get_by_role("button", name="Import").click()
    expect(page.locator("#messages")).to_contain_text(f"Imported {len(SWATCHES)} swatches")
    return "Five of the season"


def test_twenty_photos_in_five_colors(new_page, palette, tmp_path):
    """The goal is 15 actions."""
    act = ActionCounter()
    page = new_page(accept_downloads=True)
    page.goto("/photos/")
    files = [unique_file() | {"name": f"Style {number:02}.png"} for number in range(PHOTOS)]
    act("upload", page.set_input_files, "#id_image", files)
    page.locator("#photos").get_by_text(f"Style {PHOTOS - 1}").wait_for(timeout=240_000)
    act("find the photos", page.get_by_label("Search").fill, "Style")
    page.wait_for_url(re.compile("q=Style"))
    expect(page.locator("#photos > li")).to_have_count(PHOTOS)
    expect(page.locator("#photos progress")).to_have_count(0, timeout=900_000)
    act("select them", page.locator("#select-page input").check)
    act("plan a batch", page.get_by_role("button", name="Recolor in several colors").click)
    act("choose the garment", page.get_by_role("checkbox", name=re.compile("^lehenga")).check)
    swatches = page.get_by_role("group", name=palette)
    for swatch in SWATCHES:
        act("choose the colors", swatches.get_by_role("checkbox", name=swatch.split(",")[0]).check)
    make = page.get_by_role("button", name=re.compile("Make"))
    expect(make).to_have_text(re.compile(f"Make {COUNT} results"))
    act("make them", make.click)
    page.wait_for_url(re.compile(r"/batches/\d+/"))
    expect(page.locator("#progress")).to_contain_text(f"{COUNT} of {COUNT} results are ready", timeout=900_000)
    act("export them", page.get_by_role("link", name="Export …").click)
    with page.expect_download(timeout=240_000) as download:
        act("download", page.get_by_role("button", name="Download ZIP").click)
    download.value.save_as(tmp_path / "results.zip")
    with zipfile.ZipFile(tmp_path / "results.zip") as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == COUNT + 1, "the results and the manifest"
    print(act)
    assert len(act.steps) <= MOST_ACTIONS
