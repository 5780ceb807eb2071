"""The lightbox: the history of the browser, and undoing a deletion."""

import re

import pytest
from playwright.sync_api import expect

from .actions import wait_until, wait_until_completed

pytestmark = pytest.mark.browser


@pytest.fixture
def page(ids, new_page):  # in this order, so that the page is closed when the results are deleted
    """Return a gallery in a low window, filtered by a click, with the completed results."""
    page = new_page(viewport={"width": 800, "height": 500})
    page.goto("/results/?q=all")
    wait_until_completed(page, ids)
    page.get_by_label("Review", exact=True).select_option("to_review")
    page.wait_for_url(re.compile("review=to_review"))
    return page


def last_beside_another(page):
    """Return the last card that is not the first of its row, so that the one before it is in view with it.

    Results of other tests may be in the list, too.
    """
    cards = page.locator("#tasks > li").all()
    tops = [card.bounding_box()["y"] for card in cards]
    return next(cards[index] for index in range(len(cards) - 1, 0, -1) if tops[index] == tops[index - 1])


def test_closing_scrolls_to_the_result_that_was_shown_last(page, ids):
    page.set_viewport_size({"width": 390, "height": 500})  # two cards a row
    page.evaluate("scrollTo(0, 0)")
    page.locator(f"#task-{ids[2]} .picture").click()
    expect(page.locator("#lightbox-title")).to_contain_text(f"#{ids[2]}")
    for pk in (ids[1], ids[0]):
        page.keyboard.press("j")
        expect(page.locator("#lightbox-title")).to_contain_text(f"#{pk}")
    expect(page.locator(f"#task-{ids[0]} .picture-title")).not_to_be_in_viewport()
    page.go_back()
    expect(page.locator("#lightbox")).to_be_hidden()
    expect(page.locator(f"#task-{ids[0]} .picture-title")).to_be_in_viewport()


def test_back_closes_the_lightbox_and_leaves_the_list_as_it_is(page, ids):
    address = page.url
    page.evaluate("window.sameDocument = true")
    expect(page.locator("#tasks progress")).to_have_count(
        0, timeout=240_000
    )  # cards of other tests change their height
    card = last_beside_another(page)
    card.scroll_into_view_if_needed()
    position = page.evaluate("scrollY")
    assert position > 0
    card.locator(".picture").click()
    lightbox = page.locator("#lightbox")
    expect(lightbox).to_be_visible()
    page.keyboard.press("k")
    expect(page.locator("#lightbox-title")).not_to_contain_text(card.get_attribute("data-task"))
    page.go_back()
    expect(lightbox).to_be_hidden()
    assert page.url == address
    assert page.evaluate("window.sameDocument && scrollY") == position

    page.go_forward()
    expect(lightbox).to_be_visible()
    page.keyboard.press("Escape")
    expect(lightbox).to_be_hidden()
    wait_until(lambda: not page.evaluate("history.state.lightbox"))  # closing it leaves no entry behind
    page.go_back()
    page.wait_for_url(re.compile("q=all$"))
    expect(page.get_by_label("Review", exact=True)).to_have_value("")  # the list is restored
    # Also in the list that htmx has restored.
    page.locator(f"#task-{ids[0]} .picture").click()
    expect(lightbox).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(f"#task-{ids[0]} .picture-title")).to_be_focused()


def test_a_deletion_can_be_undone_in_the_lightbox(page, ids):
    page.locator(f"#task-{ids[2]} .picture").click()
    expect(page.locator("#lightbox-title")).to_contain_text(f"#{ids[2]}")
    card, undo = page.locator(f"#task-{ids[2]}"), page.get_by_role("button", name="Undo")
    page.keyboard.press("d")
    expect(card).to_have_count(0)
    undo.click()
    expect(card).to_have_count(1)
    expect(page.locator("#lightbox #messages")).to_contain_text("Restored 1 result")
    # The lightbox shows the next result; deleting it with the key, and undoing that with a key.
    expect(page.locator("#lightbox-title")).to_contain_text(f"#{ids[1]}")
    card = page.locator(f"#task-{ids[1]}")
    page.keyboard.press("d")
    expect(card).to_have_count(0)
    expect(undo).to_be_visible()
    page.keyboard.press("u")
    expect(card).to_have_count(1)
    page.keyboard.press("d")  # another one, whose message stays when the lightbox is closed
    expect(undo).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#lightbox")).to_be_hidden()
    undo.click()
    expect(page.locator("#messages")).to_contain_text("Restored 1 result")


def test_the_page_that_opened_takes_the_place_of_the_lightbox_in_the_history(page, ids):
    address = page.url
    page.locator(f"#task-{ids[0]} .picture").click()
    page.locator("#lightbox").get_by_role("link", name="Open", exact=True).click()
    page.wait_for_url(re.compile(rf"/results/{ids[0]}/"))
    page.go_back()
    expect(page.locator(f"#task-{ids[0]}")).to_be_visible()
    expect(page.locator("#lightbox")).to_be_hidden()
    assert page.url == address
    page.go_back()
    page.wait_for_url(re.compile("q=all$"))
