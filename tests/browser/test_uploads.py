"""The ways to upload photos in a browser: dropping, pasting, folders, HEIC, and trying again."""

import base64
import io
import os
import re

import numpy as np
import pytest
from PIL import Image, ImageCms
from playwright.sync_api import expect

from .actions import heic_photo, wait_until

pytestmark = pytest.mark.browser

# Sends an event with files to an element of the page, as dropping and pasting do.
SEND = """([selector, type, name, mime, content, text]) => {
    const transfer = new DataTransfer();
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type: mime }));
    if (text) transfer.setData("text/plain", text);
    const options = { bubbles: true, cancelable: true };
    document.querySelector(selector).dispatchEvent(type === "paste"
        ? new ClipboardEvent("paste", { ...options, clipboardData: transfer })
        : new DragEvent(type, { ...options, dataTransfer: transfer }));
}"""


def small_png(size=(40, 40)) -> bytes:
    """Return a picture that is uploaded quickly and is no duplicate."""
    buffer = io.BytesIO()
    Image.effect_noise(size, 80).save(buffer, "PNG")
    return buffer.getvalue() + os.urandom(8)


def send(page, kind, name="dropped.png", selector="body", text=""):
    page.evaluate(SEND, [selector, kind, name, "image/png", base64.b64encode(small_png()).decode(), text])


def first_title(page):
    return page.locator("#photos .picture-title").first


def test_files_are_dropped_anywhere_on_the_photos_page(new_page, screenshot):
    page = new_page()
    page.goto("/photos/")
    count = page.locator("#photo-count")
    before = int(count.inner_text().split()[0])
    overlay = page.locator("#drop-overlay")
    expect(overlay).to_be_hidden()
    send(page, "dragenter", selector="header")
    expect(overlay).to_be_visible()
    expect(overlay).to_have_text("Drop photos to upload")
    screenshot(page, "drop")
    send(page, "dragleave")
    expect(overlay).to_be_hidden()
    send(page, "dragenter")
    send(page, "drop", "dropped on the header.png", selector="header")
    expect(overlay).to_be_hidden()
    expect(first_title(page)).to_have_text("dropped on the header")
    expect(count).to_contain_text(f"{before + 1} photos")


def test_files_are_dropped_and_pasted_on_the_gallery(new_page, screenshot):
    page = new_page()
    page.goto("/results/")
    send(page, "dragenter")
    expect(page.locator("#drop-overlay")).to_be_visible()
    send(page, "drop", "dropped on the gallery.png")
    item = page.locator("#uploads li").first
    expect(item).to_contain_text("Uploaded")
    send(page, "paste", "pasted file.png")
    expect(page.locator("#uploads li").nth(1)).to_contain_text("Uploaded")
    screenshot(page, "gallery-uploads")
    item.get_by_role("link", name="dropped on the gallery").click()
    page.wait_for_url(re.compile(r"/photos/\d+/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("dropped on the gallery")


def test_a_picture_is_pasted_but_text_goes_into_its_field(new_page):
    page = new_page()
    page.goto("/photos/")
    send(page, "paste", "image.png")
    expect(first_title(page)).to_have_text(re.compile(r"^Pasted photo \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d$"))
    before = page.locator("#photos > li").count()
    send(page, "paste", "image.png", selector="#filter-q", text="blouse")
    send(page, "paste", "last.png")
    expect(first_title(page)).to_have_text("last")
    assert page.locator("#photos > li").count() == before + 1


@pytest.fixture
def folder(tmp_path):
    """Return a folder with three pictures, one of them in a subfolder, and with two other files."""
    (tmp_path / "SKU-1").mkdir()
    for name in ("front.png", "back.PNG", "SKU-1/side.png"):
        (tmp_path / name).write_bytes(small_png())
    for name in ("notes.txt", "SKU-1/list.pdf"):
        (tmp_path / name).write_text("no picture")
    return tmp_path


def test_a_folder_is_chosen_and_what_is_no_picture_is_skipped(new_page, folder, screenshot):
    page = new_page()
    page.goto("/photos/")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a folder").click()
    chooser.value.set_files(folder)
    summary = page.locator("#uploads-summary")
    expect(summary).to_contain_text("3 of 3 photos uploaded.")
    expect(summary).to_contain_text("2 files were skipped")
    screenshot(page, "folder")
    titles = page.locator("#photos .picture-title").all_text_contents()[:3]
    assert sorted(titles) == ["back", "front", "side"]


def test_a_dropped_folder_is_read_with_its_subfolders(new_page, folder):
    page = new_page()
    page.goto("/photos/")
    devtools = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        devtools.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 500, "data": data})
    summary = page.locator("#uploads-summary")
    expect(summary).to_contain_text("3 of 3 photos uploaded.")
    expect(summary).to_contain_text("2 files were skipped")


