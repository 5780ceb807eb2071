"""A typed garment that the worker adds to the photo, while the next one is being typed."""

import pytest
from playwright.sync_api import expect

from .actions import (
    fill_row,
    follow,
    recolor_button,
    upload,
    upload_and_open,
    wait_for_layers,
    wait_until,
)

pytestmark = pytest.mark.browser


def row_of(page, name):
    return page.locator(".color-row").filter(has=page.locator(f'input[type="hidden"][name="target"][value="{name}"]'))


def empty_row(page):
    return page.locator('.color-row:has(> input[name="target"])').last


def test_a_typed_garment_is_listed_when_the_worker_has_found_it(studio, new_page, screenshot):
    page = new_page()
    upload_and_open(page)
    name = page.locator("#masks button[data-show]").first.get_attribute("data-name")
    page.get_by_role("button", name=f"Correct {name}", exact=True).click()
    page.get_by_role("button", name="Remove garment").click()
    expect(page.locator(f'#masks button[data-name="{name}"]')).to_have_count(0)
    expect(row_of(page, name)).to_have_count(0)
    wait_for_layers(page)
    with studio.without_worker():
        fill_row(empty_row(page), "royal blue", target=name.capitalize())
        recolor_button(page).click()
        expect(page.locator("#tasks > li")).to_have_count(1)
        expect(page.locator("#typed input")).to_have_count(1)
        page.get_by_role("button", name="Another garment").click()
        page.keyboard.type("dup")
        page.keyboard.press("ArrowLeft")
    expect(page.locator("#messages")).to_contain_text(f"“{name.capitalize()}” was found", timeout=120_000)
    expect(page.locator(f'#masks button[data-name="{name}"]')).to_be_visible()
    expect(row_of(page, name).locator('[name="color"]')).to_have_value("royal blue")
    expect(page.locator("#typed input")).to_have_count(0)
    page.keyboard.type("x")  # where the cursor was
    typed = page.locator('input[name="target"]:focus')
    expect(typed).to_have_value("duxp")
    screenshot(page, "typed-garment-found")


def test_what_is_typed_while_the_garments_are_found_stays(studio, new_page):
    page = new_page()
    with studio.without_worker():
        upload(page)
        with page.expect_response("**searching=1**"):
            follow(page, page.locator("#photos .picture-title").first)
        fill_row(page.locator(".color-row").first, "teal")
        page.locator('.color-row input[name="target"]').last.fill("dupatta")
        for _poll in range(2):
            response = page.wait_for_event("response", lambda response: "searching=1" in response.url)
            assert "csrf" not in response.url
        expect(page.locator('input[name="target"]:focus')).to_have_value("dupatta")
        expect(page.locator('.color-row input[name="color"]').first).to_have_value("teal")
    page.locator("#masks button[data-show]").first.wait_for(timeout=120_000)
    typed = page.locator('input[name="target"]:focus')
    expect(typed).to_have_value("dupatta")
    fields = page.locator('.color-row input[name="color"]')
    # Read at once, because the rows are replaced again when the color layers are known.
    wait_until(lambda: fields.evaluate_all("all => all.map((each) => each.value)").count("teal") == 1)
