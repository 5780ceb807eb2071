"""Copying the colors of results and pasting them onto photos, in a browser."""

import re

import pytest
from playwright.sync_api import expect

from .actions import follow, unique_file, wait_until_completed

pytestmark = pytest.mark.browser
PHOTOS = 3


def result_ids(page):
    return page.locator("#tasks > li").evaluate_all("cards => cards.map((card) => Number(card.dataset.task))")


@pytest.fixture
def delete_new_results(api):
    """Delete the results that a test has requested, because queued tasks would delay other tests.

    Tests name it before `new_page`, so that their pages are closed by then.
    """
    results = "/v4/models/multipose-image-recolor/?page_size=100"
    before = {task["id"] for task in api.request("GET", results).json()["results"]}
    yield
    for task in api.request("GET", results).json()["results"]:
        if task["id"] not in before:
            api.delete_task(task["id"])


def test_colors_of_two_results_are_pasted_onto_selected_photos(delete_new_results, new_page, api, screenshot):
    page = new_page()
    page.goto("/photos/")
    page.set_input_files("#id_image", [unique_file() | {"name": f"Twin {n}.png"} for n in range(PHOTOS)])
    page.locator("#photos").get_by_text(f"Twin {PHOTOS - 1}").wait_for()
    first = page.locator("#photos .picture-title", has_text="Twin 0").get_attribute("href").split("/")[-2]
    ids = [api.recolor(int(first), color) for color in ("teal", "navy")]
    page.goto("/results/?q=all")
    wait_until_completed(page, ids)
    page.locator(f"#task-{ids[1]} .picture-title").focus()
    page.keyboard.press("c")
    expect(page.locator("#copied")).to_contain_text("all navy")
    page.get_by_label(f"Select result {ids[1]}").check()
    page.get_by_label(f"Select result {ids[0]}").check()
    page.locator("#bulk").get_by_role("button", name="More").click()  # once colors are copied
    page.locator("#bulk").get_by_role("button", name="Copy colors").click()
    expect(page.locator("#copied")).to_contain_text("all teal")
    expect(page.locator("#messages")).to_contain_text("Copied 2 colorways")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url(re.compile("/photos/"))
    page.goto("/photos/?q=Twin")
    page.locator("#select-page input").check()
    expect(page.locator("#selected-count")).to_have_text(f"{PHOTOS} selected")
    page.get_by_role("button", name="Paste colors").click()
    make = page.get_by_role("button", name=re.compile(r"Make \d+ results"))
    expect(make).to_have_text(re.compile(rf"Make {2 * PHOTOS - 2} results"))
    expect(page.locator(".pastings").first).to_contain_text("2 results exist already")
    screenshot(page, "paste")
    page.get_by_role("link", name=re.compile("Leave out Twin 1")).click()
    expect(make).to_have_text(re.compile(rf"Make {2 * PHOTOS - 4} results"))
    make.click()
    page.wait_for_url(re.compile("/results/"))
    expect(page.locator("#messages")).to_contain_text(f"Requested {2 * PHOTOS - 4} results")
    assert all(pk > max(ids) for pk in result_ids(page)[: 2 * PHOTOS - 4])
    page.get_by_role("button", name="Forget the copied colors").click()
    expect(page.locator("#copied form")).to_have_count(0)


def test_a_card_leads_to_the_same_again_in_another_color(delete_new_results, new_page, api):
    api.recolor_sample("plum")
    page = new_page()
    page.goto("/results/?q=plum")
    follow(page, page.locator('#tasks [data-action="again"]').first)
    color = page.locator('.color-row input[value="plum"]')
    expect(color).to_be_focused()
    # The browser focuses the field before the page's script selects its text.
    page.wait_for_function("document.activeElement.selectionEnd > document.activeElement.selectionStart")
    page.keyboard.type("mustard")
    expect(color).to_have_value("mustard")


def test_a_recent_combination_fills_the_rows(delete_new_results, new_page, api):
    changes = [{"target": "sweater", "color": "olive"}, {"target": "trousers", "color": "#223344"}]
    body = {"models_image_generation_task_id": api.sample_photo(), "color_changes": changes}
    assert api.request("POST", "/v4/models/multipose-image-recolor/", json=body).status_code == 200
    page = new_page()
    page.goto(f"/photos/{api.sample_photo()}/")
    page.get_by_role("link", name="sweater olive, trousers #223344").click()
    expect(page.locator('.color-row input[name="color"][value="olive"]')).to_be_visible()
    expect(page.locator('.color-row input[name="color"][value="#223344"]')).to_be_visible()
    expect(page.locator("#preview")).to_be_visible()
