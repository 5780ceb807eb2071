"""The hook with which gunicorn's workers end."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

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
