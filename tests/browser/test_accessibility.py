"""axe-core finds no violation on any page, in both themes and two widths, and no page scrolls horizontally."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import ROOT

pytestmark = pytest.mark.browser
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture(scope="module")
def pages(studio, api, browser, signed_in_state):
    """Return the URLs of all kinds of pages, with content, and the id of an unreviewed result."""
    photo = api.sample_photo()
    ids = [api.recolor_sample(color) for color in ("teal", "plum", "olive", "coral")]
    context = browser.new_context(storage_state=signed_in_state, base_url=studio.url)
    page = context.new_page()
    page.goto("/results/")
    for pk in ids:
        page.locator(f"#task-{pk} [data-action=approve]").wait_for(timeout=240_000)
    page.locator(f"#task-{ids[0]} [data-action=delete]").click()
    page.locator(f"#task-{ids[0]}").wait_for(state="detached")
    page.locator(f"#task-{ids[1]} [data-action=approve]").click()
    page.locator(f"#task-{ids[1]} .review-approved").wait_for()
    page.locator(f"#task-{ids[1]} [data-action=copy]").click()
    page.locator("#copied form").wait_for()
    page.goto("/settings/")
    page.get_by_label("Name of the new palette").fill("House colors")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page).to_have_url(re.compile(r"/palettes/\d+/"))
    palette = page.url.removeprefix(studio.url)
    page.get_by_label("Name of the new swatch").fill("House teal")
    page.get_by_label("Color of the new swatch").fill("teal")
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".swatch-list > li")).to_have_count(1)
    page.goto("/settings/")
    page.get_by_role("button", name="Create invite link").click()
    join = page.locator("#invite-link").input_value().removeprefix(studio.url)
    page.goto("/settings/")
    webhooks = page.get_by_role("region", name="Webhooks")
    webhooks.get_by_label("Address").fill("https://shop.example/recolor")
    webhooks.get_by_role("button", name="Add webhook").click()
    page.goto(webhooks.get_by_role("link", name="shop.example").get_attribute("href"))
    webhook = page.url.removeprefix(studio.url)
    page.get_by_role("button", name="Send test event").click()
    expect(page.locator("#log li")).to_have_count(1)
    page.goto("/batches/sheets/")
    sheet = f"photo,target,color\n#{photo},all,royal blu\n#{photo},all,teal\nnothing.jpg,all,teal"
    upload = {"name": "spring.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
    page.get_by_label("Sheet", exact=True).set_input_files(upload)
    page.get_by_role("button", name="Upload and check").click()
    expect(page).to_have_url(re.compile(r"/sheets/\d+/"))
    sheet = page.url.removeprefix(studio.url)
    change = {"target": "all", "color": "teal"}
    body = {"tasks": [{"models_image_generation_task_id": photo, "color_changes": [change]}] * 2}
    batch = api.request("POST", "/v4/models/multipose-image-recolor/batch/", json=body).json()["id"]
    page.goto(f"/batches/{batch}/")
    page.get_by_text("2 of 2 results are ready").wait_for(timeout=240_000)
    # One of the two has another tone now, which the page says beside a link.
    off = f"ColorChange.objects.filter(task__batch={batch}).last()"
    studio.manage(
        "shell", "-c", f"change = {off}; change.achieved_hex = '#ff0000'; change.achieved_lab = None; change.save()"
    )
    context.close()
    urls = {
        "photos": "/photos/",
        "photos-none": "/photos/?q=nothing-like-it",
        "photos-sorted": "/photos/?sort=name",
        "studio": f"/photos/{photo}/",
        "skus": "/photos/skus/?pattern=%7Bsku%7D-%7Bview%7D",
        "skus-refused": "/photos/skus/?pattern=%7Bstyle%7D",
        "paste": f"/photos/paste/?photos={photo},{photo + 1}",
        "photo-delete": f"/photos/{photo}/delete/",
        "batches": "/batches/",
        "batch-new": f"/batches/new/?photos={photo},{photo + 1}&target=all&color=teal&color=navy",
        "batch-new-refused": f"/batches/new/?photos={photo}&target=all&more_colors=bluuu",
        "batch": f"/batches/{batch}/?rename=1",
        "sheets": "/batches/sheets/",
        "sheet": sheet,
        "sheet-all": f"{sheet}?show=all",
        "gallery": "/results/?sort=newest",
        "gallery-filtered": "/results/?family=teal",
        "gallery-none": "/results/?q=nothing-like-it",
        "reviewing": f"/results/review/?task={ids[1]}&task={ids[2]}&task={ids[3]}",
        "reviewing-decided": f"/results/review/?task={ids[1]}&task={ids[2]}&decided=1&at={ids[1]}",
        "reviewing-summary": f"/results/review/?task={ids[1]}&task={ids[2]}&decided=1&at=end",
        "reviewing-none": "/results/review/?all=1&filters=q%3Dnothing-like-it",
        "export": "/results/export/?all=1&filters=",
        "export-refused": "/results/export/?all=1&filters=&which=all&pattern=%7Bstyle%7D",
        "task": f"/results/{ids[1]}/",
        "task-in-trash": f"/results/{ids[0]}/",
        "task-gone": "/results/999999/",
        "not-found": "/nowhere/",
        "trash": "/results/trash/",
        "settings": "/settings/",
        "webhook": webhook,
        "palette": palette,
        "join": join,
        "audit-log": "/settings/audit/",
        "join-gone": "/join/nobody/",
        "offline": "/offline/",
        "api-docs": "/api/docs/",
    }
    return urls, ids[2]


def check(page, name):
    page.evaluate(AXE)
    # Swagger UI is not part of this repository.
    violations = page.evaluate("axe.run({ exclude: [['#swagger-ui']] })")["violations"]
    problems = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations]
    assert problems == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"


def check_pages(browser, studio, signed_in_state, screenshot, urls, width, scheme):
    """Check pages in a new browser context, and return a page of it."""
    # The content security policy would block axe-core.
    context = browser.new_context(
        storage_state=signed_in_state,
        base_url=studio.url,
        color_scheme=scheme,
        viewport={"width": width, "height": 850},
        reduced_motion="reduce",  # axe-core must not measure colors in a transition
        bypass_csp=True,
    )
    page = context.new_page()
    for name, url in urls:
        page.goto(url)
        if name == "api-docs":
            page.locator("#swagger-ui .info").wait_for()
        check(page, f"{name}, {scheme}, {width} px")
        screenshot(page, f"{name}-{width}-{scheme}")
    return page


# Every page is checked once here, and in all combinations by the slow test.
@pytest.mark.parametrize(("first", "width", "scheme"), [(0, 1280, "dark"), (1, 390, "light")])
def test_half_of_the_pages(browser, studio, signed_in_state, screenshot, pages, first, width, scheme):
    half = list(pages[0].items())[first::2]
    check_pages(browser, studio, signed_in_state, screenshot, half, width, scheme).context.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_all_pages(browser, studio, signed_in_state, screenshot, pages, width, scheme):
    urls, unreviewed = pages
    page = check_pages(browser, studio, signed_in_state, screenshot, urls.items(), width, scheme)
    page.goto("/results/")
    page.keyboard.press("?")
    check(page, f"keys, {scheme}, {width} px")
    page.keyboard.press("Escape")
    page.locator(f"#task-{unreviewed} input").check()
    page.locator(f"#task-{unreviewed} .picture").click()
    page.locator("#lightbox .comparison").wait_for()
    for mode in "123":
        page.keyboard.press(mode)
        check(page, f"lightbox {mode}, {scheme}, {width} px")
        screenshot(page, f"lightbox-{mode}-{width}-{scheme}")
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in_page(browser, studio, screenshot, scheme):
    context = browser.new_context(base_url=studio.url, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto("/sign-in/")
    check(page, f"sign-in, {scheme}")
    screenshot(page, f"sign-in-{scheme}")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_links_keep_their_contrast_when_they_are_hovered_and_focused(browser, studio, signed_in_state, scheme):
    context = browser.new_context(
        storage_state=signed_in_state,
        base_url=studio.url,
        color_scheme=scheme,
        reduced_motion="reduce",
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto("/settings/")
    page.locator("p a").first.hover()
    check(page, f"hovered link, {scheme}")
    page.keyboard.press("Tab")
    assert page.locator(".skip-link").evaluate("link => link === document.activeElement")
    check(page, f"skip link, {scheme}")
    context.close()
