"""axe-core finds nothing on any page, light and dark, wide and narrow, and nothing is cut off sideways."""

import pytest

from .conftest import ROOT

pytestmark = pytest.mark.browser
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
PAGES = ["/photos/", "/photos/1/", "/photos/1/delete/", "/gallery/", "/settings/", "/tasks/999999/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages(browser, studio, signed_in_state, screenshot, scheme, width):
    # Tests run scripts of their own in the page, which the policy forbids to everybody else.
    context = browser.new_context(
        storage_state=signed_in_state,
        base_url=studio.url,
        color_scheme=scheme,
        viewport={"width": width, "height": 850},
        bypass_csp=True,
    )
    page = context.new_page()
    for address in PAGES:
        page.goto(address)
        page.evaluate(AXE)
        found = page.evaluate("axe.run()")["violations"]
        problems = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]
        assert problems == [], f"{address}, {scheme}, {width} px"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"{address} is too wide at {width} px"
        )
        screenshot(page, f"{address.strip('/').replace('/', '-')}-{width}-{scheme}")
    context.close()
