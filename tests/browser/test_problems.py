"""What is wrong with an input, shown where the person is looking: also on a phone, and without JavaScript."""

import pytest
from playwright.sync_api import expect

from .actions import fill_row, recolor_button, upload_and_open, wait_for_layers, wait_until_completed

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
MAKE_AMBIGUOUS = (
    "from recolor.models import Garment; "
    "[Garment.objects.filter(photo={pk}, position=n).update(name=f'skirt {{n}}') for n in (0, 1)]"
)


def expect_shown(page, place, text, field):
    """Expect a problem in view, with the focus on its field, which it describes."""
    problem = page.locator(f"#problem-{place}")
    expect(problem).to_contain_text(text)
    expect(problem).to_be_in_viewport(ratio=1)
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    if field.get_attribute("id") != f"problem-{place}":
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_attribute("aria-describedby", f"problem-{place}")


def test_a_color_that_is_not_understood_is_shown_at_its_row(new_page, screenshot):
    page = new_page(**PHONE)
    upload_and_open(page)
    first = page.locator(".color-row").first
    fill_row(first, "bluuu")
    recolor_button(page).tap()
    field = first.locator('[name="color"]')
    expect_shown(page, "row-0", "bluuu", field)
    screenshot(page, "problem-color-phone")
    field.fill("navy")
    expect(page.locator("#problem-row-0")).to_have_count(0)
    expect(field).not_to_have_attribute("aria-invalid", "true")
    field.fill("")
    recolor_button(page).tap()
    expect_shown(page, "recolor", "at least one garment", field)
    field.fill("navy")
    field.press("Enter")  # is not used by the other buttons of the form, which find garments again or choose one
    expect(page.locator("#tasks > li")).to_have_count(1)


def test_a_name_of_several_garments_is_chosen_by_one_click(studio, new_page, screenshot):
    page = new_page(**PHONE)
    upload_and_open(page)
    studio.manage("shell", "-c", MAKE_AMBIGUOUS.format(pk=page.url.rstrip("/").split("/")[-1]))
    page.reload()
    wait_for_layers(page)
    row = page.locator(".color-row").last
    fill_row(row, "navy", "skirts")
    readings = []

    def hold(route):
        readings.append(route)

    page.route("**/colors/**", hold)
    recolor_button(page).tap()
    expect(page.locator(".problem")).to_contain_text("“skirt 0” or “skirt 1”")
    choice = page.get_by_role("group", name="Which garment?").get_by_role("button", name="Skirt 1")
    expect(choice).to_be_in_viewport()
    row = page.locator(".color-row").filter(has=choice)
    height = row.bounding_box()["height"]
    for reading in readings:
        reading.continue_()
    page.unroute("**/colors/**")
    row.locator("[data-hex]").wait_for()
    assert row.bounding_box()["height"] == height, "the choice moves while it is clicked"
    choice.hover()
    expect(page.locator("#overlay")).to_be_visible()
    screenshot(page, "problem-choice-phone")
    choice.tap()
    expect(page.locator("#tasks > li")).to_contain_text("skirt 1: navy", timeout=240_000)
    expect(page.locator(".problem")).to_have_count(0)
    chosen = page.locator(".color-row").filter(has=page.locator('input[value="skirt 1"]'))
    expect(chosen.locator('[name="color"]')).to_have_value("navy")


@pytest.mark.parametrize("scripts", [True, False])
def test_problems_of_settings_are_shown_at_their_fields(new_page, screenshot, scripts):
    page = new_page(**PHONE, java_script_enabled=scripts)
    page.goto("/settings/")
    name = page.get_by_label("Name of the new key")
    name.fill("   ")
    page.get_by_role("button", name="Create key").tap()
    expect_shown(page, "key", "1 to 50 characters", name)
    screenshot(page, f"problem-key-phone-{scripts}")
    page.get_by_label("Name of the new palette").fill(f"Season {scripts}")
    page.get_by_role("button", name="Create", exact=True).tap()
    page.get_by_label("Name of the new swatch").fill("Diwali")
    color = page.get_by_label("Color of the new swatch")
    color.fill("bluuu")
    page.get_by_role("button", name="Add", exact=True).tap()
    expect_shown(page, "swatch-new", "bluuu", color)
    expect(page.get_by_label("Name of the new swatch")).to_have_value("Diwali")


def test_a_refused_invitation_is_shown_at_its_field(new_page, screenshot):
    page = new_page(**PHONE)
    page.goto("/settings/")
    role = page.get_by_label("Role of the invited person")
    role.evaluate("(select) => select.add(new Option('Boss', 'boss', true, true))")  # as on a page of another version
    page.get_by_role("button", name="Create invite link").tap()
    expect_shown(page, "invite", "Choose owner or member", role)
    screenshot(page, "problem-invite-phone")


def test_a_new_key_and_a_new_invite_link_are_in_view(new_page):
    page = new_page(**PHONE)
    page.goto("/settings/")
    page.get_by_label("Name of the new key").fill("shop")
    page.get_by_role("button", name="Create key").tap()
    expect(page.get_by_label("New API key")).to_be_in_viewport()
    expect(page.get_by_label("New API key")).to_be_focused()
    page.get_by_role("button", name="Create invite link").tap()
    expect(page.locator("#invite-link")).to_be_in_viewport()


def test_an_action_on_results_that_is_refused_is_shown_at_the_selection(api, new_page, screenshot):
    pk = api.recolor_sample("navy")
    page = new_page(**PHONE)
    page.goto("/results/")
    card = page.locator(f"#task-{pk}")
    wait_until_completed(page, [pk])
    card.get_by_role("checkbox").check()
    page.get_by_role("button", name="More").tap()
    page.get_by_label("Reason for rejecting").fill("too dark")
    page.get_by_role("button", name="Try again").tap()
    expect_shown(page, "bulk", "nothing to try again", page.locator("#problem-bulk"))
    screenshot(page, "problem-bulk-phone")
    expect(card.get_by_role("checkbox")).to_be_checked()
    expect(page.get_by_label("Reason for rejecting")).to_have_value("too dark")

    plain = new_page(**PHONE, java_script_enabled=False)
    plain.goto("/results/")
    plain.locator("#bulk").get_by_role("button", name="Approve", exact=True).tap()
    expect_shown(plain, "bulk", "tick some results", plain.locator("#problem-bulk"))
