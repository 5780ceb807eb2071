"""Rate limits of addresses and of signing in, and the address of a client behind proxies."""

import ipaddress

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from recolor.rate_limits import RateLimit
from recolor.web.client_address import ClientAddressMiddleware

WRONG = {"username": "asha", "password": "wrong"}
RIGHT = {"username": "asha", "password": "a long enough secret"}


@pytest.fixture
def in_one_window(monkeypatch):
    """Let the clock of the limits stand still; returns a function that moves it forward by seconds."""
    clock = [1_000_000.0 - 1_000_000 % 86400]
    monkeypatch.setattr("recolor.rate_limits.time.time", lambda: clock[0])
    return lambda seconds: clock.__setitem__(0, clock[0] + seconds)


def test_a_limit_counts_each_window_anew(in_one_window):
    limit = RateLimit("test", "2/min")
    in_one_window(10)
    assert [limit.count("a"), limit.count("a"), limit.wait("a"), limit.count("a")] == [0, 0, 50, 50]
    assert (limit.wait("b"), RateLimit("other", "2/min").wait("a")) == (0, 0)
    in_one_window(50)
    assert limit.wait("a") == limit.count("a") == 0


def test_too_many_requests_of_an_address_are_refused(client, db, settings, in_one_window):
    settings.RECOLOR_ADDRESS_RATE = "3/min"
    answers = [client.get("/offline/", REMOTE_ADDR="192.0.2.1") for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert answers[3]["Retry-After"] == "60" and "Try again in 60 seconds" in answers[3].text
    refused = client.get("/v4/models/base-images/", REMOTE_ADDR="192.0.2.1")
    assert refused.status_code == 429 and "too many" in refused.json()["detail"]
    assert client.get("/offline/", REMOTE_ADDR="192.0.2.2").status_code == 200
    in_one_window(60)
    assert client.get("/offline/", REMOTE_ADDR="192.0.2.1").status_code == 200


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("2001:db8:1:2::7", "2001:db8:1:2:ffff::8", True),  # a /64 belongs to one client
        ("2001:db8:1:2::7", "2001:db8:1:3::7", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),  # IPv4 addresses, as a socket for both kinds has them
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("", "", True),  # a Unix socket
    ],
)
def test_an_ipv6_network_counts_as_one_address(client, db, settings, in_one_window, first, second, together):
    settings.RECOLOR_ADDRESS_RATE = "1/min"
    assert client.get("/offline/", REMOTE_ADDR=first).status_code == 200
    assert client.get("/offline/", REMOTE_ADDR=second).status_code == (429 if together else 200)


def test_a_load_balancer_is_not_limited(client, db, settings, in_one_window):
    settings.RECOLOR_ADDRESS_RATE = "1/min"
    assert client.get("/offline/").status_code == 200
    assert client.get("/offline/").status_code == 429
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code != 429


def test_failed_sign_ins_of_an_address_are_limited(client, person, settings, in_one_window):
    settings.RECOLOR_SIGN_IN_RATE = "3/hour"
    for number in range(3):
        assert client.post(reverse("sign_in"), WRONG | {"username": f"user{number}"}).status_code == 200
    refused = client.post(reverse("sign_in"), RIGHT)
    assert refused.status_code == 429 and "Try again in 60 minutes" in refused.text and refused["Retry-After"] == "3600"
    assert client.post(reverse("sign_in"), RIGHT, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_failed_sign_ins_for_a_user_are_limited_whatever_the_address(client, person, settings, in_one_window):
    settings.RECOLOR_SIGN_IN_RATE = "3/hour"
    for number in range(3):
        client.post(reverse("sign_in"), WRONG | {"username": " ASHA"[number % 2 :]}, REMOTE_ADDR=f"192.0.2.{number}")
    assert client.post(reverse("sign_in"), RIGHT, REMOTE_ADDR="192.0.2.9").status_code == 429
    in_one_window(3600)
    assert client.post(reverse("sign_in"), RIGHT, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_right_passwords_are_not_counted(client, person, settings, in_one_window):
    settings.RECOLOR_SIGN_IN_RATE = "2/hour"
    for _ in range(5):
        assert Client().post(reverse("sign_in"), RIGHT).status_code == 302


@pytest.fixture
def seen_as(settings):
    """Return a function that returns the address and the scheme of a request, behind the given proxies."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    def ask(proxies, peer, forwarded="", proto=""):
        settings.RECOLOR_TRUSTED_PROXIES = [ipaddress.ip_network(each) for each in proxies]
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        request = RequestFactory().get(
            "/", REMOTE_ADDR=peer, headers=headers | ({"X-Forwarded-Proto": proto} if proto else {})
        )
        ClientAddressMiddleware(lambda _request: HttpResponse())(request)
        assert "HTTP_X_FORWARDED_FOR" not in request.META, "nobody reads it later"
        return request.META["REMOTE_ADDR"], request.scheme

    return ask


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "client"),
    [
        ([], "192.0.2.1", "198.51.100.7", "192.0.2.1"),  # no proxy is configured
        (["10.0.0.0/8"], "192.0.2.1", "198.51.100.7", "192.0.2.1"),  # not our proxy
        (["10.0.0.0/8"], "10.0.0.1", "198.51.100.7", "198.51.100.7"),
        (["10.0.0.0/8"], "10.0.0.1", "1.2.3.4, 198.51.100.7", "198.51.100.7"),  # the client sent the first one
        (["10.0.0.0/8"], "10.0.0.1", "1.2.3.4, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (["10.0.0.0/8"], "10.0.0.1", "", "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", "unknown", "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", "<script>, 10.0.0.2", "10.0.0.2"),
        (["::1/128"], "::1", "2001:db8::7", "2001:db8::7"),
        (["10.0.0.1/32"], "", "198.51.100.7", ""),  # a Unix socket
    ],
)
def test_only_our_proxies_say_who_the_client_is(seen_as, proxies, peer, forwarded, client):
    assert seen_as(proxies, peer, forwarded)[0] == client


def test_only_our_proxies_say_that_a_request_is_encrypted(seen_as):
    assert seen_as(["10.0.0.0/8"], "10.0.0.1", proto="https")[1] == "https"
    assert seen_as(["10.0.0.0/8"], "192.0.2.1", proto="https")[1] == "http"
    assert seen_as([], "192.0.2.1", proto="https")[1] == "https", "as before the setting existed"
