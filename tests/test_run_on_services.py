"""What `make test-services` does where a service is not installed."""

import subprocess

import pytest

from . import run_on_services


@pytest.fixture
def commands(monkeypatch):
    """Return a list of the commands that are run in place of really running them; no program is installed."""
    found = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_options: found.append(command))
    monkeypatch.setattr(run_on_services.shutil, "which", lambda name, path=None: None if path else f"/usr/bin/{name}")
    return found


def test_root_installs_what_is_missing(commands, monkeypatch):
    monkeypatch.setattr(run_on_services.os, "getuid", lambda: 0)
    run_on_services.install("redis-server", "redis-server")
    assert commands[-1] == ["apt-get", "-qq", "install", "--yes", "redis-server"]


def test_other_users_are_told_what_is_missing(commands, monkeypatch):
    monkeypatch.setattr(run_on_services.os, "getuid", lambda: 1000)
    run_on_services.install("redis-server", "redis-server")
    assert commands == []
    with pytest.raises(SystemExit, match="install Debian's package redis-server"):
        run_on_services.program("redis-server", "redis-server")


def test_nothing_is_installed_twice(commands, monkeypatch):
    monkeypatch.setattr(run_on_services.shutil, "which", lambda name, path=None: f"/usr/bin/{name}")
    run_on_services.install("redis-server", "redis-server")
    assert commands == []
