"""Settings from the environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from recolor_site import backends, env

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("studio.example", "not an address"),
        ("ftp://studio.example", "not an address"),
        ("https://studio example", "not an address"),
        ("https://studio.example:port", "not an address"),
        ("https://", "not an address"),
        ("https://user:secret@studio.example", "user name"),
        ("https://studio.example/?key=1", "query"),
        ("https://studio.example/v4/models/multipose-image-recolor/", "Leave out everything from"),
        ("http://localhost:8123/", "this server itself"),
    ],
)
def test_a_wrong_address_of_the_hosted_service_stops_the_start(monkeypatch, url, text):
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("RECOLOR_API_URL", url)
    with pytest.raises(ImproperlyConfigured, match=text) as error:
        env.service_url("RECOLOR_API_URL")
    assert "secret" not in str(error.value)


def test_right_addresses_and_keys_are_accepted(monkeypatch):
    monkeypatch.setenv("PORT", "8123")
    for url in ("https://studio.example", "https://studio.example/api/", "http://127.0.0.1:8000", ""):
        monkeypatch.setenv("RECOLOR_API_URL", url)
        assert env.service_url("RECOLOR_API_URL") == url
    monkeypatch.setenv("RECOLOR_API_KEY", "aB3.xyz")
    assert env.header_value("RECOLOR_API_KEY") == "aB3.xyz"


@pytest.mark.parametrize("key", ["two words", "schlüssel", "line\nbreak"])
def test_a_key_that_no_header_can_hold_stops_the_start(monkeypatch, key):
    monkeypatch.setenv("RECOLOR_API_KEY", key)
    with pytest.raises(ImproperlyConfigured, match="Copy the key again") as error:
        env.header_value("RECOLOR_API_KEY")
    assert key not in str(error.value)


@pytest.mark.parametrize(
    "variables",
    [
        {"RECOLOR_API_URL": "https://studio.example"},
        {"RECOLOR_API_KEY": "a.key"},
        {"RECOLOR_ENGINE": "hosted", "RECOLOR_API_URL": "https://studio.example"},
        {"RECOLOR_API_URL": "nowhere", "RECOLOR_API_KEY": "a.key"},
    ],
)
def test_the_start_fails_with_a_sentence_about_the_variable(variables, tmp_path):
    environment = os.environ | {"RECOLOR_VAR": str(tmp_path)} | variables
    command = [sys.executable, "manage.py", "check"]
    checked = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert checked.returncode and "RECOLOR_API_" in checked.stderr.splitlines()[-1]


def test_a_missing_package_of_a_service_is_named_with_its_lock_file():
    env.needs_package("RECOLOR_REDIS_URL", "json")
    with pytest.raises(ImproperlyConfigured, match="RECOLOR_REDIS_URL needs the packages"):
        env.needs_package("RECOLOR_REDIS_URL", "no_such_package")


@pytest.mark.parametrize("value", ["20", "20/week", "0/min", "-1/min", "x/min", "20/h/m"])
def test_a_wrong_rate_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("RECOLOR_SIGN_IN_RATE", value)
    with pytest.raises(ImproperlyConfigured, match="such as 20/hour"):
        env.rate("RECOLOR_SIGN_IN_RATE", "20/hour")


def test_a_wrong_network_stops_the_start(monkeypatch):
    monkeypatch.setenv("RECOLOR_TRUSTED_PROXIES", "10.0.0.0/8, ::1")
    assert [str(each) for each in env.networks("RECOLOR_TRUSTED_PROXIES")] == ["10.0.0.0/8", "::1/128"]
    monkeypatch.setenv("RECOLOR_TRUSTED_PROXIES", "10.0.0.0/8, proxy.example")
    with pytest.raises(ImproperlyConfigured, match="neither an address nor a network"):
        env.networks("RECOLOR_TRUSTED_PROXIES")


@pytest.mark.parametrize(
    "value",
    ["studio.example", "https://studio.example/", "https://a.example/x", "ftp://a.example", "https://*.a.example"],
)
def test_a_wrong_origin_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("RECOLOR_CORS_ORIGINS", f"https://shop.example, {value}")
    with pytest.raises(ImproperlyConfigured, match=r"RECOLOR_CORS_ORIGINS: .* is not an origin"):
        env.origins("RECOLOR_CORS_ORIGINS")


@pytest.mark.parametrize("value", ["https://studio.example", "studio.example:8000", "studio.example/x", "*", "a b"])
def test_a_wrong_host_name_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("RECOLOR_API_FILE_HOSTS", value)
    with pytest.raises(ImproperlyConfigured, match="Leave out https://, the port and the path"):
        env.hosts("RECOLOR_API_FILE_HOSTS")


def test_right_origins_and_hosts_are_accepted(monkeypatch):
    monkeypatch.setenv("X", "https://Shop.example, http://[::1]:8000,https://*.studio.example")
    assert env.origins("X", wildcard=True) == ["https://shop.example", "http://[::1]:8000", "https://*.studio.example"]
    monkeypatch.setenv("X", "Studio.example, .files.example,127.0.0.1,[::1],*")
    assert env.hosts("X", wildcard=True) == ["studio.example", ".files.example", "127.0.0.1", "[::1]", "*"]


def test_the_case_of_a_choice_does_not_matter(monkeypatch):
    monkeypatch.setenv("RECOLOR_LOG_LEVEL", "debug")
    assert env.choice("RECOLOR_LOG_LEVEL", "INFO", env.LOG_LEVELS) == "DEBUG"
    monkeypatch.setenv("RECOLOR_LOG_LEVEL", "loud")
    with pytest.raises(ImproperlyConfigured, match="DEBUG, INFO, WARNING, ERROR, CRITICAL"):
        env.choice("RECOLOR_LOG_LEVEL", "INFO", env.LOG_LEVELS)


@pytest.mark.parametrize("url", ["oops", "mysql://u:secret@h/n", "postgres://u:secret@h", "postgres://u:secret@h:x/n"])
def test_a_wrong_address_of_a_database_stops_the_start(monkeypatch, tmp_path, url):
    monkeypatch.setenv("RECOLOR_DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="RECOLOR_DATABASE_URL is not the address") as error:
        backends.database(tmp_path)
    assert "secret" not in str(error.value)


def test_a_wrong_address_of_redis_stops_the_start(monkeypatch):
    for url in ("redis://h:6379/0", "rediss://:secret@h:6379/0", "unix:///run/redis.sock", ""):
        monkeypatch.setenv("RECOLOR_REDIS_URL", url)
        assert env.redis_url("RECOLOR_REDIS_URL") == url
    for url in ("foo", "http://:secret@h", "redis://"):
        monkeypatch.setenv("RECOLOR_REDIS_URL", url)
        with pytest.raises(ImproperlyConfigured, match="RECOLOR_REDIS_URL is not an address") as error:
            env.redis_url("RECOLOR_REDIS_URL")
        assert "secret" not in str(error.value)


def test_a_folder_that_cannot_be_written_stops_the_start(monkeypatch, tmp_path):
    monkeypatch.setenv("RECOLOR_VAR", str(tmp_path))
    assert env.folder("RECOLOR_VAR", tmp_path) == tmp_path
    monkeypatch.setattr("os.access", lambda *args: False)  # root could write a folder without the permissions
    with pytest.raises(ImproperlyConfigured, match=r"RECOLOR_VAR: the folder .* cannot be written"):
        env.folder("RECOLOR_VAR", tmp_path)


@pytest.mark.parametrize(("old", "engine"), [("remote", "hosted"), ("local", "local")])
def test_the_old_name_of_the_engine_is_read_with_a_warning(monkeypatch, old, engine):
    monkeypatch.setenv("RECOLOR_BACKEND", old)
    with pytest.warns(FutureWarning, match=f"RECOLOR_ENGINE={engine}"):
        assert env.engine_by_old_name() == engine


def test_without_the_old_name_the_engine_is_local_and_nothing_warns(monkeypatch, recwarn):
    monkeypatch.delenv("RECOLOR_BACKEND", raising=False)
    assert env.engine_by_old_name() == "local"
    assert not recwarn.list


def test_an_unknown_engine_stops_the_start(monkeypatch):
    monkeypatch.setenv("RECOLOR_BACKEND", "cloud")
    with pytest.raises(ImproperlyConfigured, match="local, remote"):
        env.engine_by_old_name()
