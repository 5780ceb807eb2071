"""Measure the memory of the web process during a ZIP file of results: `python -m benchmarks.export [--gigabytes 2]`.

The results share one stored file of 4 MB. A web process of its own sends them through the view of the export, after a
small export. Its resident memory is read while the file arrives. The database and the files are of its own, and are
deleted.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import requests

FILE_BYTES = 4 * 2**20
SMALL = 5  # results of the first export, which loads what every export needs
READ_BYTES = 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gigabytes", type=float, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        os.environ |= {"RECOLOR_VAR": folder, "DJANGO_SETTINGS_MODULE": "recolor_site.settings", "PORT": str(port)}
        os.environ["WEB_CONCURRENCY"] = "1"
        django.setup()
        session = add_results(round(options.gigabytes * 2**30 / FILE_BYTES))
        with web_process(folder, f"http://127.0.0.1:{port}") as pid:
            measure(f"http://127.0.0.1:{port}", session, pid)


def add_results(count: int) -> dict[str, str]:
    """Store results that share a file, and return the cookie of a session."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from recolor import files, services
    from recolor.models import ColorChange, Photo, RecolorTask
    from recolor.states import TaskStatus

    call_command("migrate", verbosity=0)
    workspace, owner, _created = services.default_workspace()
    photo = Photo.objects.create(workspace=workspace, name="Look", kind=Photo.Kind.MODEL, status=Photo.DONE)
    stored = {"result": files.store("benchmark/result.jpg", os.urandom(FILE_BYTES)), "status": TaskStatus.COMPLETED}
    tasks = RecolorTask.objects.bulk_create(
        RecolorTask(workspace=workspace, model=photo, photo_id=photo.pk, **stored) for _ in range(count)
    )
    change = {"position": 0, "target": "blouse", "garment": "blouse", "color": "teal", "color_hex": "#008080"}
    ColorChange.objects.bulk_create(ColorChange(task=task, workspace=workspace, **change) for task in tasks)
    client = Client()
    client.force_login(owner)
    name = settings.SESSION_COOKIE_NAME
    return {name: client.cookies[name].value}


@contextmanager
def web_process(folder: str, url: str) -> Iterator[int]:
    """Run the web server; yield the id of the process that answers."""
    with (Path(folder) / "web.log").open("wb") as log:
        command = [sys.executable, "-m", "gunicorn", "recolor_site.wsgi"]
        server = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        while not answers(url):
            assert server.poll() is None, (Path(folder) / "web.log").read_text()
            time.sleep(0.5)
        yield int(Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()[0])
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/sign-in/", timeout=60).ok
    except requests.ConnectionError:
        return False


def measure(url: str, session: dict[str, str], pid: int) -> None:
    with requests.Session() as client:
        client.cookies.update(session)
        page = client.get(f"{url}/results/export/?all=1", timeout=60)
        page.raise_for_status()
        form = {"csrfmiddlewaretoken": page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]}
        form |= {"pattern": "{photo}_{id}"}
        newest = range(1, SMALL + 1)
        export(client, url, form | {"task": [str(pk) for pk in newest]}, pid)
        before = resident_bytes(pid)
        size, peak, seconds = export(client, url, form | {"all": "1", "filters": ""}, pid)
    print(f"a ZIP file of {size / 2**30:.2f} GB in {seconds:.0f} s")
    print(f"resident memory of the web process: {before / 2**20:.0f} MB before, {peak / 2**20:.0f} MB at the most")
    print(f"growth: {(peak - before) / 2**20:.0f} MB")


def export(client: requests.Session, url: str, form: dict[str, object], pid: int) -> tuple[int, int, float]:
    """Download a ZIP file, and return its size, the largest memory of the process meanwhile, and the seconds."""
    started, size, peak = time.perf_counter(), 0, 0
    address = f"{url}/results/export/zip/"
    with client.post(address, data=form, headers={"Referer": url}, stream=True, timeout=120) as answer:
        answer.raise_for_status()
        assert answer.headers["Content-Type"] == "application/zip", answer.headers
        for chunk in answer.iter_content(READ_BYTES):
            size += len(chunk)
            peak = max(peak, resident_bytes(pid))
    return size, peak, time.perf_counter() - started


def resident_bytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
