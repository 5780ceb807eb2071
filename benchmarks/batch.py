"""Measure batches on a worker against the engine alone: `python -m benchmarks.batch`.

Three works alternate, so that other load on the machine affects all of them: the engine alone opens, recolors and
encodes each of several photos of two megapixels in one color; a worker does the same as a batch, with queue, database,
files, thumbnails and reports; and a worker makes as many colors of one photo. The times of the processor, which other
load changes less, are those of all threads. The database and the files are of its own, and are deleted. Garments are
found before, once a photo.
"""

import io
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

import django

COUNT, ROUNDS = 8, 5
COLORS = ("#c2185b", "#2040c0", "#2e7d32", "#e0c040", "#101010", "#f4f4f0", "#6a1b9a", "#00838f")
WIDTH, HEIGHT = 1225, 1633  # two megapixels


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"RECOLOR_VAR": folder, "DJANGO_SETTINGS_MODULE": "recolor_site.settings"}
        django.setup()
        measure()


def measure() -> None:
    from django.core.management import call_command

    from recolor import services

    call_command("migrate", verbosity=0)
    workspace, owner, _created = services.default_workspace()
    photos = add_photos(workspace, COUNT)
    colors = itertools.cycle(COLORS)

    def work(cells: list) -> None:
        request = {"quality": "original", "output_format": "jpeg"}
        requests = [
            request | {"model": photo, "pose": None, "changes": [{"target": "lehenga", "color": color}]}
            for photo, color in cells
        ]
        batch = services.batch_create(workspace, requests, name="benchmark", created_by=owner)
        call_command("worker", batch=True)
        check(batch, len(cells))

    works: dict[str, Callable[[], None]] = {
        "engine alone, one color of each photo": lambda: recolor_alone(photos, next(colors)),
        "worker, one color of each photo": lambda: work([(photo, next(colors)) for photo in photos]),
        "worker, all colors of one photo": lambda: work([(photos[0], color) for color in COLORS]),
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for _round in range(ROUNDS + 1):
        for name, run in works.items():
            started = time.perf_counter(), time.process_time()
            run()
            times[name].append((time.perf_counter() - started[0], time.process_time() - started[1]))
    medians = {
        name: [statistics.median(each) for each in zip(*taken[1:], strict=True)] for name, taken in times.items()
    }
    (alone, alone_cpu), (singles, singles_cpu), (one, one_cpu) = medians.values()
    print(f"{COUNT} results of {WIDTH * HEIGHT / 1e6:.0f} megapixels, median of {ROUNDS} rounds, {load()}")
    print(f"  {'':40s} seconds   a minute   × the engine   of the processor   × the engine")
    for name, (seconds, cpu) in medians.items():
        print(
            f"  {name:40s} {seconds:7.2f} {60 * COUNT / seconds:10.0f} {seconds / alone:14.2f} "
            f"{cpu:18.2f} {cpu / alone_cpu:14.2f}"
        )
    print(
        f"  all colors of one photo take {one / singles:.2f} × the time of one color of each photo, "
        f"{one_cpu / singles_cpu:.2f} × that of the processor"
    )


def check(batch, expected: int) -> None:
    """End with what happened unless a batch has as many completed tasks as were requested, and no others.

    None is made again for one tone, because no color is requested twice for a garment.
    """
    tasks = list(batch.tasks.order_by("pk"))
    if len(tasks) != expected or any(task.status != "completed" for task in tasks):
        found = [f"{task}: {task.status}, attempt {task.attempt}, {task.error}, {task.timeline}" for task in tasks]
        sys.exit("\n".join([f"{expected} tasks were requested, but:", *found]))


def load() -> str:
    """Return how busy the machine is."""
    return f"{os.cpu_count()} cores with a load of {os.getloadavg()[1]:.0f}"


def add_photos(workspace, count: int) -> list:
    """Upload different photos, and find their garments."""
    import numpy as np
    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    from recolor import services

    from .engine import sample_picture

    photos = []
    pixels = sample_picture(WIDTH, HEIGHT)
    for number in range(count):
        buffer = io.BytesIO()
        Image.fromarray(np.roll(pixels, number, axis=1)).save(buffer, "JPEG", quality=95)
        upload = SimpleUploadedFile(f"look-{number}.jpg", buffer.getvalue())
        photo = services.photo_create(workspace, upload=upload)
        services.photo_find_garments(photo.pk)
        photo.refresh_from_db()
        photos.append(photo)
    return photos


def recolor_alone(photos: list, color: str) -> None:
    from recolor import engine, files
    from recolor.engines.local import _engine
    from recolor.pictures import mask_from_png

    for photo in photos:
        picture = _engine().open(files.read(photo.file.name))
        mask = mask_from_png(files.read(photo.garments.get(name="lehenga").mask.name))
        change = engine.ColorChange("lehenga", color, mask)
        engine.encode(_engine().recolor(picture, [change], quality=None).pixels)


if __name__ == "__main__":
    main()
