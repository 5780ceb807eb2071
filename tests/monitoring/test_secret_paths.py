"""Tokens in paths, with which everybody can do something, are in no line of the log."""

import logging

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from recolor import selectors, services
from recolor.web.accounts.sign_in import link_path


@pytest.fixture
def link(workspace):
    """Return the path of an invitation that works."""
    return reverse("join", args=[services.invite_create(workspace, "owner")[1]])


@pytest.fixture
def no_token(caplog):
    """Return a function that checks that the log has a line which names a route, and none with the token of a path."""

    def check(path, route):
        token = path.strip("/").split("/")[-1]
        # As the handlers of the root logger see them, with all values that a handler could send on.
        lines = [f"{record.getMessage()} {record.args}" for record in caplog.records]
        assert any(route in line for line in lines), lines
        assert not any(token in line for line in lines), lines

    return check


def test_a_refused_form_of_an_invitation(client, link, no_token):
    assert client.post(link, {"username": "ravi"}).status_code == 422
    no_token(link, "Unprocessable Entity: /join/<str:token>/")


def test_a_form_of_an_invitation_without_a_csrf_token(link, no_token):
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403
    no_token(link, "/join/<str:token>/")


@pytest.mark.parametrize("ending", [".", "x/y/", "ü"])
def test_a_mistyped_path(client, link, no_token, ending):
    assert client.get(link + ending).status_code == 404
    no_token(link, "Not Found: /join/<str:token>/")


@pytest.mark.parametrize("ending", ["", "without the last slash"])
def test_a_request_that_is_refused_before_its_url_is_resolved(client, db, settings, new_task, no_token, ending):
    link = selectors.signed_path("result", new_task().pk)
    link = link.rstrip("/") if ending else link
    settings.RECOLOR_ADDRESS_RATE = "1/hour"
    client.get("/offline/")
    assert client.get(link).status_code == 429
    no_token(link, "Too Many Requests: /files/<str:token>/")


def test_an_error_of_the_storage(client, new_task, monkeypatch, no_token, settings):
    if settings.RECOLOR_S3_BUCKET:
        pytest.skip("The link leads to the storage itself.")

    def fail(*args, **options):
        raise OSError("The storage cannot be reached.")

    task = new_task()
    services.task_run(task.pk)
    monkeypatch.setattr(type(storages["default"]), "open", fail)
    client.raise_request_exception = False
    link = selectors.signed_path("result", task.pk)
    assert client.get(link).status_code >= 500
    no_token(link, ": /files/<str:token>/")


def test_a_sign_in_link_with_a_wrong_method(client, person, no_token):
    link = link_path(person)
    assert client.post(link).status_code == 405
    no_token(link, "/sign-in/<str:uid>/<str:token>/")


def test_other_paths_are_logged_as_they_are(client, db, caplog):
    client.get("/nowhere/")
    client.put("/offline/")
    assert {record.getMessage() for record in caplog.records if record.name == "django.request"} == {
        "Not Found: /nowhere/",
        "Method Not Allowed (PUT): /offline/",
    }


def test_every_secret_of_a_path_is_called_token():
    """The filter finds secrets by this name. A new parameter with text is listed here, or called token."""

    def routes(resolver, before=""):
        for each in resolver.url_patterns:
            route = before + str(each.pattern)
            yield from routes(each, route) if isinstance(each, URLResolver) else [route]

    texts = {part.split(">")[0] for route in routes(get_resolver()) for part in route.split("<str:")[1:]}
    no_secrets = {"uid", "name", "pk", "file_format"}  # such as a garment's name, or the beginning of an API key
    assert texts == {"token"} | no_secrets
    assert logging.getLogger("django.request").filters
