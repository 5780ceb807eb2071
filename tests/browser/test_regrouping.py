"""Merging and splitting garments in the browser."""

import pytest
from playwright.sync_api import expect

from .actions import fill_row, upload_and_open
from .test_masks import covered, position, wait_until_covered

pytestmark = pytest.mark.browser


def buttons(page):
    return page.locator("#masks button[data-show]")


def row_of(page, name):
    return page.locator(".color-row").filter(has=page.locator(f'input[name="target"][value="{name}"]'))


def undo(page):
    page.locator(".toast-message").get_by_role("button", name="Undo").click()


def test_garments_are_merged_with_the_color_that_was_typed(new_page, screenshot):
    page = new_page()
    upload_and_open(page)
    names = [button.get_attribute("data-name") for button in buttons(page).all()]
    fill_row(row_of(page, names[1]), "royal blue")
    page.get_by_text("Merge or reorder garments").click()
    page.get_by_role("button", name="Merge", exact=True).click()
    problem = page.locator("#problem-merge")
    expect(problem).to_be_focused()
    expect(problem).to_contain_text("two garments or more")
    for name in names[:2]:
        page.get_by_label(name.capitalize(), exact=True).check()
    wait_until_covered(page, 0.02)
    screenshot(page, "garments-merge")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(buttons(page)).to_have_count(len(names) - 1)
    expect(page.locator("#masks .mask-list > li").first).to_contain_text("corrected")
    expect(row_of(page, names[1])).to_have_count(0)
    expect(row_of(page, names[0]).locator('[name="color"]')).to_have_value("royal blue")
    undo(page)
    expect(buttons(page)).to_have_count(len(names))
    expect(row_of(page, names[1])).to_have_count(1)


def test_garments_are_reordered_by_keyboard(new_page, screenshot):
    page = new_page(viewport={"width": 390, "height": 844})
    upload_and_open(page)
    names = [button.get_attribute("data-name") for button in buttons(page).all()]
    fill_row(row_of(page, names[1]), "royal blue")
    page.get_by_text("Merge or reorder garments").click()
    screenshot(page, "garments-arrange-phone")
    up = page.get_by_role("button", name=f"Move {names[1]} up")
    up.focus()
    page.keyboard.press("Enter")
    for shown in (buttons(page).first, page.locator("#rows .color-row-name").first):
        expect(shown).to_contain_text(names[1].capitalize())
    expect(row_of(page, names[1]).locator('[name="color"]')).to_have_value("royal blue")
    expect(up).to_be_focused()
    page.reload()
    expect(buttons(page).first).to_have_attribute("data-name", names[1])


@pytest.mark.slow
def test_finding_garments_again_asks_first(studio, new_page, screenshot):
    page = new_page(viewport={"width": 390, "height": 844})
    upload_and_open(page)
    page.get_by_role("button", name="Outline is right").first.click()
    expect(page.locator("#masks")).to_contain_text("corrected")
    color = page.locator(".color-row").first.locator('[name="color"]')
    color.fill("royal blue")
    page.get_by_text("Name, kind, and model").click()
    page.get_by_label("Name", exact=True).fill("SKU-77 front")
    page.locator("#about").get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("SKU-77 front")
    expect(color).to_have_value("royal blue")
    page.get_by_role("button", name="Find garments again").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("again?")
    expect(page.locator("main dl")).to_contain_text("These stay as they are")
    screenshot(page, "garments-find-again-phone")
    with studio.without_worker():
        page.get_by_role("button", name="Find garments again").click()
        expect(page.get_by_role("progressbar", name="Finding garments")).to_be_visible()
        expect(color).to_have_value("royal blue")
    expect(page.get_by_role("button", name="Find garments again")).to_be_visible(timeout=240_000)
    expect(page.locator("#masks")).to_contain_text("corrected")
    expect(color).to_have_value("royal blue")


@pytest.mark.slow
def test_garments_are_merged_without_javascript(new_page):
    page = new_page()
    upload_and_open(page)
    plain = new_page(java_script_enabled=False)
    plain.goto(page.url)
    count = buttons(plain).count()
    plain.get_by_text("Merge or reorder garments").click()
    boxes = plain.locator('#merge-garments [name="garment"]')
    boxes.nth(0).check()
    boxes.nth(1).check()
    plain.get_by_label("Name of the merged garment").fill("Jumpsuit")
    plain.get_by_role("button", name="Merge", exact=True).click()
    expect(buttons(plain)).to_have_count(count - 1)
    expect(plain.locator("#masks")).to_contain_text("Jumpsuit")
    undo(plain)
    expect(buttons(plain)).to_have_count(count)


@pytest.mark.parametrize(
    "options", [{}, {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}]
)
def test_a_part_is_split_off_by_a_click_and_by_the_keyboard(new_page, screenshot, options):
    page = new_page(**options)
    upload_and_open(page)
    count = buttons(page).count()
    lehenga = page.locator('[data-correct="lehenga"]')
    lehenga.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#overlay")).to_be_focused()
    page.keyboard.press("s")
    expect(page.locator("#mask-name")).to_have_value("lehenga part")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#mask-status")).to_contain_text("No part of “lehenga”")
    before = covered(page)
    page.locator("[data-tool=brush]").click()
    page.locator("#brush-size").fill("80")
    for y in (500, 520, 540):
        page.locator("#overlay").click(**position(page, 300, y))
    page.wait_for_function("() => document.getElementById('mask-status').textContent.includes('corrected')")
    assert covered(page) == pytest.approx(before, abs=0.01), "the whole garment stays visible"
    screenshot(page, f"garment-split-{page.viewport_size['width']}")
    page.locator("#mask-name").fill("Panel")
    page.keyboard.press("Enter")
    expect(buttons(page)).to_have_count(count + 1)
    expect(page.locator("#masks .mask-list > li", has_text="Panel")).to_contain_text("corrected")
    expect(page.locator("#masks .mask-list > li", has_text="Lehenga")).to_contain_text("corrected")
    expect(row_of(page, "panel")).to_have_count(1)
    undo(page)
    expect(buttons(page)).to_have_count(count)
    expect(row_of(page, "panel")).to_have_count(0)


@pytest.mark.slow
def test_corrections_are_saved_before_a_part_is_split_off(new_page):
    page = new_page()
    upload_and_open(page)
    page.locator('[data-correct="lehenga"]').click()
    expect(page.locator("#overlay")).to_be_focused()
    page.keyboard.press("b")
    page.locator("#overlay").click(**position(page, 20, 20))
    page.get_by_role("button", name="Split off a part").click()
    expect(page.locator("#mask-status")).to_contain_text("Save or undo the corrections first")
