"""A studio under faults: its processes, the stream of a client, and what was lost afterwards.

`RECOLOR_FAULT_MINUTES` sets how long faults happen, `RECOLOR_FAULT_SEED` their random moments.
"""

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ..browser.conftest import ROOT, Api, Studio, free_port
from ..contract.fake_http import KEY
from ..contract.fake_service import FakeService
from ..run_on_services import postgresql, program
from ..webhooks.conftest import Receiver
from .outcome import Outcome
from .stream import PHOTOS, TASKS, Stream

MINUTES = float(os.environ.get("RECOLOR_FAULT_MINUTES", "1"))
SEED = int(os.environ.get("RECOLOR_FAULT_SEED", "1"))
# Seconds without progress after which work counts as stopped. On a busy machine, one photo has taken 70; the steps of a
# killed hosted worker are repeated after 120.
STANDS_STILL_AFTER = 240
IN_PROGRESS = {"queued", "processing", "pending"}
COUNTS = re.compile(r"Missing files: (\d+)\. Files without a row: (\d+)\.")
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
    "RECOLOR_FAULT_SLOWNESS": "0.1",
    "RECOLOR_WORKER_THREADS": "2",
    "RECOLOR_DATABASE_URL": "",
    "RECOLOR_REDIS_URL": "",
    "RECOLOR_S3_BUCKET": "",
    "RECOLOR_LEASE_SECONDS": "3",
    "RECOLOR_API_RATE": "100000/min",
    "RECOLOR_ADDRESS_RATE": "100000/min",
    "RECOLOR_WEBHOOKS_ALLOW_PRIVATE": "1",
    "RECOLOR_LOG_LEVEL": "WARNING",
    "PYTHONFAULTHANDLER": "1",  # for `stacks_of_worker`
}


@contextlib.contextmanager
def own_postgresql() -> Iterator[str]:
    """Run PostgreSQL and yield its address; skip the test if it is not installed.

    Its user may not enter the folders of pytest's `tmp_path`.
    """
    try:
        program("postgres", "postgresql")
    except SystemExit as missing:
        pytest.skip(str(missing))
    with tempfile.TemporaryDirectory() as folder, postgresql(Path(folder)) as url:
        yield url