def test_uploads_that_failed_are_tried_again(new_page, screenshot):
    page = new_page(service_workers="block")
    page.goto("/photos/")
    files = [{"name": f"{name}.png", "mimeType": "image/png", "buffer": small_png()} for name in ("a", "b", "c")]
    broken = {"name": "broken.png", "mimeType": "image/png", "buffer": b"no picture"}
    page.route("**/photos/", lambda route: route.abort("internetdisconnected"))
    page.set_input_files("#id_image", files)
    items = page.locator("#uploads li")
    expect(items.filter(has_text="The connection was lost.")).to_have_count(3)
    screenshot(page, "uploads-failed")
    page.unroute("**/photos/")
    items.filter(has_text="a.png").get_by_role("button", name="Try again").click()
    expect(first_title(page)).to_have_text("a")
    page.get_by_role("button", name="Try all again").click()
    expect(items).to_have_count(0)
    expect(page.get_by_role("button", name="Try all again")).to_be_hidden()
    page.set_input_files("#id_image", [broken])
    expect(items).to_contain_text("broken.png: The format of the file is not supported. Send a JPEG, PNG, WebP or TIFF")
    expect(items.get_by_role("button", name="Try again")).to_have_count(0)
    items.get_by_role("button", name="Dismiss").click()
    expect(items).to_have_count(0)


@pytest.mark.parametrize("status", [429, 503])
def test_the_server_says_that_an_upload_may_be_tried_again(new_page, status):
    page = new_page(service_workers="block")
    page.goto("/photos/")
    answer = {"status": status, "content_type": "text/plain; charset=utf-8", "body": "Try again in 9 seconds."}
    page.route("**/photos/", lambda route: route.fulfill(**answer))
    name = f"passing {status}"
    send(page, "drop", f"{name}.png")
    item = page.locator("#uploads li")
    expect(item).to_contain_text("Try again in 9 seconds.")
    page.unroute("**/photos/")
    item.get_by_role("button", name="Try again").click()
    expect(first_title(page)).to_have_text(name)


@pytest.mark.parametrize("cached", [True, False], ids=["from the browser's copy", "from the server"])
def test_an_upload_stays_in_view_when_an_earlier_list_is_restored(new_page, cached):
    page = new_page(service_workers="block")  # requests of a page that a service worker controls can't be held
    page.goto("/photos/?kind=model")
    page.get_by_label("Kind", exact=True).select_option("")
    page.wait_for_url(re.compile("kind=&"))
    if not cached:
        page.evaluate("sessionStorage.removeItem('htmx-history-cache')")
    held = []

    def hold(route):  # the upload waits for its answer
        held.append(route)

    page.route("**/photos/", hold)
    send(page, "drop", "slow.png")
    expect(page.locator("#uploads li")).to_contain_text("slow.png")
    wait_until(lambda: held or page.wait_for_timeout(10))
    page.go_back()
    page.wait_for_url(re.compile("kind=model$"))
    expect(page.get_by_label("Kind", exact=True)).to_have_value("model")  # the list is restored
    expect(page.locator("#uploads li")).to_contain_text("slow.png")
    expect(page.locator("#copied")).to_have_count(1)  # a part that the answers to other requests replace by its id
    held.pop().continue_()
    expect(first_title(page)).to_have_text("slow")
    expect(page.locator("#uploads li")).to_have_count(0)
    page.unroute("**/photos/")
    page.locator("#id_image").set_input_files({"name": "next.png", "mimeType": "image/png", "buffer": small_png()})
    expect(first_title(page)).to_have_text("next")  # the field of the restored page works, too


