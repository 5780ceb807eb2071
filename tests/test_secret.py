"""The secret key of an installation, which is created at its first start."""

import threading
import time
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
    def slow_key():
        time.sleep(0.1)
        return f"key of {threading.get_ident()}"

    monkeypatch.setattr(secret, "get_random_secret_key", slow_key)
    path = tmp_path / "secret_key"
    path.touch()
    with ThreadPoolExecutor(4) as pool:
        keys = set(pool.map(secret_key, [path] * 4))
    assert keys == {path.read_text()}
