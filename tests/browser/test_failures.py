"""Requests that fail: what to do is said beside the control that was used, and nothing that was entered is lost."""

import pytest
from playwright.sync_api import expect

from .actions import fill_row, recolor_button, upload_and_open, wait_until

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "service_workers": "block"}
OFFLINE = "This was not saved. Check your connection and try again."
BUSY = {"status": 503, "content_type": "text/html", "body": '<p class="empty-subtitle">The server is full.</p>'}


def cut(page, address, **answer):
    """Make requests to an address fail: without an answer, or with this one."""
    handler = (lambda route: route.fulfill(**answer)) if answer else (lambda route: route.abort("internetdisconnected"))
    page.route(address, handler)


def expect_failure(page, text, control):
    failure = page.locator(".failure")
    expect(failure).to_have_text(text)
    expect(failure).to_have_attribute("role", "alert")
    expect(failure).to_be_in_viewport()

    def distance():
        above, below = control.bounding_box(), failure.bounding_box()
        return below["y"] - above["y"] - above["height"]

    wait_until(lambda: -4 < distance() < 60)  # once the page has scrolled, the text is beside the control


def test_a_request_without_an_answer_is_reported_beside_its_control(new_page, screenshot):
    page = new_page(**PHONE)
    upload_and_open(page)
    row = page.locator(".color-row").first
    fill_row(row, "navy")
    studio = page.url

    cut(page, studio)
    recolor_button(page).tap()
    expect_failure(page, OFFLINE, recolor_button(page))
    screenshot(page, "failure-phone")
    fill_row(row, "teal")
    expect(row.locator(".color-row-reading").first).to_contain_text("#008080")
    expect(page.locator(".failure")).to_have_text(OFFLINE)  # reading the color has not taken it away
    page.unroute(studio)
    cut(page, studio, **BUSY)
    recolor_button(page).tap()
    expect_failure(page, "This was not saved. The server is full.", recolor_button(page))
    page.unroute(studio)
    recolor_button(page).tap()
    expect(page.locator("#tasks > li")).to_have_count(1)
    expect(page.locator(".failure")).to_have_count(0)

    page.locator("#about summary").tap()
    name = page.get_by_label("Name", exact=True)
    name.fill("Festive look")
    save = page.locator("#about").get_by_role("button", name="Save")
    cut(page, f"{studio}edit/")
    save.tap()
    expect_failure(page, OFFLINE, save)
    expect(name).to_have_value("Festive look")
    page.unroute(f"{studio}edit/")
    save.tap()
    expect(page.locator("#photo-name")).to_have_text("Festive look")
    expect(page.locator(".failure")).to_have_count(0)


def test_a_color_that_could_not_be_read_is_reported_until_it_is_read(new_page):
    page = new_page(service_workers="block")
    upload_and_open(page)
    row = page.locator(".color-row").first
    cut(page, "**/colors/**", **BUSY)
    fill_row(row, "teal")
    expect(page.locator(".failure")).to_contain_text("The server is full.")
    page.unroute("**/colors/**")
    fill_row(row, "navy")
    expect(page.locator(".failure")).to_have_count(0)


def test_a_mask_that_cannot_be_saved_is_kept_and_saved_once(new_page, screenshot):
    page = new_page(service_workers="block")
    upload_and_open(page)
    studio = page.url
    pencil = page.locator("[data-correct]").first
    cut(page, "**/garments/*/mask/**", **BUSY)
    pencil.click()
    expect_failure(page, "The mask could not be loaded. Try again in a moment.", pencil)
    expect(page.locator("#mask-tools")).to_be_hidden()
    page.unroute("**/garments/*/mask/**")

    page.get_by_role("button", name="Mark a garment").click()
    expect(page.locator(".failure")).to_have_count(0)
    page.locator("#mask-name").fill("hem")
    page.locator("[data-tool=brush]").click()
    page.locator("#brush-size").fill("80")
    page.locator("#overlay").click(position={"x": 60, "y": 60})
    save = page.locator("[data-keep]")
    status = page.locator("#mask-status")
    cut(page, f"{studio}garments/")
    save.click()
    expect(status).to_have_text(OFFLINE)
    screenshot(page, "failure-mask")
    page.unroute(f"{studio}garments/")
    cut(page, f"{studio}garments/", **BUSY)
    save.click()
    expect(status).to_have_text("This was not saved. Try again in a moment.")
    page.unroute(f"{studio}garments/")

    held = []

    def hold(route):
        held.append(route)

    page.route(f"{studio}garments/", hold)
    with page.expect_request(f"{studio}garments/"):
        save.dblclick()
    expect(status).to_have_text("Saving …")
    page.wait_for_timeout(300)
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("#masks .mask-list > li", has_text="Hem")).to_contain_text("corrected")
    expect(page.locator("#mask-tools")).to_be_hidden()
