"""Programs that poll the status of a task: `python -m benchmarks.polling [--seconds 60]`.

Starts gunicorn as `make run` does, with an own database of 1,000 tasks in RECOLOR_VAR, and measures

* the requests per second of a status poll and of an empty Django JSON view in the same server, in turn, with 8 clients;
* the times of 500 pollers that send one request each every 4 seconds, with a connection each time, and those of one
  poller alone before;
* how many results of two megapixels a worker makes a minute beside these pollers, and beside none, in turn.

The clients and the worker share the cores with the server.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager

import numpy as np
from asgiref.sync import sync_to_async

from .web import SMALL, Visitor, fill  # sets Django up

from django.core.management import call_command  # isort: skip
from recolor import services  # isort: skip
from recolor.models import RecolorTask, Workspace  # isort: skip
from recolor.services.batches import MAX_TASKS  # isort: skip
from recolor.states import TaskStatus  # isort: skip
from .batch import COLORS, add_photos  # isort: skip

PORT = int(os.environ.get("PORT", "8000"))
CLIENTS = 8
SLICE = 3.0  # seconds for which one address is asked before the other one
SLICES = 5
POLLERS, EVERY = 500, 4.0
ALONE = 300  # requests of one poller alone
WORKED, WATCHES = 15.0, 3  # seconds for which the worker is watched with pollers, and as long without; how often


class Server:
    """The requests of an address, each as the bytes that are sent."""

    def __init__(self, key: str) -> None:
        self._headers = f"Host: 127.0.0.1:{PORT}\r\nx-api-key: {key}\r\n"
        self.errors = 0

    async def ask(self, path: str) -> float:
        """Send one request over a new connection; return the seconds until the answer is complete."""
        start = time.perf_counter()
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
            writer.write(f"GET {path} HTTP/1.1\r\n{self._headers}Connection: close\r\n\r\n".encode())
            answer = await reader.read(-1)
            writer.close()
        except OSError:
            answer = b""
        if not answer.startswith(b"HTTP/1.1 200"):
            self.errors += 1
        return time.perf_counter() - start

    async def per_second(self, path: str) -> float:
        """Return the requests per second of several clients, each of which sends the next one after an answer."""
        end, count = time.perf_counter() + SLICE, 0

        async def client() -> None:
            nonlocal count
            while time.perf_counter() < end:
                await self.ask(path)
                count += 1

        await asyncio.gather(*(client() for _ in range(CLIENTS)))
        return count / SLICE

    async def pollers(self, path: str, seconds: float) -> list[float]:
        """Return the times of the requests of all pollers, which begin at random moments."""
        times, end = [], time.perf_counter() + seconds

        async def poller() -> None:
            due = time.perf_counter() + random.uniform(0, EVERY)
            while due < end:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                times.append(await self.ask(path))
                due += EVERY

        await asyncio.gather(*(poller() for _ in range(POLLERS)))
        return times


@contextmanager
def running_server() -> Iterator[None]:
    """Run gunicorn with the product's configuration."""
    command = [sys.executable, "-m", "gunicorn", "benchmarks.polling_site"]
    rates = {"RECOLOR_API_RATE": "1000000/min", "RECOLOR_ADDRESS_RATE": "1000000/min"}
    environment = os.environ | rates | {"RECOLOR_ALLOWED_HOSTS": "127.0.0.1", "RECOLOR_LOG_LEVEL": "WARNING"}
    process = subprocess.Popen(command, env=environment | {"PORT": str(PORT)})
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def running_worker(workspace: Workspace) -> Iterator[None]:
    """Run a worker with enough tasks of one photo, from its first result on."""
    (photo,) = add_photos(workspace, 1)
    common = {"model": photo, "pose": None, "quality": "original", "output_format": "jpeg"}
    cells = [common | {"changes": [{"target": "lehenga", "color": color}]} for color in COLORS]
    batch = services.batch_create(workspace, cells * (MAX_TASKS // len(cells)), name="Work", one_tone=False)
    with subprocess.Popen([sys.executable, "manage.py", "worker"]) as process:
        try:
            while not batch.tasks.filter(status=TaskStatus.COMPLETED).exists():
                time.sleep(0.1)
            yield
        finally:
            process.terminate()
    batch.tasks.filter(status=TaskStatus.QUEUED).delete()


async def results_a_minute(pollers: Awaitable[object]) -> float:
    """Return how many results a worker makes a minute while something else is awaited."""

    def completed() -> int:
        return RecolorTask.objects.filter(status=TaskStatus.COMPLETED).count()

    before, started = await sync_to_async(completed)(), time.perf_counter()
    await pollers
    return 60 * (await sync_to_async(completed)() - before) / (time.perf_counter() - started)


async def measure_worker(server: Server, poll: str) -> None:
    """Print what a running worker makes beside pollers, and beside none."""
    made = [
        (await results_a_minute(asyncio.sleep(WORKED)), await results_a_minute(server.pollers(poll, WORKED)))
        for _ in range(WATCHES)
    ]
    alone, beside = np.median(made, axis=0)
    share = np.median([beside / alone for alone, beside in made])
    print(f"a worker alone makes {alone:.0f} results a minute, beside {POLLERS} pollers {beside:.0f}: {share:.0%}")


async def measure(server: Server, poll: str, seconds: float) -> None:
    """Print all figures of polls."""
    while await server.ask(poll) and server.errors:  # until it has started
        server.errors = 0
        await asyncio.sleep(0.5)
    rates = [(await server.per_second("/empty/"), await server.per_second(poll)) for _ in range(SLICES)]
    empty, polls = np.median(np.array(rates), axis=0)
    ratio = np.median([poll / empty for empty, poll in rates])
    print(f"empty view {empty:.0f}/s, status poll {polls:.0f}/s, {ratio:.2f} × (median of {SLICES} pairs)")
    alone = np.percentile([await server.ask(poll) for _ in range(ALONE)], [50, 95]) * 1000
    print(f"one poller alone: median {alone[0]:.1f} ms, p95 {alone[1]:.1f} ms")
    times = await server.pollers(poll, seconds)
    many = np.percentile(times, [50, 95, 100]) * 1000
    print(f"{POLLERS} pollers, {len(times) / seconds:.0f}/s for {seconds:.0f} s: median {many[0]:.1f} ms, ", end="")
    print(f"p95 {many[1]:.1f} ms = {many[1] / alone[1]:.1f} ×, longest {many[2]:.0f} ms; errors: {server.errors}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    workspace = Workspace.objects.first() or fill("small", SMALL)
    visitor = Visitor(workspace)
    server, poll = Server(visitor.key), "/v2/models/multipose-tasks/{task}/".format(**visitor.values)
    with running_server():
        asyncio.run(measure(server, poll, options.seconds))
        with running_worker(workspace):
            asyncio.run(measure_worker(server, poll))
    print("load of the machine:", *(f"{load:.1f}" for load in os.getloadavg()))


if __name__ == "__main__":
    main()
