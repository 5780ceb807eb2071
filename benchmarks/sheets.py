"""Measure a sheet of 1000 rows: the dry run and the creation, as a person's browser asks for them.

    python -m benchmarks.sheets [--rows 1000] [--changes 2]

It uses a database and files of its own, which it deletes, and the views of the dashboard through Django's test client.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

import django

GARMENTS = ("blouse", "skirt", "scarf", "belt")
COLORS = ("royal blue", "dusty rose", "#c2185b", "mustard", "light olive green")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--changes", type=int, default=2, help="color changes in a row, 1 to 4")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"RECOLOR_VAR": folder, "DJANGO_SETTINGS_MODULE": "recolor_site.settings"}
        django.setup()
        measure(Path(folder), options.rows, options.changes)


def measure(folder: Path, rows: int, changes: int) -> None:
    from django.conf import settings
    from django.test.utils import setup_databases, setup_test_environment

    settings.DATABASES["default"]["TEST"]["NAME"] = str(folder / "test.sqlite3")
    setup_test_environment()
    setup_databases(verbosity=0, interactive=False)

    from django.test import Client

    from recolor import services, sheet_files
    from recolor.engine import parse_color
    from recolor.models import RecolorTask

    workspace, owner, _created = services.default_workspace()
    add_photos(workspace, rows)
    client = Client()
    client.force_login(owner)
    client.get("/photos/")
    parse_color("heirloom lace")  # loads the long list of names, which a server does once
    pairs = [f"{field}{number or ''}" for number in (0, 2, 3, 4)[:changes] for field in ("target", "color")]
    table = [["photo", *pairs, "quality", "sku", "name"]]
    for number in range(rows):
        cells = [
            GARMENTS[index] if even else COLORS[(number + index) % 5] for index in range(changes) for even in (1, 0)
        ]
        table.append([f"look-{number}.jpg", *cells, "2k", f"KU-{number}", f"Look {number}"])
    for file_format in sheet_files.FORMATS:
        file = folder / f"sheet.{file_format}"
        file.write_bytes(sheet_files.write(file_format, table))
        with file.open("rb") as upload:
            answer = timed(
                f"upload as {file_format}", lambda upload=upload: client.post("/batches/sheets/", {"file": upload})
            )
    address = answer["Location"]
    page = timed("dry run, its page", lambda: client.get(address))
    assert f"Make {rows} results" in page.text
    timed("correct a cell", lambda: client.post(address, {"cell-0-color": "teal"}, HTTP_HX_REQUEST="true"))
    timed("create the batch", lambda: client.post(f"{address}start/"))
    assert RecolorTask.objects.count() == rows


def add_photos(workspace: object, count: int) -> None:
    """Add photos with four garments each, without pictures."""
    from recolor.engine import ANALYSIS_VERSION
    from recolor.models import Garment, Photo

    shared = {"kind": "model", "status": "ready", "file": "photo.jpg", "analysis_version": ANALYSIS_VERSION}
    photos = Photo.objects.bulk_create(
        Photo(workspace=workspace, name=f"Look {number}", file_name=f"look-{number}.jpg", **shared)
        for number in range(count)
    )
    Garment.objects.bulk_create(
        Garment(photo=photo, position=position, name=name, color="#808080", confidence=0.9, mask="mask.png")
        for photo in photos
        for position, name in enumerate(GARMENTS)
    )


def timed(what, action):
    """Run an action and print its seconds and its number of queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        start, busy = time.perf_counter(), time.process_time()
        answer = action()
        seconds, busy = time.perf_counter() - start, time.process_time() - busy
    print(f"{what:20} {seconds:6.2f} s ({busy:5.2f} s of the processor) {len(queries):5} queries")
    return answer


if __name__ == "__main__":
    main()
