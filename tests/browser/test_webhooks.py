"""A webhook in a browser: registered beside the API keys, tested, and told about a result; its log follows."""

import pytest
from playwright.sync_api import expect

from recolor.client import verify_webhook

from ..webhooks.conftest import Receiver
from .conftest import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def private_addresses(studio):
    """Let the studio send to this machine."""
    studio.restart(RECOLOR_WEBHOOKS_ALLOW_PRIVATE="1")
    yield
    studio.restart(RECOLOR_WEBHOOKS_ALLOW_PRIVATE="0")


def test_a_webhook_from_its_registration_to_its_deletion(
    studio, private_addresses, api, new_page, receiver, screenshot
):
    page = new_page()
    page.goto("/settings/#webhooks")
    section = page.get_by_role("region", name="Webhooks")
    section.get_by_label("Address").fill(f"http://127.0.0.1:{receiver.port}/hook")
    section.get_by_label("A result was reviewed").uncheck()
    section.get_by_role("button", name="Add webhook").click()
    secret = section.get_by_label("Secret of the webhook").input_value()
    screenshot(page, "webhook-created")
    section.get_by_role("link", name="/hook").click()

    page.get_by_role("button", name="Send test event").click()
    log = page.get_by_role("region", name="Messages")
    expect(log.get_by_text("Delivered")).to_be_visible(timeout=30_000)
    expect(log).to_contain_text("thank you")
    task = api.recolor_sample("teal")
    wait_for(lambda: len(receiver.received) == 2)
    page.reload()
    expect(log.locator("li").first).to_contain_text(f"Result {task}")
    types = [verify_webhook(body, headers, secret).type for _path, headers, body in receiver.received]
    assert types == ["webhook.test", "task.completed"]

    receiver.status = 500
    log.locator("li").first.get_by_role("button", name="Send again").click()
    expect(log.locator("li").first).to_contain_text("next attempt", timeout=30_000)
    expect(page.get_by_text("Failing since")).to_have_count(0)  # the page shows it when it is opened again
    page.reload()
    expect(page.get_by_text("Failing since")).to_be_visible()
    screenshot(page, "webhook-log")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Deleted the webhook")).to_be_visible()
    api.delete_task(task)
