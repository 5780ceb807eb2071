"""What is entered into the color rows while the server is asked for them again stays, and so does the place to type."""

import re

import pytest
from playwright.sync_api import expect

from .actions import HeldRequests, fill_row, upload_and_open

pytestmark = pytest.mark.browser


@pytest.fixture
def page(new_page):
    page = new_page()
    upload_and_open(page)
    page.get_by_text("Merge or reorder garments").click()
    return page


def ask_for_rows(page):
    """Move a garment, and return the request for the rows that this causes."""
    requests = HeldRequests(page, re.compile(r"/photos/\d+/rows/"))
    page.get_by_role("button", name=re.compile("^Move .* up$")).last.click()
    return requests.next()


def answer(page, request):
    rows = page.locator("#rows").element_handle()
    request.continue_()
    rows.wait_for_element_state("hidden")  # replaced


def row_of(page, name):
    return page.locator(".color-row").filter(has=page.locator(f'input[type="hidden"][name="target"][value="{name}"]'))


def typed_row(page):
    return page.locator('.color-row:has(> input.form-control[name="target"])')


def color(row):
    return row.locator('[name="color"]').first


def test_colors_that_were_set_without_the_focus_stay(page):
    names = [button.get_attribute("data-name") for button in page.locator("#masks button[data-show]").all()]
    first, second = (row_of(page, name) for name in names[:2])
    fill_row(second, "navy")
    request = ask_for_rows(page)
    color(second).fill("")
    first.locator('input[type="color"]').first.fill("#123456")
    page.locator("#add-row").focus()
    answer(page, request)
    expect(color(first)).to_have_value("#123456")
    expect(color(second)).to_have_value("")
    expect(first.locator(".color-row-reading").first).to_contain_text("#123456")


def test_a_color_that_is_typed_on_goes_to_the_row_of_the_garment_that_is_meant(page):
    fill_row(typed_row(page).last, "te", target="Ghagra")
    request = ask_for_rows(page)
    color(typed_row(page).last).focus()
    page.keyboard.press("End")
    page.keyboard.type("al")
    page.keyboard.press("ArrowLeft")
    answer(page, request)
    field = color(row_of(page, "lehenga"))
    expect(field).to_be_focused()
    page.keyboard.type("x")
    expect(field).to_have_value("teaxl")
    assert [each.input_value() for each in page.locator('[name="color"]').all()].count("") > 0
    expect(typed_row(page).locator('[name="target"]')).to_have_value("")


def test_a_name_that_is_typed_on_stays_in_its_row_with_its_color(page):
    fill_row(typed_row(page).last, "teal", target="Ghagra")
    request = ask_for_rows(page)
    typed_row(page).last.locator('[name="target"]').focus()
    page.keyboard.press("End")
    page.keyboard.type(" belt")
    page.keyboard.press("ArrowLeft")
    answer(page, request)
    name = typed_row(page).last.locator('[name="target"]')
    expect(name).to_be_focused()
    page.keyboard.type("x")
    expect(name).to_have_value("Ghagra belxt")
    expect(color(typed_row(page).last)).to_have_value("teal")
    expect(color(row_of(page, "lehenga"))).to_have_value("")


@pytest.mark.parametrize("status", [204, 503])
def test_an_answer_that_replaces_no_rows_puts_nothing_back(page, status):
    """Such as the answers to the polls while the color layers are being found."""
    name = page.locator("#masks button[data-show]").first.get_attribute("data-name")
    row = row_of(page, name)
    request = ask_for_rows(page)
    color(row).focus()
    page.keyboard.type("li")
    with page.expect_response(re.compile("/rows/")):
        request.fulfill(status=status)
    page.keyboard.type("ght olive green")
    expect(row.locator(".color-row-reading").first).to_contain_text("light olive green")  # the answer to another one
    expect(color(row)).to_have_value("light olive green")


def test_colors_that_were_not_sent_are_there_after_a_reload(page):
    name = page.locator("#masks button[data-show]").first.get_attribute("data-name")
    fill_row(row_of(page, name), "navy")
    fill_row(typed_row(page), "teal", target="scarf")
    for _ in range(2):
        page.reload()
        expect(color(row_of(page, name))).to_have_value("navy")
        expect(color(typed_row(page).first)).to_have_value("teal")
    expect(row_of(page, name).locator(".color-row-reading").first).to_contain_text("#000080")
    photo = page.url
    page.goto("/results/")
    page.goto(photo)
    expect(page.locator(".color-row").first).to_be_visible()
    expect(color(row_of(page, name))).to_have_value("")
