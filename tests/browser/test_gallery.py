"""The gallery in a browser: selections, keyboard, phone, history, and the offline page."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from .actions import replaced, wait_until, wait_until_completed

pytestmark = pytest.mark.browser


@pytest.fixture
def new_results(api):
    """Return a function that requests results of the sample photo in the given colors, with the target "all".

    Tests name it before `new_page`, so that their pages are closed when it deletes the results.
    """
    ids = []

    def create(colors):
        created = [api.recolor_sample(color) for color in colors]
        ids.extend(created)
        return created

    yield create
    for pk in ids:  # queued tasks would delay other tests
        api.delete_task(pk)


def test_actions_on_a_selection_of_two_pages(studio, new_results, new_page, screenshot):
    page = new_page()
    with studio.without_worker():
        ids = new_results(["teal", "navy", "mustard"])
        page.goto("/results/?q=all&page_size=2&sort=newest")
        expect(page).to_have_title(re.compile(r"^\([3-9]\)\sGallery"))
    wait_until_completed(page, ids[1:])
    expect(page).to_have_title(re.compile("^Gallery"), timeout=240_000)  # also of the third, which is on the next page
    # A card that is replaced stays selected; a click with Shift selects a range.
    page.locator(f"#task-{ids[2]} input").check()
    page.locator(f"#task-{ids[1]} input").click(modifiers=["Shift"])
    expect(page.locator("#selected-count")).to_have_text("2 selected")
    page.get_by_label(re.compile("Select all")).check()
    screenshot(page, "gallery-selection")
    page.locator("#bulk").get_by_role("button", name="Approve").click()
    expect(page.locator("#messages")).to_contain_text(re.compile(r"Approved \d+ results"))
    assert "page_size=2" in page.url
    page.get_by_role("link", name="Next").click()
    expect(page.locator(f"#task-{ids[0]} .review-approved")).to_be_visible()

    page.goto("/results/?q=all")
    for pk in ids:
        page.locator(f"#task-{pk} input").check()
        page.locator(f"#task-{pk} input").press("Enter")  # which does nothing
    expect(page.locator("#selected-count")).to_have_text("3 selected")
    with page.expect_download() as download:
        page.locator("#bulk").get_by_role("button", name="Download ZIP").click()
    names = zipfile.ZipFile(download.value.path()).namelist()
    assert names.pop() == "manifest.csv"
    assert len(names) == 3
    assert all(re.fullmatch(r"Mannequin-\w+_all-\w+_\d+\.jpg", name) for name in names), names
    page.locator("#bulk").get_by_role("button", name="More").click()
    page.locator("#bulk").get_by_role("button", name="Delete").click()
    expect(page.locator("#messages")).to_contain_text("Moved 3 results to the trash")
    expect(page.locator(f"#task-{ids[0]}")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(f"#task-{ids[0]}")).to_be_visible()


def test_back_keeps_the_page_and_the_scroll_position(new_results, new_page):
    ids = new_results(["red", "green", "plum"])
    page = new_page(viewport={"width": 800, "height": 400})
    page.goto("/results/?q=all&page_size=2&page=2")
    expect(page.locator("#tasks progress")).to_have_count(0, timeout=240_000)  # completed cards have another height
    last = page.locator("#tasks .picture-title").last
    last.scroll_into_view_if_needed()
    position = page.evaluate("scrollY")
    last.click()
    page.wait_for_url(re.compile(r"/results/\d+/"))
    page.go_back()
    assert "page=2" in page.url
    page.wait_for_function(f"Math.abs(scrollY - {position}) < 40")
    # Each filter is an entry of the history, so Back removes the last one.
    page.goto("/results/")
    page.get_by_label("Color", exact=True).select_option("purple")
    page.wait_for_url(re.compile("family=purple"))
    expect(page.locator(f"#task-{ids[0]}")).to_have_count(0)
    page.go_back()
    expect(page.locator(f"#task-{ids[0]}")).to_be_visible()


def test_the_gallery_by_keyboard(new_results, new_page, screenshot):
    ids = new_results(["coral", "olive"])
    page = new_page()
    page.goto("/photos/")
    page.keyboard.press("g")
    page.keyboard.press("g")
    page.wait_for_url(re.compile("/results/"))
    wait_until_completed(page, ids)
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    screenshot(page, "keys")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("all")
    page.wait_for_url(re.compile("q=all"))
    with replaced(page, "#gallery"):
        page.keyboard.press("Enter")  # leaves the field, and searches again
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(f"#task-{ids[0]} .picture-title")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator(f"#task-{ids[0]} .review-approved")).to_be_visible()
    expect(page.locator(f"#task-{ids[0]} .picture-title")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press(" ")
    comparison = page.locator("#lightbox .comparison")
    expect(comparison).to_be_visible()
    page.keyboard.press("2")
    expect(comparison.locator(".pair")).to_be_visible()
    screenshot(page, "lightbox")
    page.keyboard.press("+")
    assert "scale" in comparison.locator(".pair img").first.evaluate("image => image.style.transform")
    transforms = comparison.locator(".pair img").evaluate_all("all => all.map(image => image.style.transform)")
    assert transforms[0] == transforms[1], "both pictures zoom together"
    page.keyboard.press("0")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#lightbox-title")).to_contain_text(f"#{ids[0]}")
    page.keyboard.press("k")
    expect(page.locator("#lightbox-title")).to_contain_text(f"#{ids[1]}")
    page.keyboard.press("r")
    expect(page.locator("#lightbox-title")).to_contain_text(f"#{ids[0]}")
    page.keyboard.press("Escape")
    expect(page.locator(f"#task-{ids[1]} .review-rejected")).to_be_visible()
    wait_until(lambda: not page.evaluate("history.state?.lightbox"))  # then the focus has returned from the lightbox
    page.locator(f"#task-{ids[1]} .picture-title").focus()
    page.keyboard.press("x")
    expect(page.locator(f"#task-{ids[1]} input")).to_be_checked()
    page.keyboard.press("d")
    expect(page.locator(f"#task-{ids[1]}")).to_have_count(0)
    page.keyboard.press("u")
    expect(page.locator(f"#task-{ids[1]}")).to_be_visible()


@pytest.mark.parametrize("path", ["/photos/", "/results/", "/settings/"])
def test_the_shortcuts_open_and_every_id_is_unique(new_page, path):
    page = new_page()
    page.goto(path)
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    ids = page.locator("[id]").evaluate_all("elements => elements.map(element => element.id)")
    assert len(ids) == len(set(ids))


def test_on_a_phone(new_results, new_page, screenshot):
    ids = new_results(["peach", "mint"])  # the lightbox shows the second after the first is rejected
    page = new_page(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page.goto("/results/?q=all")
    wait_until_completed(page, ids)
    screenshot(page, "gallery-phone")
    page.locator(f"#task-{ids[0]} .picture").tap()
    expect(page.locator("#lightbox .comparison")).to_be_visible()
    screenshot(page, "lightbox-phone")
    page.locator("#lightbox").get_by_role("button", name="Reject").tap()
    expect(page.locator("#lightbox-title")).not_to_contain_text(f"#{ids[0]}")
    page.locator("#lightbox").get_by_role("button", name="Close").tap()
    expect(page.locator(f"#task-{ids[0]} .review-rejected")).to_be_visible()
    page.locator(f"#task-{ids[0]}").get_by_role("button", name="Delete").tap()
    expect(page.locator(f"#task-{ids[0]}")).to_have_count(0)
    page.get_by_role("button", name="Undo").tap()
    expect(page.locator(f"#task-{ids[0]}")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_filters_and_actions_are_in_one_line_and_actions_on_a_phone_in_a_menu(new_results, new_page, screenshot):
    ids = new_results(["coral"])
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto("/results/?q=all")
    search, more = page.get_by_label("Search").bounding_box(), page.get_by_text("Dates and sorting").bounding_box()
    assert search["y"] < more["y"] < search["y"] + search["height"]
    wait_until_completed(page, ids)
    bar = page.locator("#bulk")
    height = bar.bounding_box()["height"]
    page.locator(f"#task-{ids[0]}").get_by_role("checkbox").check()
    more = bar.get_by_role("button", name="More")
    expect(more).to_be_visible()
    assert bar.bounding_box()["height"] == height, "the cards move"
    more.click()
    expect(bar.get_by_role("button", name="Delete")).to_be_visible()

    page = new_page(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page.goto("/results/?q=all")
    card = page.locator(f"#task-{ids[0]}")
    card.get_by_role("checkbox").check()
    bar = page.locator("#bulk")
    assert bar.bounding_box()["height"] < 100
    bar.get_by_role("button", name="More").tap()
    screenshot(page, "gallery-menu-phone")
    reason = page.get_by_label("Reason for rejecting")
    reason.fill("too dark")
    reason.press("Enter")
    expect(card).to_contain_text("too dark")  # it is rejected, not approved
    expect(reason).to_be_hidden()
    page.get_by_role("button", name="Keyboard shortcuts").tap()
    dialog = page.locator("#shortcuts")
    expect(dialog).to_be_visible()
    assert dialog.evaluate("(all) => all.scrollWidth <= all.clientWidth"), "the texts are cut off"


def test_the_offline_page_is_shown_without_a_connection(new_page):
    page = new_page()
    page.goto("/results/")
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    page.context.set_offline(True)
    page.goto("/photos/")
    expect(page.get_by_role("heading")).to_have_text("No connection")
    page.context.set_offline(False)


TRANSFERRED = """() => performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource"))
    .filter((entry) => !entry.name.includes("/files/"))
    .reduce((sum, entry) => sum + entry.transferSize, 0)"""


@pytest.mark.slow
def test_a_first_load_is_small(studio, browser, signed_in_state, new_results):
    """Load 48 cards, not counting their thumbnails, with an empty browser cache."""
    new_results(["teal", "navy", "plum", "olive"] * 12)
    context = browser.new_context(storage_state=signed_in_state, base_url=studio.url)
    page = context.new_page()
    page.goto("/results/?page_size=48", wait_until="load")
    assert page.locator("#tasks > li").count() == 48
    transferred = page.evaluate(TRANSFERRED)
    print(f"first load of 48 cards: {transferred / 1000:.0f} kB")
    assert transferred < 350_000
    context.close()
