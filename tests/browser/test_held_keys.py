"""Keys that are held down or pressed twice decide once, and not about results that nobody has seen."""

import pytest
from playwright.sync_api import expect

from .actions import HeldRequests, wait_until_completed

pytestmark = pytest.mark.browser

HELD_MS = 700  # in which a second decision would have been made


@pytest.fixture
def page(ids, new_page):  # in this order, so that the page is closed when the results are deleted
    page = new_page()
    page.goto("/results/?q=all")
    wait_until_completed(page, ids)
    return page


def hold(page, key, until):
    """Hold a key: it is pressed, and when its effect is there, the keyboard repeats it."""
    page.keyboard.down(key)
    until()
    for _ in range(3):
        page.keyboard.down(key)
    page.wait_for_timeout(HELD_MS)
    page.keyboard.up(key)


def test_in_review_mode(page, ids):
    page.goto(f"/results/review/?{'&'.join(f'task={pk}' for pk in ids)}")
    title = page.locator("#reviewing-title")
    expect(title).to_contain_text("1 of 3")
    for number, key in ((2, "a"), (3, "1")):
        hold(page, key, lambda number=number: expect(title).to_contain_text(f"{number} of 3"))
        expect(title).to_contain_text(f"{number} of 3")
    page.keyboard.press("u")
    page.keyboard.press("u")
    expect(title).to_contain_text("2 of 3")
    page.wait_for_timeout(HELD_MS)
    expect(page.locator("#reviewing-last")).to_contain_text("waits for review again")
    expect(page.locator("#review-undo")).to_have_count(0)
    page.locator("#review-approve").focus()
    hold(page, "Enter", lambda: expect(title).to_contain_text("3 of 3"))
    expect(title).to_contain_text("3 of 3")


def test_in_the_gallery(page, ids):
    page.locator(f"#task-{ids[2]} .picture-title").focus()
    hold(page, "d", lambda: expect(page.locator(f"#task-{ids[1]} .picture-title")).to_be_focused())
    expect(page.locator(f"#task-{ids[1]}")).to_have_count(1)
    page.keyboard.press("d")
    page.keyboard.press("d")
    expect(page.locator(f"#task-{ids[1]}")).to_have_count(0)
    expect(page.locator(f"#task-{ids[0]}")).to_have_count(1)
    expect(page.locator(".failure")).to_have_count(0)


def test_in_the_lightbox(page, ids):
    page.locator(f"#task-{ids[2]} .picture").click()
    shown = page.locator("#lightbox-title")
    expect(shown).to_contain_text(f"#{ids[2]}")
    hold(page, "d", lambda: expect(shown).to_contain_text(f"#{ids[1]}"))
    expect(shown).to_contain_text(f"#{ids[1]}")
    expect(page.locator(f"#task-{ids[1]}")).to_have_count(1)


def test_the_last_of_several_decisions_on_a_slow_line_counts(page, ids):
    requests = HeldRequests(page, "**/review/", "POST")
    card = page.locator(f"#task-{ids[0]}")
    for action in ("approve", "approve", "reject", "approve"):
        card.locator(f"[data-action={action}]").click()
    for _ in range(3):
        requests.next().continue_()
    expect(card.locator(".review-approved")).to_have_count(1)
    page.wait_for_timeout(HELD_MS)
    expect(card.locator(".review-approved")).to_have_count(1)
    assert requests.count == 3, "the second click of a double click sends nothing"
