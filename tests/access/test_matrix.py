"""Every URL of the site, asked by everybody: who gets an answer, and what others learn. The table is in `matrix.py`.

`pytest tests/access/test_matrix.py -s -k table` prints it.
"""

import re
from copy import deepcopy

import pytest
from django.db import transaction
from django.urls import URLPattern, reverse

from recolor.models import (
    ApiKey,
    Batch,
    Garment,
    Invite,
    Membership,
    Palette,
    Photo,
    RecolorTask,
    SavedView,
    Sheet,
    Swatch,
    WebhookDelivery,
)

from .conftest import MARK, missing
from .matrix import MATRIX, Access, Who, key_of, patterns, table

METHODS = ("GET", "POST", "DELETE")  # those that are tried although a URL does not have them
SIGN_IN = "/sign-in/?next="  # where everybody is redirected who should sign in
URLS = {key_of(pattern): pattern for pattern in patterns()}
OWNED = (ApiKey, Batch, Invite, Membership, Palette, Photo, RecolorTask, SavedView, Sheet)  # rows with a workspace
AREAS = ("recolor.web.photos", "recolor.web.results", "recolor.web.settings", "recolor.api", "others")


def area_of(pattern: URLPattern) -> str:
    """Return the package of a URL's view, for which there is a test of its own."""
    module = pattern.callback.__module__
    return next((area for area in AREAS if module.startswith(area)), AREAS[-1])


EXAMPLES = {r"^v[24](?:/[\s\S]*)?$": "/v4/nothing/", "^tasks/(?P<rest>\\d+/.*)$": "/tasks/5/"}


def address(pattern: URLPattern, ids: dict) -> str:
    if pattern.name:
        return reverse(pattern.name, kwargs=ids)
    route = str(pattern.pattern)
    return EXAMPLES.get(route, f"/{route}")


def ask(client, method: str, url: str):
    """Send a request without a body, and forget the cookies of the answer, such as that of signing out."""
    cookies = deepcopy(client.cookies)
    response = client.generic(method, url)
    client.cookies = cookies
    content = response.getvalue() if response.streaming else response.content
    return response, content.decode(errors="replace")


def normalized(answer) -> tuple:
    """Return what an answer says, without the ids, times and tokens that differ in any two answers."""
    response, text = answer
    headers = {name: value for name, value in response.headers.items() if name not in ("X-Request-Id", "ETag")}
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|"x-csrftoken": "\w+"', "", text)
    plain = [
        re.sub(r"\d+|missing1|[0-9a-f]{8}-[0-9a-f-]{27}", "#", part) for part in (str(sorted(headers.items())), text)
    ]
    return response.status_code, *plain


def refused(response) -> bool:
    return response.status_code in (401, 403) or response.headers.get("Location", "").startswith(SIGN_IN)


def test_the_table_has_all_urls_and_no_others():
    print("\n" + table())
    unknown, gone = URLS.keys() - MATRIX.keys(), MATRIX.keys() - URLS.keys()
    assert not unknown, f"Say in tests/access/matrix.py who may use these URLs: {sorted(unknown)}"
    assert not gone, f"These URLs of tests/access/matrix.py do not exist: {sorted(gone)}"
    assert len(URLS) == len(list(patterns())), "two URLs have the same name"


@pytest.fixture
def hosted(settings):
    """Let views exist that need a hosted service, which does not answer."""
    settings.RECOLOR_API_URL, settings.RECOLOR_API_KEY = "http://127.0.0.1:9", "a.key"


@pytest.mark.parametrize("area", AREAS)
def test_a_url_answers_only_those_who_may_use_it(world, hosted, area):
    failures = []
    for name in (name for name, pattern in URLS.items() if name in MATRIX and area_of(pattern) == area):
        with transaction.atomic():
            try:
                check(world, name)
            except AssertionError as error:
                failures.append(f"{name}: {error}")
            transaction.set_rollback(True)  # the next URL finds all rows
    assert not failures, "\n".join(failures)


