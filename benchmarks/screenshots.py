"""Take the screenshots of README.md and docs/season.md: `python -m benchmarks.screenshots SIGN_IN_LINK`.

Start the server with `RECOLOR_VAR=/some/empty/folder PORT=8010 make run` and pass the sign-in link that it prints.
"""

import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "static" / "img"
SEASON = ROOT / "docs" / "images"


def take_screenshots(page: Page) -> None:
    """Recolor a sample photo and take a screenshot of the outline check, the studio, a result and the gallery."""
    card = page.locator("#photos > li", has_text="Mannequin lehenga")
    card.get_by_role("link", name="Check 1 outline").click(timeout=60_000)
    page.locator("#outline-others button").nth(1).wait_for()
    page.keyboard.press("2")  # the second outline has the whole blouse
    page.locator("#outline-take").wait_for()
    page.screenshot(path=OUT / "readme-outlines.png")
    page.keyboard.press("a")
    page.get_by_role("link", name="Done").click()
    page.locator(".picture-title", has_text="Mannequin lehenga").click()
    page.locator("#masks [data-show]").first.wait_for(timeout=60_000)
    _remove_shoulder(page)
    rows = page.locator(".color-row")
    for name, color in (("Blouse", "royal blue"), ("Lehenga", "#2e7d32")):
        rows.filter(has_text=name).first.locator('input[name="color"]').fill(color)
    page.locator("#preview").wait_for()
    page.wait_for_timeout(800)
    page.screenshot(path=OUT / "readme-photo.png")
    for blouse, lehenga in (("teal", "coral"), ("ivory", "plum"), ("mustard", "#1b2a5c"), ("royal blue", "#2e7d32")):
        rows.filter(has_text="Blouse").first.locator('input[name="color"]').fill(blouse)
        rows.filter(has_text="Lehenga").first.locator('input[name="color"]').fill(lehenga)
        page.get_by_role("button", name="Recolor", exact=True).click()
        page.wait_for_timeout(300)
    page.locator("#tasks > li:not(:has(progress))").nth(3).wait_for(timeout=60_000)
    page.locator("#tasks .picture-title").first.click()
    page.locator("img-comparison-slider").wait_for()
    page.mouse.move(5, 5)
    page.wait_for_timeout(500)
    page.screenshot(path=OUT / "readme-result.png")
    page.goto("/results/")
    for card in (0, 2):
        page.locator("#tasks > li").nth(card).locator("[data-action=approve]").click()
        page.locator("#tasks > li").nth(card).locator(".review-approved").wait_for()
    page.locator("#tasks > li").nth(1).locator('input[name="task"]').check()
    page.locator(".toast-message").first.wait_for(state="detached", timeout=20_000)
    page.screenshot(path=OUT / "readme-gallery.png")


def take_season_screenshots(page: Page) -> None:
    """Plan, make and review a batch of two sample photos, with a screenshot of each."""
    page.goto("/photos/")
    for name in ("Mannequin lehenga", "Mannequin printed skirt"):
        page.locator("#photos > li", has_text=name).locator('input[name="photo"]').check()
    page.get_by_role("button", name="Recolor in several colors").click()
    page.locator('input[name="target"][value="skirt"]').check()  # which the lehenga is, too
    page.locator('input[name="more_colors"]').fill("royal blue, #0f7a55, terracotta")
    page.get_by_role("button", name="Make 6 results").wait_for()
    page.locator('input[name="name"]').fill("Spring 27, skirts")
    page.mouse.move(5, 5)
    page.screenshot(path=SEASON / "batch-plan.png")
    page.get_by_role("button", name="Make 6 results").click()
    page.locator("#progress", has_text="6 of 6 results are ready").wait_for(timeout=60_000)
    page.locator(".toast-message").first.wait_for(state="detached", timeout=20_000)
    page.screenshot(path=SEASON / "batch.png")
    page.locator("#progress").get_by_role("link", name="Review").click()
    page.locator("#reviewing-title").wait_for()
    page.keyboard.press("a")
    page.locator("#reviewing-last").wait_for()
    page.wait_for_timeout(500)
    page.screenshot(path=SEASON / "review.png")


def _remove_shoulder(page: Page) -> None:
    """Remove the piece of the shoulder from the blouse's mask, by a click."""
    page.get_by_role("button", name="Correct blouse").click()
    page.get_by_role("radio", name="Remove").click()
    overlay = page.locator("#overlay")
    size = overlay.bounding_box()
    assert size is not None
    with page.expect_response("**/select/"):
        overlay.click(position={"x": 0.6 * size["width"], "y": 0.222 * size["height"]})
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("#mask-tools").wait_for(state="hidden")
    page.goto(page.url)  # at its top


def main(link: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        address = urlsplit(link)
        base = f"{address.scheme}://{address.netloc}"
        page = browser.new_page(viewport={"width": 1200, "height": 900}, base_url=base)
        page.goto(link)
        take_screenshots(page)
        take_season_screenshots(page)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
