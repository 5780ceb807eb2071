"""A full disk, a failing storage and a lost database while a client streams work; see `harness.py` for longer runs."""

import contextlib
import shutil
import sqlite3
import subprocess
import time

import psycopg
import pytest

from .harness import MINUTES, SEED, FaultyStudio, own_postgresql

pytestmark = pytest.mark.slow

DISK_MB = 48  # a database, a few analyses of 4 MB and many small results
SQLITE_WAITS = 20  # seconds, the timeout in `recolor_site/backends.py`
CLOSE_ALL = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


def run(folder, pause, faults, *, do_removals_fail=False, **settings):
    """Run a studio in a folder and return the outcome.

    faults: given the studio, returns the functions that make and that end a fault. pause: seconds between two.
    do_removals_fail: whether files that should have been removed may be left until a repair.
    """
    studio = FaultyStudio(folder, seed=SEED, **settings)
    with studio.running():
        studio.settle()  # finding garments takes long, and few tasks would run during the faults
        make, end = faults(studio)
        outcome = studio.run(60 * MINUTES, make, pause, end)
    print(f"\n{outcome}")
    assert outcome.is_clean_after_repair if do_removals_fail else outcome.is_clean, str(outcome)
    return outcome


@pytest.fixture
def small_disk(tmp_path):
    """Return a folder on a disk of its own, in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("This user cannot mount a disk in memory.")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(path):
    """Write to a file until the disk is full."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while file.write(b"\0" * size) == size:
                    pass


def test_a_full_disk(small_disk):
    """The database, the pictures and everything else are on the disk, which is full half of the time."""
    filler = small_disk / "filler"

    def faults(studio):
        def toggle():
            if filler.exists():
                filler.unlink()
            else:
                fill(filler)
                studio.note("full disks")

        return toggle, lambda: filler.unlink(missing_ok=True)

    outcome = run(small_disk, (1, 8), faults)
    assert outcome.answers["503"], "the disk was never full"
    assert not outcome.answers["ConnectionError"], "the web process ended"


def test_a_storage_that_fails(tmp_path):
    """A share of its operations fail, until the processes are restarted."""

    def faults(studio):
        return lambda: None, lambda: studio.studio.restart(RECOLOR_FAULT_FAILURES="0")

    outcome = run(tmp_path, (1, 1), faults, do_removals_fail=True, RECOLOR_FAULT_FAILURES="0.1")
    assert outcome.answers["503"] and outcome.statuses["storage"], "no operation failed"


def test_a_locked_sqlite_database(tmp_path):
    """Another process keeps the write lock for longer than a request waits for it."""

    def faults(studio):
        def lock():
            with contextlib.closing(
                sqlite3.connect(tmp_path / "db.sqlite3", isolation_level=None, timeout=60)
            ) as other:
                other.execute("BEGIN IMMEDIATE")
                time.sleep(SQLITE_WAITS * 1.2)
                other.execute("ROLLBACK")
            studio.note("locks")

        return lock, lambda: None

    outcome = run(tmp_path, (2, 10), faults)
    assert outcome.answers["503"], "no request waited in vain"


def test_lost_connections_to_postgresql(tmp_path):
    """The server closes all connections at random moments, as when it is restarted."""
    with own_postgresql() as url:

        def faults(studio):
            def close_all():
                with psycopg.connect(url, autocommit=True) as other:
                    closed = other.execute(CLOSE_ALL).fetchone()
                studio.outcome.faults["closed connections"] += closed[0]

            return close_all, lambda: None

        outcome = run(tmp_path, (0.5, 4), faults, RECOLOR_DATABASE_URL=url)
    assert outcome.faults["closed connections"]