class FaultyStudio:
    """A studio, a client that streams work to it, and a receiver of its webhooks."""

    def __init__(self, var: Path, *, seed: int, hosted: FakeService | None = None, **settings: str) -> None:
        self.choose = random.Random(seed)
        self.outcome = Outcome()
        self.hosted = hosted
        if hosted:
            settings |= {
                "RECOLOR_ENGINE": "hosted",
                "RECOLOR_API_URL": hosted.url,
                "RECOLOR_API_KEY": KEY,
                "RECOLOR_API_LOOPBACK": "1",
                "RECOLOR_API_IDEMPOTENT": "1" if hosted.idempotent else "",
            }
        self.studio = Studio(var, free_port(), SETTINGS | settings)
        self.studio.manage("migrate", "--verbosity", "0")
        self.studio.manage("create_workspace", "Studio")
        self.stream = Stream(self.studio.url, Api(self.studio).key, seed=seed, hosted=bool(hosted))
        self.receiver = Receiver()

    @contextlib.contextmanager
    def running(self) -> Iterator["FaultyStudio"]:
        """Start everything, create the photos that the stream needs, and stop everything at the end."""
        try:
            self.studio.start_all()
            address = f"http://127.0.0.1:{self.receiver.port}/"
            self.webhook = self.stream.acknowledged("POST", "/v4/webhooks/", json={"url": address})["id"]
            for _ in range(0 if self.hosted else 2):
                photo = self.stream.upload()
                self.stream.put_mask(photo)
                self.stream.photos.append(photo)
            yield self
        finally:
            self.studio.stop_all()
            self.receiver.close()

    def run(
        self,
        seconds: float,
        fault: Callable[[], None],
        pause: tuple[float, float],
        repair: Callable[[], None] = lambda: None,
    ) -> Outcome:
        """Stream work while faults happen, then wait until all work is done, stop, and compare.

        fault: makes one fault. pause: the least and the most seconds between two. repair: ends a fault that lasts.
        """
        started = time.monotonic()
        self.stream.start()
        while time.monotonic() - started < seconds:
            time.sleep(self.choose.uniform(*pause))
            fault()
            self.restart_ended()
        repair()
        self.stream.stop()
        self.settle()
        self._compare_rows()
        self.studio.stop_all()
        self._compare_files()
        self.outcome.seconds = time.monotonic() - started
        self.outcome.answers = self.stream.answers
        return self.outcome

    def note(self, fault: str) -> None:
        """Count a fault."""
        self.outcome.faults[fault] += 1

    def kill_one(self) -> None:
        """Kill the worker, all web processes, or the one that serves requests; start the first two again.

        gunicorn starts the last one again at once. Its own start takes seconds, so it is killed less often.
        """
        name = self.choose.choice(("worker", "worker", "web", "web process", "web process"))
        if name == "web process":
            for pid in _children(self.studio.processes["web"].pid):
                os.kill(pid, signal.SIGKILL)
        else:
            self.studio.stop(name, signal.SIGKILL)
            self.studio.start(name)
        self.note(f"kills of {name}")

    def restart_ended(self) -> None:
        """Start processes again that have ended by themselves, as a supervisor does."""
        for name, process in list(self.studio.processes.items()):
            if process.poll() is not None:
                self.note(f"ends of {name}")
                self.studio.stop(name, signal.SIGKILL)
                self.studio.start(name)

    def settle(self) -> None:
        """Wait until no acknowledged work is in progress; if it stands still, print what the worker does and end it."""
        before, still_since = None, time.monotonic()
        while time.monotonic() - still_since < STANDS_STILL_AFTER:
            self.restart_ended()
            tasks = [
                self.stream.get(f"{TASKS}?status={each}&page_size=1")["count"] for each in ("queued", "processing")
            ]
            photos = [photo["status"] for photo in self._pages(PHOTOS) if photo["status"] in IN_PROGRESS]
            if not any(tasks) and not photos:
                return
            if (tasks, photos) != before:
                before, still_since = (tasks, photos), time.monotonic()
            time.sleep(1)
        print(self.stacks_of_worker())

    def stacks_of_worker(self) -> str:
        """End the worker, and return the last lines of its log, with the stacks of all its threads."""
        self.studio.stop("worker", signal.SIGABRT)
        return "\n".join((self.studio.var / "worker.log").read_text().splitlines()[-200:])

    def _pages(self, path: str) -> Iterator[dict[str, Any]]:
        page: str | None = f"{path}?page_size=100"
        while page:
            answer = self.stream.get(page)
            yield from answer["results"]
            page = answer["next"] and answer["next"].removeprefix(self.studio.url)

    def _compare_rows(self) -> None:
        """Compare what the client knows with what the studio has."""
        stream, outcome = self.stream, self.outcome
        outcome.lost += stream.problems
        found = {task["id"]: task for task in self._pages(TASKS)}
        expected = stream.tasks - stream.deleted
        outcome.tasks = len(stream.tasks)
        outcome.lost += [f"task {pk} is missing" for pk in expected - found.keys()]
        outcome.doubled += [f"task {pk} is not known to the client" for pk in found.keys() - expected]
        for pk, task in found.items():
            error = task.get("error") or {}
            outcome.statuses[error.get("code") or task["status"]] += 1
            if task["status"] in IN_PROGRESS or (task["status"] == "failed" and not error.get("message")):
                outcome.lost.append(f"task {pk} is {task['status']}, {error}")
        photos = {photo["id"]: photo["status"] for photo in self._pages(PHOTOS)}
        expected_photos = stream.uploaded | set(stream.photos)
        outcome.lost += [f"photo {pk} is missing" for pk in expected_photos - photos.keys()]
        outcome.doubled += [f"photo {pk} is not known to the client" for pk in photos.keys() - expected_photos]
        outcome.lost += [f"photo {pk} is {status}" for pk, status in photos.items() if status in IN_PROGRESS]
        self._compare_events(found)
        if self.hosted:
            self._compare_hosted()

    def _compare_events(self, found: dict[int, dict[str, Any]]) -> None:
        """Count the completions of each task by the outbox, which is written in the transaction that completes it."""
        deliveries = self._pages(f"/v4/webhooks/{self.webhook}/deliveries/")
        completions = Counter(each["task"] for each in deliveries if each["event"] == "task.completed")
        for pk, count in completions.items():
            if count > 1:
                self.outcome.doubled.append(f"task {pk} was completed {count} times")
        done = {pk for pk, task in found.items() if task["status"] == "completed"}
        self.outcome.lost += [f"no event about task {pk}" for pk in done - completions.keys()]

    def _compare_hosted(self) -> None:
        """Compare the tasks at the hosted service with those here; deleted ones may still wait for their deletion."""
        assert self.hosted
        extra = len(self.hosted.tasks) - len(self.stream.tasks)
        if extra > 0:
            self.outcome.doubled.append(f"{extra} tasks at the hosted service belong to none here")

    def _compare_files(self) -> None:
        """Count what differs before and after the hourly job of the workers, and after a repair by a person."""
        self.outcome.missing, self.outcome.orphans_before = self.verify()
        print(self._python("-m", "tests.faults.hourly_job"))
        self.outcome.orphans = self.verify()[1]
        self.verify("--repair")
        self.outcome.left = sum(self.verify())

    def verify(self, *options: str) -> tuple[int, int]:
        """Return the numbers of missing files and of orphans; print both kinds."""
        answer = self._python("manage.py", "verify_storage", "--minutes", "0", *options)
        counts = COUNTS.search(answer)
        assert counts, answer
        print(answer)
        return int(counts[1]), int(counts[2])

    def _python(self, *arguments: str) -> str:
        """Run Python with the studio's settings, and return what it prints."""
        command = [sys.executable, *arguments]
        answer = subprocess.run(command, cwd=ROOT, env=self.studio.env, capture_output=True, text=True, check=False)
        return answer.stdout + answer.stderr


def _children(pid: int) -> list[int]:
    """Return the ids of the processes that a process has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
