"""The pictures of the README, from a running studio: `python -m benchmarks.screenshots SIGN_IN_LINK`.

Start one with `RECOLOR_VAR=/some/empty/folder PORT=8010 make run` and give the link it prints.
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

OUT = Path(__file__).resolve().parents[1] / "static" / "img"


def recolor(page: Page) -> None:
    """The main job on the first sample."""
    page.locator(".picture-title", has_text="Mannequin lehenga").click()
    page.locator("#masks [data-show]").first.wait_for(timeout=60_000)
    rows = page.locator(".color-row")
    for name, color in (("Top", "royal blue"), ("Skirt", "#2e7d32")):
        rows.filter(has_text=name).first.locator('input[name="color"]').fill(color)
    page.wait_for_timeout(800)
    page.screenshot(path=OUT / "readme-photo.png")
    page.get_by_role("button", name="Recolour").click()
    page.locator("img-comparison-slider").wait_for(timeout=60_000)
    page.mouse.move(5, 5)
    page.wait_for_timeout(500)
    page.screenshot(path=OUT / "readme-task.png")


def main(link: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.goto(link)
        recolor(page)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
