"""The caches: exact counts, files that do not pile up, and a site that works while they fail."""

import errno
import logging
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import caches
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.urls import reverse

from recolor import files, selectors
from recolor.rate_limits import RateLimit
from recolor_site import caches as module
from recolor_site.caches import FileCache, OptionalCache
from recolor_site.redis_cache import RedisCache

UNREACHABLE = "redis://127.0.0.1:1/0"  # nothing listens on this port


class Failing(LocMemCache):
    def get(self, *given, **options):
        raise ConnectionError("the cache is gone")

    set = add = incr = delete = get


class OptionalFailing(OptionalCache, Failing):
    pass


@pytest.fixture
def file_cache(tmp_path):
    return FileCache(str(tmp_path / "files"), {"OPTIONS": {"MAX_ENTRIES": 9}})


@pytest.fixture
def names(tmp_path):
    """Return a function that lists the files of the cache."""
    return lambda: {path.name for path in (tmp_path / "files").glob("*.djcache")}


@pytest.fixture
def always_cull(monkeypatch):
    monkeypatch.setattr(module, "_CULL_EVERY", 1)


@pytest.fixture
def clock(monkeypatch):
    """Let the clock stand still; returns a function that moves it forward by seconds."""
    now = [time.time()]
    monkeypatch.setattr(module.time, "time", lambda: now[0])
    return lambda seconds: now.__setitem__(0, now[0] + seconds)


@pytest.mark.parametrize("backend", ["tests.test_caches.OptionalFailing", "recolor_site.redis_cache.RedisCache"])
def test_the_site_works_without_its_cache(backend, client, signed_in, api_key, settings, monkeypatch, caplog):
    monkeypatch.setattr(OptionalFailing, "_silent_until", 0)
    monkeypatch.setattr(RedisCache, "_silent_until", 0)
    monkeypatch.setattr(RedisCache, "_paused_until", 0)
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": UNREACHABLE}}
    settings.RECOLOR_ADDRESS_RATE = settings.RECOLOR_SIGN_IN_RATE = "1/hour"
    for _ in range(3):
        assert client.get("/v4/models/base-images/", headers={"x-api-key": api_key}).status_code == 200
        assert signed_in.get(reverse("gallery")).status_code == 200
        assert signed_in.get(reverse("settings")).status_code == 200
    signed_in.logout()
    for _ in range(3):
        assert client.post(reverse("sign_in"), {"username": "asha", "password": "wrong"}).status_code == 200
    assert client.post(reverse("sign_in"), {"username": "asha", "password": "a long enough secret"}).status_code == 302
    lines = [record for record in caplog.records if record.name == "recolor_site.caches"]
    assert len(lines) == 1 and lines[0].levelno == logging.ERROR, "it is said once"


def test_what_the_cache_would_answer_is_computed(workspace, photo, settings):
    settings.CACHES = {"default": {"BACKEND": "tests.test_caches.OptionalFailing"}}
    files.workspace_size_measure(workspace)
    assert files.workspace_size(workspace) is None, "only this is not known"
    rows = type(photo).objects.all()
    assert selectors.BoundedPaginator(rows, 10, "1").count == 1


def test_redis_is_not_asked_for_a_while_after_it_failed(monkeypatch):
    monkeypatch.setattr(RedisCache, "_paused_until", 0)
    cache = RedisCache(UNREACHABLE, {})
    assert (cache.get("a", 5), cache.add("a", 1), cache.incr("a"), cache.set("a", 1)) == (5, False, 1, None)
    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get", lambda *given: pytest.fail("it was asked"))
    assert RedisCache(UNREACHABLE, {}).get("a", 5) == 5
    monkeypatch.setattr(RedisCache, "_paused_until", 0)
    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get", lambda *given: "found")
    assert cache.get("a", 5) == "found"


def test_a_full_disk_leaves_what_is_stored(file_cache, monkeypatch):
    def full(*given, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    file_cache.set("a", 1)
    monkeypatch.setattr("tempfile.mkstemp", full)
    file_cache.set("b", 2)
    assert (file_cache.get("a"), file_cache.get("b")) == (1, None)
    assert (file_cache.incr("a"), file_cache.get("a")) == (2, 2), "a count takes no new file"


def test_a_count_may_be_larger_than_what_is_read_of_its_file(file_cache):
    file_cache.set("a", 5, 60)
    assert [file_cache.incr("a"), file_cache.incr("a", 1000), file_cache.incr("a")] == [6, 1006, 1007]
    assert file_cache.get("a") == 1007


def test_a_count_keeps_the_end_of_its_life(file_cache, clock):
    assert file_cache.add("a", 1, 60) and not file_cache.add("a", 1, 60)
    clock(50)
    assert (file_cache.incr("a"), file_cache.incr("a", 3)) == (2, 5)
    clock(11)
    assert file_cache.get("a") is None
    with pytest.raises(ValueError, match="not found"):
        file_cache.incr("a")
    file_cache.set("always", 7, None)
    assert file_cache.incr("always") == 8
    clock(10**9)
    assert file_cache.get("always") == 8


def test_an_empty_file_has_expired(file_cache, tmp_path, names):
    file_cache.add("a", 1, 60)
    (name,) = names()
    (tmp_path / "files" / name).write_bytes(b"")
    with pytest.raises(ValueError, match="not found"):
        file_cache.incr("a")
    assert file_cache.get("a") is None
    assert file_cache.add("a", 1, 60) and file_cache.incr("a") == 2


def test_events_at_the_same_moment_are_all_counted(settings, tmp_path):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": tmp_path / "shared"}}
    settings.CACHES["default"]["BACKEND"] = "recolor_site.caches.FileCache"
    limit = RateLimit("test", "159/day")
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(limit.count, ["a"] * 160))
    assert sum(wait > 0 for wait in waits) == 1


def test_expired_files_are_deleted_now_and_then(file_cache, names, clock, monkeypatch):
    for number in range(5):
        file_cache.set(f"old-{number}", 1, 60)
    clock(61)
    with monkeypatch.context() as usual:
        usual.setattr(module.random, "randrange", lambda end: 1)
        usual.setattr(FileBasedCache, "_list_cache_files", lambda self: pytest.fail("the folder is read"))
        file_cache.set("new", 1, 60)
    assert len(names()) == 6
    monkeypatch.setattr(module, "_CULL_EVERY", 1)
    file_cache.set("newer", 1, 60)
    assert len(names()) == 2


def test_of_too_many_files_those_that_expire_the_soonest_are_deleted(file_cache, names, always_cull):
    file_cache.set("sign-in", 5, 3600)
    for number in range(30):
        file_cache.set(f"address-{number}", 1, 60)
    assert len(names()) <= 9
    assert file_cache.get("sign-in") == 5


def test_the_product_counts_in_such_a_cache():
    assert isinstance(caches["default"], OptionalCache)
