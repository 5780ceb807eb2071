"""The secret key of an installation, which is created at its first start."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from recolor_site import secret
from recolor_site.secret import secret_key


def test_a_key_is_created_once_and_for_its_owner_only(tmp_path):
    path = tmp_path / "secret_key"
    key = secret_key(path)
    assert len(key) >= 50 and secret_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("left", ["", "\n"])
def test_an_empty_file_that_a_crash_has_left_is_replaced(tmp_path, left):
    path = tmp_path / "secret_key"
    path.write_text(left)
    assert len(secret_key(path)) >= 50


def test_processes_that_start_at_once_have_the_same_key(tmp_path, monkeypatch):
    """Each of them has made a key before any of them stores its own."""
    path, all_made = tmp_path / "secret_key", threading.Barrier(4)

    def link(*names):
        all_made.wait(10)
        store(*names)

    store = os.link
    monkeypatch.setattr(secret.os, "link", link)
    with ThreadPoolExecutor(4) as pool:
        keys = set(pool.map(secret_key, [path] * 4))
    assert len(keys) == 1 and "" not in keys