@pytest.mark.parametrize("stored", [False, True], ids=["before it was stored", "after it was stored"])
def test_an_upload_that_ends_while_an_earlier_list_is_restored_is_shown_once(new_page, stored):
    page = new_page(service_workers="block")
    page.goto("/photos/?kind=model")
    page.get_by_label("Kind", exact=True).select_option("")
    page.wait_for_url(re.compile("kind=&"))
    page.evaluate("sessionStorage.removeItem('htmx-history-cache')")
    earlier = page.request.get("/photos/?kind=model").text()
    held = []

    def hold(route):
        held.append(route)

    page.route("**/photos/?kind=model", hold)
    page.evaluate("history.back()")  # Playwright's `go_back` waits for a page that is not loaded
    wait_until(lambda: held or page.wait_for_timeout(10))
    name = f"meanwhile {stored}"
    send(page, "drop", f"{name}.png")
    expect(first_title(page)).to_have_text(name)
    if stored:
        held.pop().continue_()
    else:
        held.pop().fulfill(body=earlier, content_type="text/html")
    expect(page.get_by_label("Kind", exact=True)).to_have_value("model")  # the list is restored
    expect(first_title(page)).to_have_text(name)
    expect(page.locator("#photos .picture-title", has_text=name)).to_have_count(1)


def test_a_heic_photo_is_converted_with_its_colors(new_page):
    """The photo's profile has the primaries red and green exchanged, so that a lost profile would be obvious."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace(b"rXYZ", b"....", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"....", b"gXYZ", 1)
    page = new_page()
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto("/photos/")
    send(page, "drop", "no heic.png")
    expect(first_title(page)).to_have_text("no heic")
    assert not [url for url in loaded if "heic" in url], "the decoder is loaded only for HEIC photos"
    heic = {"name": "IMG_0001.HEIC", "mimeType": "image/heic", "buffer": heic_photo((200, 60, 90), profile)}
    page.set_input_files("#id_image", [heic, {**heic, "name": "cut off.heic", "buffer": heic["buffer"][:300]}])
    expect(first_title(page)).to_have_text("IMG 0001", timeout=240_000)
    expect(page.locator("#uploads li")).to_contain_text("This HEIC photo could not be read.")
    stored = page.request.get(first_title(page).get_attribute("href").partition("?")[0] + "files/file/")
    pixels = np.asarray(Image.open(io.BytesIO(stored.body())).convert("RGB"))
    assert pixels.shape == (240, 320, 3)
    assert np.abs(pixels.mean(axis=(0, 1)) - (60, 200, 90)).max() < 6


def test_a_heic_photo_is_converted_once_the_converter_can_be_loaded(new_page):
    page = new_page(service_workers="block")
    page.goto("/photos/")
    page.route("**/heic*.js", lambda route: route.abort("internetdisconnected"))
    heic = heic_photo((20, 60, 90), ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    page.set_input_files("#id_image", {"name": "IMG_0003.HEIC", "mimeType": "image/heic", "buffer": heic})
    item = page.locator("#uploads li")
    expect(item).to_contain_text("Check your connection and try again.")
    page.unroute("**/heic*.js")
    item.get_by_role("button", name="Try again").click()
    expect(first_title(page)).to_have_text("IMG 0003", timeout=240_000)


def test_without_a_script_a_heic_photo_is_refused_with_the_formats(new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/photos/")
    heic = heic_photo((200, 60, 90), ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    page.set_input_files("#id_image", {"name": "IMG_0002.HEIC", "mimeType": "image/heic", "buffer": heic})
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#problem-upload")).to_contain_text("Send a JPEG, PNG, WebP or TIFF photo.")


def test_several_photos_are_uploaded_without_a_script(new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/photos/")
    expect(page.get_by_role("button", name="Choose a folder")).to_have_count(0)
    files = [{"name": f"plain {n}.png", "mimeType": "image/png", "buffer": small_png()} for n in range(2)]
    page.set_input_files("#id_image", files)
    page.get_by_role("button", name="Upload").click()
    expect(first_title(page)).to_have_text("plain 1")


def test_the_answer_to_a_poll_that_an_upload_replaced_is_dropped(new_page):
    """Otherwise htmx reports errors in the console, which `new_page` refuses."""
    page = new_page()
    page.goto("/photos/")
    send(page, "drop", "first.png")
    expect(first_title(page)).to_have_text("first")
    held = []

    def hold(route):
        held.append(route)

    page.route("**/live/?*", hold)
    wait_until(lambda: held or page.wait_for_timeout(10))
    send(page, "drop", "second.png")
    expect(first_title(page)).to_have_text("second")
    with page.expect_response("**/live/?*"):
        held.pop(0).continue_()
    for route in held:
        route.continue_()
    page.unroute("**/live/?*")
    page.wait_for_timeout(500)
    expect(page.locator("#live")).to_have_count(1)
