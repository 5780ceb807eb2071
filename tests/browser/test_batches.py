"""Recoloring several photos in several colors, in a browser."""

import re
import time

import pytest
from playwright.sync_api import expect

from .actions import unique_file, upload_and_open

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_results_whose_garment_may_be_missing_are_ticked_at_once(new_page):
    page = new_page()
    upload_and_open(page)
    photo = page.url.rstrip("/").split("/")[-1]
    page.goto(f"/batches/new/?photos={photo}&target=waistcoat&color=teal&color=navy")
    make = page.locator("#plan-count").locator("xpath=ancestor::button")
    expect(make).to_be_disabled()
    expect(page.locator("#plan-pace")).to_be_hidden()
    page.get_by_role("button", name="Tick them").click()
    expect(make).to_have_text(re.compile("Make 2 results"))
    expect(page.locator("#plan-pace")).to_be_visible()
    expect(make).to_be_enabled()
    expect(page.get_by_role("button", name="Tick them")).to_be_hidden()
    expect(page.get_by_role("checkbox", name=re.compile("waistcoat teal"))).to_be_focused()


def test_another_choice_keeps_the_fields_of_the_batch(new_page, api):
    page = new_page()
    page.goto(f"/batches/new/?photos={api.sample_photo()}&more_targets=all,jaket&more_colors=%231f5a5c,mustrd")
    page.get_by_label("Name of the batch").fill("Autumn")
    page.get_by_label(re.compile("One tone in all photos")).uncheck()
    page.get_by_role("button", name="mustard", exact=True).click()
    expect(page.get_by_label("Other colors")).to_have_value("#1f5a5c, mustard")  # a recent color would get a box
    expect(page.locator(".batch-grid thead")).to_contain_text("all mustard")
    expect(page.locator("#colors-checked")).to_be_empty()
    garments = page.get_by_label("Other garments")
    garments.fill("")
    expect(page.locator("#create")).to_have_count(0)
    garments.fill("all")
    expect(page.get_by_label("Name of the batch")).to_have_value("Autumn")
    expect(page.get_by_label(re.compile("One tone in all photos"))).not_to_be_checked()


def cancel_the_rest(page):
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Cancel the rest").click()
    expect(page.get_by_role("button", name="Cancel the rest")).to_have_count(0)


def pause_and_resume(page):
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#progress")).to_contain_text("Paused")
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_two_photos_in_two_colors(studio, new_page, screenshot):
    page = new_page()
    page.goto("/photos/")
    page.set_input_files("#id_image", [unique_file() | {"name": f"Look {number}.png"} for number in range(2)])
    page.locator("#photos").get_by_text("Look 1").wait_for(timeout=240_000)
    page.goto("/photos/?q=Look")
    expect(page.locator("#photos progress")).to_have_count(0, timeout=300_000)
    page.locator("#select-page input").check()
    page.get_by_role("button", name="Recolor in several colors").click()
    page.get_by_role("checkbox", name="lehenga").check()
    page.get_by_label("Other colors").fill("teal, navy")
    make = page.get_by_role("button", name=re.compile("Make"))
    expect(make).to_have_text(re.compile("Make 4 results"))
    page.get_by_role("checkbox", name=re.compile("Make Look 0: lehenga teal")).uncheck()
    expect(make).to_have_text(re.compile("Make 3 results"))
    page.get_by_label("Other colors").fill("teal, navy, olive")
    expect(make).to_have_text(re.compile("Make 5 results"))
    page.get_by_label("Other garments").fill("blouse")
    heads = page.locator(".batch-grid thead th")
    expect(heads.nth(1)).to_contain_text("blouse teal")
    assert heads.evaluate_all("all => all.every((head) => head.scrollWidth <= head.clientWidth)"), "they overlap"
    page.get_by_label("Other garments").fill("")
    expect(heads.nth(1)).not_to_contain_text("blouse teal")
    page.get_by_label("Other colors").fill("teal, navy")
    expect(make).to_have_text(re.compile("Make 3 results"))
    page.get_by_role("checkbox", name=re.compile("Make Look 0: lehenga teal")).check()
    page.get_by_label("Name of the batch").fill("Spring")
    screenshot(page, "batch-plan")
    with studio.without_worker():  # there is a batch to pause as long as it is not completed
        make.click()
        page.wait_for_url(re.compile(r"/batches/\d+/"))
        pause_and_resume(page)
    expect(page.locator("#progress")).to_contain_text("4 of 4 results are ready", timeout=300_000)
    tones = page.get_by_role("row", name=re.compile("lehenga: "))
    expect(tones).to_have_count(2)
    expect(tones.first).to_contain_text("one tone")  # the photos are equal
    screenshot(page, "batch")
    page.get_by_label("Add colors").fill("olive")
    page.get_by_role("button", name="Show what will be added").click()
    expect(make).to_have_text(re.compile("Make 2 results"))
    with studio.without_worker():
        make.click()
        page.wait_for_url(re.compile(r"/batches/\d+/"))
        expect(page.locator("#batch-results [id^=cell-]")).to_have_count(6)
        cancel_the_rest(page)
    page.get_by_role("link", name="Show in gallery").click()
    expect(page.locator("#tasks > li")).to_have_count(6)
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.get_by_role("link", name="Spring", exact=True).wait_for()


def test_a_poll_of_the_list_keeps_a_search_and_the_focus(studio, new_page, api):
    change = {"target": "all", "color": "teal"}
    tasks = [{"models_image_generation_task_id": api.sample_photo(), "color_changes": [change]}]
    page = new_page(service_workers="block")  # a page that a service worker controls makes no requests to hold
    with studio.without_worker():
        for name in ("Polled", "Other"):
            body = {"tasks": tasks, "name": name}
            api.request("POST", "/v4/models/multipose-image-recolor/batch/", json=body)
        page.goto("/batches/")
        delete = page.get_by_role("button", name="Delete Polled")
        delete.focus()
        with page.expect_response("**/batches/"):  # to a poll
            pass
        page.wait_for_timeout(200)
        expect(delete).to_be_focused()
        # The answer to the search takes longer than the time to the next poll.
        page.route("**/batches/?q=*", lambda route: (time.sleep(6), route.continue_()))
        page.get_by_role("searchbox", name="Search").fill("polled")
        page.wait_for_url(re.compile("q=polled"))
        expect(page.locator("#batches .picture-title")).to_have_text(["Polled"])


def test_a_name_like_the_count_of_open_work_stays_in_the_title(studio, new_page, api):
    change = {"target": "all", "color": "teal"}
    tasks = [{"models_image_generation_task_id": api.sample_photo(), "color_changes": [change]}]
    page = new_page()
    with studio.without_worker():
        body = {"tasks": tasks, "name": "(2) Summer"}
        batch = api.request("POST", "/v4/models/multipose-image-recolor/batch/", json=body).json()["id"]
        page.goto(f"/batches/{batch}/")
        expect(page).to_have_title(re.compile(r"^\(\d+\)\s\(2\) Summer"))
    expect(page).to_have_title(re.compile(r"^\(2\) Summer"), timeout=120_000)
