"""The whole job on twelve photos, from the upload to the ZIP file, with its actions counted."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from .actions import ActionCounter, fill_row, recolor_button, unique_file, wait_for_layers

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHOTOS, MOST_ACTIONS = 12, 60
COLORWAYS = [("royal blue", "#c2185b"), ("teal", "mustard"), ("navy", "coral")]


@pytest.fixture
def act():
    return ActionCounter()


def correct_a_mask(page, act, title):
    """Open a photo of the library, remove a part of the first garment's mask by a click, save, and go back."""
    act("open a photo", page.get_by_role("link", name=title, exact=True).click)
    page.locator("#masks [data-add]").wait_for()
    wait_for_layers(page)
    act("correct two masks", page.locator("#masks [data-correct]").first.click)
    page.locator("#mask-tools").wait_for()
    box = page.locator("#overlay").bounding_box()
    act("correct two masks", page.locator("#overlay").click, position={"x": box["width"] / 2, "y": box["height"] * 0.9})
    expect(page.locator("#mask-status")).not_to_be_empty()
    act("correct two masks", page.get_by_role("button", name="Save", exact=True).first.click)
    expect(page.locator("#masks")).to_contain_text("corrected")
    act("back to the library", page.get_by_role("link", name="Photos", exact=True).last.click)


def test_twelve_photos_in_three_colors_with_two_corrected_masks(new_page, act, tmp_path):
    """The goal is 60 actions."""
    page = new_page(accept_downloads=True)
    page.goto("/photos/")
    files = [unique_file() | {"name": f"Twelfth {number:02}.png"} for number in range(PHOTOS)]
    act("upload", page.set_input_files, "#id_image", files)
    page.locator("#photos").get_by_text(f"Twelfth {PHOTOS - 1}").wait_for(timeout=240_000)
    expect(page.locator("#photos progress")).to_have_count(0, timeout=900_000)
    act("search for the photos", page.get_by_label("Search").fill, "Twelfth")
    page.wait_for_url(re.compile("q=Twelfth"))
    expect(page.locator("#photos > li")).to_have_count(PHOTOS)
    for number in (3, 7):
        correct_a_mask(page, act, f"Twelfth {number:02}")
        expect(page.locator("#photos > li")).to_have_count(PHOTOS)
    act("open a photo", page.locator("#photos .picture-title").first.click)
    wait_for_layers(page)
    rows = page.locator(".color-row:has(.color-row-name)")
    for index, colors in enumerate(COLORWAYS):
        for row, color in zip((rows.nth(0), rows.nth(1)), colors, strict=True):
            act("three colorways of one photo", fill_row, row, color)
        act("three colorways of one photo", recolor_button(page).click)
        expect(page.locator("#tasks > li")).to_have_count(index + 1)
    act("paste them onto the others", page.get_by_role("button", name="Copy the colors of all").click)
    expect(page.locator("#copied")).to_contain_text("coral")
    act("paste them onto the others", page.get_by_role("link", name="Photos", exact=True).last.click)
    expect(page.locator("#photos > li")).to_have_count(PHOTOS)
    act("paste them onto the others", page.locator("#select-page input").check)
    act("paste them onto the others", page.get_by_role("button", name="Paste colors").click)
    make = page.get_by_role("button", name=re.compile("Make"))
    expect(make).to_have_text(re.compile(f"Make {3 * (PHOTOS - 1)} results"))
    act("paste them onto the others", make.click)
    expect(page.locator("#messages")).to_contain_text(f"Requested {3 * (PHOTOS - 1)} results")
    act("download", page.get_by_label("Search").fill, "Twelfth")
    page.wait_for_url(re.compile("q=Twelfth"))
    expect(page.locator("#tasks > li")).to_have_count(3 * PHOTOS)
    expect(page.locator("#tasks progress")).to_have_count(0, timeout=900_000)
    act("download", page.locator("#select-page input").check)
    with page.expect_download() as download:
        act("download", page.get_by_role("button", name="Download ZIP").click)
    download.value.save_as(tmp_path / "results.zip")
    with zipfile.ZipFile(tmp_path / "results.zip") as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 3 * PHOTOS + 1, "the results and the manifest"
    print(act)
    assert len(act.steps) <= MOST_ACTIONS
