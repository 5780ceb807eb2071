"""Mask work that could be lost: a question comes first, and a replaced garment can be brought back."""

import pytest
from playwright.sync_api import expect

from .actions import replaced, upload_and_open, wait_for_layers

pytestmark = pytest.mark.browser

DISCARD = ("confirm", "Discard the changes of this mask?")


def draw(page, name=""):
    page.get_by_role("button", name="Mark a garment").click()
    expect(page.locator("#mask-name")).to_be_focused()
    page.locator("#mask-name").fill(name)
    page.locator("[data-tool=brush]").click()
    page.locator("#brush-size").fill("80")
    page.locator("#overlay").click(position={"x": 60, "y": 60})


def test_unsaved_changes_and_other_garments_are_not_lost_without_a_question(new_page, screenshot):
    page = new_page()
    upload_and_open(page)
    asked, answers = [], []

    def answer(dialog):
        asked.append((dialog.type, dialog.message))
        if answers.pop(0):
            dialog.accept()
        else:
            dialog.dismiss()

    page.on("dialog", answer)
    tools = page.locator("#mask-tools")
    first = page.locator("#masks [data-correct]").first
    name = first.get_attribute("data-correct")

    draw(page)
    answers += [False, False]
    page.keyboard.press("Escape")
    first.click()
    assert asked == [DISCARD] * 2
    expect(tools).to_be_visible()
    expect(page.locator("#mask-name")).to_have_value("")
    answers.append(True)
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(tools).to_be_hidden()

    draw(page, name)
    asked.clear()
    answers += [False, True]
    page.locator("[data-keep]").click()
    expect(page.locator("#mask-status")).to_contain_text("Choose another one")
    expect(page.locator("#mask-name")).to_be_focused()
    page.locator("[data-keep]").click()
    toast = page.locator(".toast-message", has_text="is replaced")
    expect(toast).to_be_visible()
    assert len(asked) == 2 and all(f"“{name}”. Replace it?" in text for _type, text in asked)
    garment = page.locator("#masks .mask-list > li").filter(has=page.locator(f'[data-name="{name}"]'))
    expect(garment).to_contain_text("corrected")
    screenshot(page, "mask-replaced")
    with replaced(page, "#garments"):  # and the list of garments for the second time, in which the next click is
        toast.get_by_role("button", name="Undo").click()
    wait_for_layers(page)
    expect(garment).not_to_contain_text("corrected")

    draw(page)
    asked.clear()
    answers.append(True)
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    assert [kind for kind, _text in asked] == ["beforeunload"]
