"""Wrong settings of the hosted service: the dashboard says what is wrong and what to do."""

import pytest

from recolor.client import RecolorClient
from recolor.hosted import hosted_service, hosted_tasks_mirror_if_due, hosted_tasks_mirror_soon
from recolor.hosted.connection import Connection, connection

from .fake_http import KEY


@pytest.fixture
def connect_to(monkeypatch):
    """Return a function that makes another address and key those of the settings."""

    def connect(url, key=KEY):
        client = RecolorClient(url, key, timeout=(1, 1), retries=0)
        monkeypatch.setattr(Connection, "from_settings", lambda: Connection(client, loopback=True))
        connection.cache_clear()

    return connect


@pytest.mark.parametrize(
    ("path", "key", "fault", "text"),
    [
        ("", "expired", None, "Set RECOLOR_API_KEY to a valid key"),
        ("/wrong/path", KEY, None, "Set RECOLOR_API_URL to the address of a Recolor API"),
        ("", KEY, "html", "Set RECOLOR_API_URL to the address of a Recolor API"),
        ("", KEY, "reset", "check RECOLOR_API_URL and the network"),
        ("nobody", KEY, None, "check RECOLOR_API_URL and the network"),
    ],
)
def test_a_banner_names_the_problem_and_the_way_out_until_it_is_solved(
    connect_hosted, connect_to, fake_service, signed_in, path, key, fault, text
):
    fake_service.fault = lambda kind: fault
    connect_to("http://127.0.0.1:9/" if path == "nobody" else fake_service.url + path, key)
    hosted_tasks_mirror_if_due()
    page = signed_in.get("/photos/").content.decode()
    assert text in page and "Test the connection" in page
    assert text in signed_in.post("/settings/hosted/test/", follow=True).content.decode()
    fake_service.fault = lambda kind: None
    connect_to(fake_service.url)
    hosted_tasks_mirror_soon()
    assert hosted_tasks_mirror_if_due()
    assert "problem with the hosted service" not in signed_in.get("/photos/").content.decode()


def test_tasks_wait_while_the_address_is_wrong(new_hosted_task, connect_to, fake_service, pass_time):
    task = new_hosted_task()
    connect_to(fake_service.url + "/wrong/path")
    pass_time(60)
    task.refresh_from_db()
    assert task.status == "queued" and "RECOLOR_API_URL" in hosted_service().problem
    connect_to(fake_service.url)
    pass_time(120)
    task.refresh_from_db()
    assert (task.status, hosted_service().problem) == ("completed", "")


def test_a_successful_test_of_the_connection_ends_the_banner(connect_hosted, signed_in):
    service = hosted_service()
    service.problem = "Invalid key."
    service.save()
    signed_in.post("/settings/hosted/test/")
    assert hosted_service().problem == ""
