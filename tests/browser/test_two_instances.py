"""Two instances of the product, one the hosted engine of the other: the browser's journey through both."""

import re

import pytest
import requests
from playwright.sync_api import expect

from ..conftest import SAMPLES
from .conftest import Studio, free_port, sign_in
from .test_journeys import LEHENGA, mean_color

pytestmark = pytest.mark.browser


@pytest.fixture
def hosted_studio(studio, api_headers, tmp_path):
    """A studio whose engine is the one that the other tests use."""
    first = Studio(
        tmp_path / "first",
        free_port(),
        extra={
            "RECOLOR_ENGINE": "hosted",
            "RECOLOR_API_URL": studio.url,
            "RECOLOR_API_KEY": api_headers["x-api-key"],
            "RECOLOR_API_IDEMPOTENT": "1",
            "RECOLOR_API_LOOPBACK": "1",
        },
    )
    first.var.mkdir()
    with first.running():
        yield first


def test_the_photo_lies_on_the_second_and_the_first_starts_from_its_id(
    studio, hosted_studio, api_headers, browser, screenshot
):
    with LEHENGA.open("rb") as file:
        photos = f"{studio.url}/v4/models/base-images/"
        photo = requests.post(
            photos, headers=api_headers, files={"image": file}, data={"kind": "model"}, timeout=30
        ).json()
    state = sign_in(hosted_studio, browser)
    page = browser.new_context(storage_state=state, base_url=hosted_studio.url).new_page()
    page.set_default_timeout(30_000)
    page.goto("/photos/")
    page.get_by_label("ID of the model or pose").fill(str(photo["id"]))
    page.get_by_label("Name", exact=True).fill("Mannequin in lehenga")
    page.get_by_label("Copy of the photo for comparison (optional)").set_input_files(SAMPLES / "mannequin-lehenga.png")
    screenshot(page, "hosted-photos")
    page.get_by_role("button", name="Add photo").click()

    rows = page.locator(".color-row")
    for row, target, color in ((rows.nth(0), "blouse", "royal blue"), (rows.nth(1), "lehenga", "#2e7d32")):
        row.locator('input[name="target"]').fill(target)
        row.locator('input[name="color"]').fill(color)
    screenshot(page, "hosted-photo")
    page.get_by_role("button", name="Recolor", exact=True).click()
    page.locator("#tasks .picture-title").first.click()
    expect(page.locator("img-comparison-slider")).to_be_visible(timeout=60_000)
    expect(page.locator("table")).to_contain_text("pass")
    screenshot(page, "hosted-task")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    picture = download.value.path().read_bytes()
    for box, lowest in (((270, 225, 330, 260), 2), ((240, 450, 360, 650), 1)):
        assert mean_color(picture, box).argmax() == lowest, "the blouse is blue, the lehenga green"

    # Purged here, deleted there.
    hosted_id = re.search(r"(\d+) at the hosted service", page.content()).group(1)
    remote = f"{studio.url}/v2/models/multipose-tasks/{hosted_id}/"
    assert requests.get(remote, headers=api_headers, timeout=10).status_code == 200
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#messages")).to_contain_text("to the trash")
    page.goto("/trash/")
    page.get_by_role("button", name="Empty trash").click()
    expect(page.locator("#messages")).to_contain_text("for good")
    for _ in range(40):
        if requests.get(remote, headers=api_headers, timeout=10).status_code == 404:
            break
        page.wait_for_timeout(250)
    assert requests.get(remote, headers=api_headers, timeout=10).status_code == 404
    page.goto("/settings/")
    page.get_by_role("button", name="Test the connection").click()
    expect(page.locator("#messages")).to_contain_text("The hosted service answers")
    page.context.close()