def check(world, name: str) -> None:
    entry = MATRIX[name]
    ids = world.ids[entry.row] if entry.row else {}
    url = address(URLS[name], ids)
    rows = stored_rows(world)
    for method in entry.methods.split():
        check_outsiders(world, entry, method, url)
        if missing(ids) != ids and entry.who != Who.LINK:
            check_ids(world, entry, method, URLS[name], ids)
    if entry.who == Who.OWNERS:
        for method in entry.methods.split():
            assert ask(world.callers["member"], method, url)[0].status_code == 403, "a member"
    assert stored_rows(world) == rows, "somebody else changed a row"
    check_insiders(world, entry, url)


def stored_rows(world) -> list[list[dict]]:
    """Return the content of the workspace's rows, all columns but the times of use."""
    workspace = world.ids["workspace"]["pk"]
    rows = [model.objects.filter(workspace=workspace) for model in OWNED]
    rows.append(Garment.with_removed.filter(photo__workspace=workspace))
    rows.append(Swatch.objects.filter(palette__workspace=workspace))
    rows.append(WebhookDelivery.objects.filter(webhook__key__workspace=workspace))
    unimportant = ("last_used_at",)
    return [
        [
            {name: value for name, value in row.items() if name not in unimportant}
            for row in each.order_by("pk").values()
        ]
        for each in rows
    ]


def check_outsiders(world, entry: Access, method: str, url: str) -> None:
    """Nobody without a right to the URL gets an answer, and nobody sees anything of another workspace."""
    callers = world.callers
    for caller in ("anonymous", "revoked key", "another key"):
        response, text = ask(callers[caller], method, url)
        if entry.who in (Who.PEOPLE, Who.OWNERS):
            assert response.headers.get("Location", "").startswith(SIGN_IN), f"{caller}: {method} {url}"
        elif caller != "another key" and entry.who in (Who.KEYS, Who.KEYS_AND_PEOPLE):
            assert response.status_code == 401, f"{caller}: {method} {url}"
        if entry.who != Who.LINK:
            assert MARK not in text, f"{caller}: {method} {url}"
    if entry.who == Who.TOKEN:
        assert all(ask(each, method, url)[0].status_code == 404 for each in callers.values())
    if entry.who == Who.KEYS:
        assert ask(callers["owner"], method, url)[0].status_code == 401, "a session is no key"
    if entry.who not in (Who.LINK, Who.KEYS) and not entry.row:
        assert MARK not in ask(callers["stranger"], method, url)[1], f"stranger: {method} {url}"


def check_ids(world, entry: Access, method: str, pattern: URLPattern, ids: dict) -> None:
    """Ids of another workspace answer exactly as missing ones, also below an own row."""
    caller = world.callers["another key" if entry.who == Who.KEYS else "stranger"]
    tried = [(ids, missing(ids))]
    if entry.row in world.mixed:
        below = world.mixed[entry.row]
        tried.append((below, missing(below, tuple(name for name in below if name != "pk"))))
    for others, nobodys in tried:
        answer = ask(caller, method, address(pattern, others))
        assert normalized(answer) == normalized(ask(caller, method, address(pattern, nobodys))), f"{method} {others}"
        # 400: a wrong body is refused before the row is looked up. 302: back to an own photo, without a garment.
        expected = (400, 404) if others is ids else (302, 400, 404, 409)
        assert answer[0].status_code in expected and MARK not in answer[1], f"{method} {others}: {answer[0]}"
    huge = {name: 10**30 if isinstance(value, int) else value for name, value in ids.items()}
    assert ask(caller, method, address(pattern, huge))[0].status_code < 500


def check_insiders(world, entry: Access, url: str) -> None:
    """Those who may use the URL get an answer with its methods, and 405 with the others."""
    callers = {Who.OWNERS: "owner", Who.PEOPLE: "member", Who.EVERYONE: "anonymous", Who.LINK: "anonymous"}
    caller = world.callers[callers.get(entry.who, "key")]
    wanted = entry.methods.split()
    for method in [each for each in METHODS if each not in wanted]:
        assert ask(caller, method, url)[0].status_code == 405, f"{method} {url}"
    for method in wanted:
        response, _text = ask(caller, method, url)
        expected = entry.answers.get(method)
        assert response.status_code == expected if expected else not refused(response), f"{method} {url}"
        assert expected or response.status_code not in (404, 405, *range(500, 600)), f"{method} {url}: {response}"
