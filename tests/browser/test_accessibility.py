"""axe-core finds nothing on any page, light and dark, wide and narrow, and nothing is cut off sideways."""

import pytest
import requests

from .conftest import ROOT

pytestmark = pytest.mark.browser
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture(scope="module")
def pages(studio, api_headers, browser, signed_in_state):
    """Addresses of every kind of page, none of them empty."""
    tasks = f"{studio.url}/v4/models/multipose-image-recolor/"
    photos = requests.get(f"{studio.url}/v4/models/base-images/", headers=api_headers, timeout=10).json()["results"]
    ids = []
    for color in ("teal", "plum", "olive", "coral"):
        body = {
            "models_image_generation_task_id": photos[-1]["id"],
            "color_changes": [{"target": "all", "color": color}],
        }
        ids.append(requests.post(tasks, json=body, headers=api_headers, timeout=10).json()["id"])
    context = browser.new_context(storage_state=signed_in_state, base_url=studio.url)
    page = context.new_page()
    page.goto("/results/")
    for pk in ids:
        page.locator(f"#task-{pk} [data-do=approve]").wait_for(timeout=60_000)
    page.locator(f"#task-{ids[0]} [data-do=delete]").click()
    page.locator(f"#task-{ids[0]}").wait_for(state="detached")
    page.locator(f"#task-{ids[1]} [data-do=approve]").click()
    page.locator(f"#task-{ids[1]} .review-approved").wait_for()
    page.goto("/settings/")
    page.get_by_label("Name of the new swatch").fill("House teal")
    page.get_by_label("Color of the new swatch").fill("teal")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("button", name="Create invite link").click()
    join = page.locator("#invite-link").input_value().removeprefix(studio.url)
    context.close()
    named = {
        "photos": "/photos/",
        "photos-none": "/photos/?q=nothing-like-it",
        "studio": f"/photos/{photos[-1]['id']}/",
        "photo-delete": f"/photos/{photos[-1]['id']}/delete/",
        "gallery": "/results/?sort=newest",
        "gallery-none": "/results/?q=nothing-like-it",
        "task": f"/results/{ids[1]}/",
        "task-in-trash": f"/results/{ids[0]}/",
        "task-gone": "/results/999999/",
        "not-found": "/nowhere/",
        "trash": "/trash/",
        "settings": "/settings/",
        "join": join,
        "join-gone": "/join/nobody/",
        "offline": "/offline/",
        "api-docs": "/api/docs/",
    }
    return named, ids[2]


def check(page, name):
    page.evaluate(AXE)
    # The API's own page is drf-spectacular's; only what is around it is ours.
    found = page.evaluate("axe.run({ exclude: [['#swagger-ui']] })")["violations"]
    problems = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]
    assert problems == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages(browser, studio, signed_in_state, screenshot, pages, scheme, width):
    # Tests run scripts of their own in the page, which the policy forbids to everybody else.
    context = browser.new_context(
        storage_state=signed_in_state,
        base_url=studio.url,
        color_scheme=scheme,
        viewport={"width": width, "height": 850},
        reduced_motion="reduce",  # a color on its way to another is none to be judged
        bypass_csp=True,
    )
    page = context.new_page()
    named, one = pages
    for name, address in named.items():
        page.goto(address)
        if name == "api-docs":
            page.locator("#swagger-ui .info").wait_for()
        check(page, f"{name}, {scheme}, {width} px")
        screenshot(page, f"{name}-{width}-{scheme}")
    page.goto("/results/")
    page.keyboard.press("?")
    check(page, f"keys, {scheme}, {width} px")
    page.keyboard.press("Escape")
    page.locator(f"#task-{one} input").check()
    page.locator(f"#task-{one} .picture").click()
    page.locator("#lightbox .comparison").wait_for()
    for mode in "123":
        page.keyboard.press(mode)
        check(page, f"lightbox {mode}, {scheme}, {width} px")
        screenshot(page, f"lightbox-{mode}-{width}-{scheme}")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in(browser, studio, screenshot, scheme):
    context = browser.new_context(base_url=studio.url, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto("/sign-in/")
    check(page, f"sign-in, {scheme}")
    screenshot(page, f"sign-in-{scheme}")
    context.close()
