"""Two studios, one of which is the hosted service of the other."""

import io
import re

import numpy as np
import pytest
from PIL import Image, ImageCms
from playwright.sync_api import expect

from ..conftest import SAMPLES
from ..own_services import own_services
from .actions import (
    LEHENGA,
    assert_blue_blouse_and_green_lehenga,
    fill_row,
    follow,
    heic_photo,
    recolor_button,
    upload_and_open,
)
from .conftest import Api, Studio, free_port, sign_in, wait_for

pytestmark = pytest.mark.browser
COMPLETED_MS = 240_000  # longest time until a result is completed
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
BUILT_IN, HOSTED = "Built-in engine", "Hosted service"


@pytest.fixture
def client_studio(studio, api, tmp_path):
    """Run a second studio, whose hosted service is the studio of the other tests."""
    hosted = {
        "RECOLOR_ENGINE": "hosted",
        "RECOLOR_API_URL": studio.url,
        "RECOLOR_API_KEY": api.key,
        "RECOLOR_API_IDEMPOTENT": "1",
        "RECOLOR_API_LOOPBACK": "1",
    }
    folder = tmp_path / "client"
    folder.mkdir()
    with own_services() as services, Studio(folder, free_port(), services | hosted).running() as client:
        yield client


@pytest.fixture
def page(client_studio, browser):
    """Open a page of the second studio. Its confirmations are accepted."""
    context = browser.new_context(storage_state=sign_in(client_studio, browser), base_url=client_studio.url)
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    context.close()


def add_hosted_photo(page, hosted_id):
    """Add a photo of the service to the library; this opens its studio."""
    page.goto("/photos/")
    page.get_by_label("ID of the model or pose").fill(str(hosted_id))
    page.get_by_label("Name", exact=True).fill("Mannequin in lehenga")
    page.get_by_label("Copy of the photo for comparison (optional)").set_input_files(SAMPLES / "mannequin-lehenga.png")
    page.get_by_role("button", name="Add photo").click()
    page.wait_for_url(re.compile(r"/photos/\d+/"))


def request_result(page, target, color) -> int:
    """Request a color for one garment in the open studio, and return the id of the result."""
    fill_row(page.locator(".color-row").last, color, target)
    cards = page.locator("#tasks > li")
    before = cards.count()
    recolor_button(page).click()
    expect(cards).to_have_count(before + 1)
    return int(cards.first.get_attribute("data-task"))


def expect_completed(page, result):
    page.goto(f"/results/{result}/")
    expect(page.locator("img-comparison-slider")).to_be_visible(timeout=COMPLETED_MS)


def hosted_id_of(page, result) -> str:
    """Return the id that the service gave a result, as soon as the result's page shows it."""
    page.goto(f"/results/{result}/")
    text = re.compile(r"(\d+) at the hosted service")
    expect(page.locator("#task")).to_contain_text(text, timeout=COMPLETED_MS)
    return text.search(page.locator("#task").text_content()).group(1)


def delete_permanently(page, result):
    page.goto(f"/results/{result}/")
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#messages")).to_contain_text("to the trash")
    page.goto("/results/trash/")
    page.get_by_role("button", name="Empty trash").click()
    expect(page.locator("#messages")).to_contain_text("Permanently deleted")


def test_a_photo_of_the_service_is_recolored_and_deleted(page, api, screenshot):
    page.goto("/photos/")
    screenshot(page, "hosted-photos")
    add_hosted_photo(page, api.upload(LEHENGA))
    rows = page.locator(".color-row")
    fill_row(rows.nth(0), "royal blue", "blouse")
    fill_row(rows.nth(1), "#2e7d32", "lehenga")
    screenshot(page, "hosted-photo")
    recolor_button(page).click()
    expect(page.locator("#tasks > li")).to_have_count(1)
    follow(page, page.locator("#tasks .picture-title").first)
    expect(page.locator("img-comparison-slider")).to_be_visible(timeout=COMPLETED_MS)
    expect(page.locator("table")).to_contain_text("pass")
    screenshot(page, "hosted-task")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert_blue_blouse_and_green_lehenga(download.value.path().read_bytes())

    result = int(re.search(r"/results/(\d+)/", page.url)[1])
    hosted_id = hosted_id_of(page, result)
    assert api.task(hosted_id).status_code == 200
    delete_permanently(page, result)
    wait_for(lambda: api.task(hosted_id).status_code == 404)
    page.goto("/settings/")
    page.get_by_role("button", name="Test the connection").click()
    expect(page.locator("#messages")).to_contain_text("The hosted service answers")


