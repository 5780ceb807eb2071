"""Saved views of the gallery in a browser."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_view_is_saved_opened_renamed_and_deleted(api, new_page, screenshot):
    result = api.recolor_sample("teal")  # an empty gallery has no filters
    page = new_page()
    page.goto("/results/")
    views = page.get_by_role("navigation", name="Views")
    page.get_by_label("Review").select_option("approved")
    page.get_by_text("Save view").click()
    page.get_by_label("Name of the view").fill("Approved ones")
    views.get_by_role("button", name="Save").click()
    expect(page.locator("#messages")).to_contain_text("Saved the view")
    view = views.get_by_role("link", name="Approved ones")
    expect(view).to_have_attribute("aria-current", "page")
    screenshot(page, "saved-views")
    views.get_by_role("link", name="All results").click()
    page.wait_for_url(re.compile("/results/$"))
    view.click()
    page.wait_for_url(re.compile("review=approved"))
    expect(page.get_by_label("Review")).to_have_value("approved")
    # The views follow the filters without a reload of the page.
    page.get_by_label("Color", exact=True).select_option("red")
    expect(page.get_by_text("Save view")).to_be_visible()
    expect(views.locator("[aria-current]")).to_have_count(0)
    page.get_by_label("Color", exact=True).select_option("")
    expect(view).to_have_attribute("aria-current", "page")
    page.get_by_text("Edit view").click()
    name = page.get_by_label("Name of the view")
    name.fill("   ")
    views.get_by_role("button", name="Rename").click()
    expect(page.locator("#problem-view")).to_contain_text("1 to 40 characters")
    expect(name).to_be_focused()
    screenshot(page, "saved-view-problem")
    name.fill("For export")
    views.get_by_role("button", name="Rename").click()
    expect(views.get_by_role("link", name="For export")).to_be_visible()
    page.get_by_text("Edit view").click()
    page.once("dialog", lambda dialog: dialog.accept())
    views.get_by_role("button", name="Delete").click()
    expect(page.locator("#messages")).to_contain_text("Deleted the view")
    expect(views).to_be_hidden()
    api.delete_task(result)
