"""How gunicorn's workers end, and how much time they have for it."""

import os
import runpy
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from gunicorn.config import Config

CONFIGURATION = Path(__file__).resolve().parents[1] / "gunicorn.conf.py"


@pytest.mark.parametrize(("booted", "codes"), [(True, [0]), (False, [])])
def test_only_a_worker_that_started_ends_at_once(monkeypatch, booted, codes):
    """A worker that could not start must keep its exit code, which stops gunicorn."""
    ended = []
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "x")  # the configuration would set it for later tests
    monkeypatch.setattr("os._exit", ended.append)
    monkeypatch.setattr("logging.shutdown", lambda: None)
    runpy.run_path(str(CONFIGURATION))["worker_exit"](None, SimpleNamespace(booted=booted))
    assert ended == codes


@pytest.mark.parametrize("exists", [True, False])
def test_a_start_removes_earlier_measurements_and_nothing_else(monkeypatch, tmp_path, exists):
    folder = tmp_path / "shared" / "metrics"
    if exists:
        folder.mkdir(parents=True)
        (folder / "counter_7.db").touch()
        (folder / "notes.txt").touch()
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(folder))
    runpy.run_path(str(CONFIGURATION))["on_starting"](None)
    assert [path.name for path in folder.iterdir()] == (["notes.txt"] if exists else [])


def test_settings_that_are_empty_have_their_defaults(monkeypatch):
    for name in ("RECOLOR_BIND", "PORT", "WEB_CONCURRENCY", "RECOLOR_WEB_THREADS"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "x")
    found = runpy.run_path(str(CONFIGURATION))
    assert (found["bind"], found["workers"], found["threads"]) == ("127.0.0.1:8000", 2, 4)


@pytest.mark.parametrize(("name", "value"), [("WEB_CONCURRENCY", "two"), ("RECOLOR_WEB_THREADS", "0")])
def test_wrong_settings_stop_the_start(monkeypatch, name, value):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "x")
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        runpy.run_path(str(CONFIGURATION))


def test_only_the_application_decides_whose_headers_are_believed(monkeypatch):
    """By default, gunicorn takes a request with `X-Forwarded-Proto: https` from the same machine for encrypted."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "x")
    config = Config()
    config.set("forwarded_allow_ips", runpy.run_path(str(CONFIGURATION))["forwarded_allow_ips"])
    assert config.forwarded_allow_ips == []


def test_the_timeouts_around_gunicorn_leave_it_the_time_to_finish_downloads(monkeypatch):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "x")
    grace = runpy.run_path(str(CONFIGURATION))["graceful_timeout"]
    assert grace >= 600
    supervisor = RawConfigParser()
    supervisor.read(CONFIGURATION.with_name("supervisord.conf"))
    assert supervisor.getint("program:web", "stopwaitsecs") > grace
    unit = (CONFIGURATION.parent / "docs" / "deploy.md").read_text().split("recolor-web.service")[1]
    assert int(unit.split("TimeoutStopSec=")[1].split()[0]) > grace


def test_a_stop_moves_all_changes_into_the_file_of_sqlite(tmp_path):
    environment = os.environ | {"RECOLOR_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "recolor_site.settings"}
    environment |= {"RECOLOR_DATABASE_URL": "", "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    write = "import os; from django.db import connection as c; c.cursor().execute('CREATE TABLE t (x)'); os._exit(0)"
    stop = f"import runpy; runpy.run_path({str(CONFIGURATION)!r})['on_exit'](None)"
    changes = tmp_path / "db.sqlite3-wal"
    for code, leaves_changes in ((write, True), (stop, False)):
        subprocess.run([sys.executable, "-c", code], cwd=CONFIGURATION.parent, env=environment, check=True)
        assert changes.exists() == leaves_changes