@pytest.mark.slow
def test_the_engine_is_switched_twice_while_work_is_in_progress(studio, client_studio, page, api):
    with studio.without_worker():  # so that the hosted result is in progress during the switch
        add_hosted_photo(page, api.upload(LEHENGA))
        hosted_photo = page.url
        hosted = request_result(page, "blouse", "royal blue")
        hosted_id = hosted_id_of(page, hosted)
        client_studio.restart(RECOLOR_ENGINE="local")
        assert api.task(hosted_id).json()["status"] == "queued"
    upload_and_open(page)
    local_photo = page.url
    local = request_result(page, "lehenga", "#2e7d32")

    client_studio.restart(RECOLOR_ENGINE="hosted")
    for result, engine in ((hosted, HOSTED), (local, BUILT_IN)):
        expect_completed(page, result)
        expect(page.locator("#task")).to_contain_text(engine)
    page.goto("/results/")
    expect(page.locator(f"#task-{hosted}")).to_contain_text(HOSTED)
    expect(page.locator(f"#task-{local}")).to_contain_text(BUILT_IN)
    for url in (hosted_photo, local_photo):
        page.goto(url)
        expect(recolor_button(page)).to_be_visible()
        expect(page.locator("#tasks > li")).to_have_count(1)

    cancel_and_retry(studio, page, api, hosted_photo)
    delete_permanently(page, hosted)
    wait_for(lambda: api.task(hosted_id).status_code == 404)


def cancel_and_retry(studio: Studio, page, api: Api, hosted_photo: str):
    """Cancel a hosted result, which deletes it at the service, and try it again."""
    with studio.without_worker():
        page.goto(hosted_photo)
        result = request_result(page, "lehenga", "mustard")
        first_id = hosted_id_of(page, result)
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_role("heading", name="Canceled")).to_be_visible()
        wait_for(lambda: api.task(first_id).status_code == 404)
    page.get_by_role("button", name="Try again").click()
    expect_completed(page, result)
    assert hosted_id_of(page, result) != first_id


def test_a_heic_copy_of_a_hosted_photo_is_converted(page, api, screenshot):
    heic = {"name": "IMG_0001.HEIC", "mimeType": "image/heic", "buffer": heic_photo((200, 60, 90), SRGB)}
    page.goto("/photos/?kind=model")
    copy, problem = (
        page.get_by_label("Copy of the photo for comparison (optional)"),
        page.locator("#hosted-copy-problem"),
    )
    copy.set_input_files({**heic, "buffer": heic["buffer"][:300]})
    expect(problem).to_have_text(
        "This HEIC photo could not be read. Export it as a JPEG and upload that.", timeout=COMPLETED_MS
    )
    expect(copy).to_have_value("")
    screenshot(page, "hosted-copy-problem")
    # Back to an earlier list leaves the form as it is, and the focus stays where the person types in the meantime.
    page.get_by_label("Kind", exact=True).select_option("pose")
    page.wait_for_url(re.compile("kind=pose"))
    page.go_back()
    page.wait_for_url(re.compile("kind=model"))
    copy.set_input_files(heic)
    expect(problem).to_be_hidden()
    field = page.get_by_label("ID of the model or pose")
    field.focus()
    expect(copy).to_have_value(re.compile(r"IMG_0001\.jpg$"), timeout=COMPLETED_MS)
    expect(page.locator("#hosted-copy-status")).to_be_hidden()
    expect(field).to_be_focused()
    field.fill(str(api.upload(LEHENGA)))
    page.get_by_role("button", name="Add photo").click()
    page.wait_for_url(re.compile(r"/photos/\d+/"))
    stored = page.request.get(page.url.partition("?")[0] + "files/file/")
    pixels = np.asarray(Image.open(io.BytesIO(stored.body())).convert("RGB"))
    assert pixels.shape == (240, 320, 3) and np.abs(pixels.mean(axis=(0, 1)) - (200, 60, 90)).max() < 6
