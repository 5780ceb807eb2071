"""The time of pages and API calls in a small and in a large workspace: `python -m benchmarks.web [--tasks 1000000]`.

Fills two workspaces of an own database, with 1,000 tasks and with many, then requests the same addresses of both
through Django's test client, in turn, so that other load on the machine affects both. Prints the median of each, the
ratio, and the number of queries. The database is a file in RECOLOR_VAR, or the one in RECOLOR_DATABASE_URL, which must
be empty; `--keep` uses what an earlier run has filled.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

os.environ.setdefault("RECOLOR_VAR", tempfile.gettempdir() + "/recolor-benchmark")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recolor_site.settings")
os.environ["RECOLOR_API_RATE"] = "1000000/min"
os.environ["RECOLOR_ALLOWED_HOSTS"] = "testserver"

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Model  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from recolor import selectors, services  # noqa: E402
from recolor.engine import FAMILIES  # noqa: E402
from recolor.models import (  # noqa: E402
    ColorChange,
    FilterChoice,
    Membership,
    Photo,
    RecolorTask,
    Review,
    TaskCount,
    Workspace,
)
from recolor.states import TaskStatus  # noqa: E402

SMALL = 1000
TASKS_PER_PHOTO = 40  # so that the photos of the small workspace fill a page
COPIED = 10_000  # tasks that are made once; larger workspaces have copies of them
GARMENTS = ["blouse", "lehenga", "saree", "dupatta", "kurta", "jacket", "skirt", "trousers", "scarf", "shirt"]
PAGES = {
    "gallery": "/results/",
    "page 80 of the gallery": "/results/?page=80",
    "status: completed": "/results/?status=completed",
    "status: failed (1 in 100)": "/results/?status=failed",
    "review: approved": "/results/?review=approved",
    "review: rejected (1 in 50)": "/results/?review=rejected",
    "photo": "/results/?photo={photo}",
    "garment: blouse": "/results/?garment=blouse",
    "garment: cape (1 in 50)": "/results/?garment=cape",
    "color: gray": "/results/?family=gray",
    "color: white (none)": "/results/?family=white",
    "garment and color": "/results/?garment=blouse&family=gray",
    "outline to check": "/results/?outline=check",
    "since": "/results/?since=2001-01-01",
    "until": "/results/?until=2999-01-01",
    "order: oldest": "/results/?sort=oldest",
    "order: photo": "/results/?sort=photo",
    "order: farthest": "/results/?sort=farthest",
    "words: blouse": "/results/?q=blouse",
    "words: cape (1 in 50)": "/results/?q=cape",
    "words: shade 77": "/results/?q=shade+77",
    "words: a photo": "/results/?q=look+7",
    "words: none": "/results/?q=nothing",
    "photos": "/photos/",
    "studio": "/photos/{photo}/",
    "result": "/results/{task}/",
    "live poll": "/live/?newest={newest}&filters=&task={task}.completed.100",
    "API: list": "/v4/models/multipose-image-recolor/",
    "API: page 50": "/v4/models/multipose-image-recolor/?page=50&page_size=20",
    "API: status": "/v4/models/multipose-image-recolor/?status=failed",
    "API: poll": "/v2/models/multipose-tasks/{task}/",
}
LARGE_ONLY = {"page 1,000 of the gallery": "/results/?page=1000", "API: page 1,000": PAGES["API: list"] + "?page=1000"}


def fill(name: str, tasks: int) -> Workspace:
    """Create a workspace with photos and tasks, without files: the first of them, and then copies of these."""
    workspace = Workspace.objects.create(name=name)
    first = min(tasks, COPIED)
    photos = Photo.objects.bulk_create(
        Photo(
            workspace=workspace,
            kind=Photo.Kind.MODEL,
            name=f"Look {number}",
            status=Photo.Status.READY,
            file="none.png",
            thumbnail="none.jpg",
            width=1200,
            height=1600,
        )
        for number in range(first // TASKS_PER_PHOTO)
    )
    rows = RecolorTask.objects.bulk_create(_task(workspace, photos[n % len(photos)], n) for n in range(first))
    changes = [change for number, row in enumerate(rows) for change in _changes(row, number)]
    ColorChange.objects.bulk_create(changes)
    for copy in range(1, tasks // COPIED):
        _copy(photos, id=copy * len(photos))
        _copy(rows, id=copy * len(rows), model_id=copy * len(photos), photo_id=copy * len(photos))
        _copy(changes, id=copy * len(changes), task_id=copy * len(rows))
    TaskCount.objects.create(workspace=workspace, change=tasks)
    FilterChoice.objects.bulk_create(FilterChoice(workspace=workspace, garment=name) for name in [*GARMENTS, "cape"])
    return workspace


def _copy(rows: Sequence[Model], **moved: int) -> None:
    """Copy rows with consecutive ids; add numbers to some columns."""
    names = [field.column for field in rows[0]._meta.concrete_fields]
    values = [f"{name} + {moved[name]}" if name in moved else name for name in names]
    columns, table = ", ".join(names), rows[0]._meta.db_table
    statement = f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)} FROM {table} WHERE id BETWEEN %s AND %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [rows[0].pk, rows[-1].pk])


def _task(workspace: Workspace, photo: Photo, number: int) -> RecolorTask:
    review = Review.REJECTED if number % 50 == 0 else Review.APPROVED if number % 3 == 0 else Review.TO_REVIEW
    return RecolorTask(
        workspace=workspace,
        model=photo,
        photo_id=photo.pk,
        photo_name=photo.name.lower(),
        farthest=number % 70 / 10,
        status=TaskStatus.FAILED if number % 100 == 7 else TaskStatus.COMPLETED,
        review=review,
        result="none.jpg",
        preview="none.jpg",
        thumbnail="none.jpg",
        width=1200,
        height=1600,
        progress=100,
    )


def _changes(task: RecolorTask, number: int) -> Iterator[ColorChange]:
    families = [family for family in FAMILIES if family != "white"]
    for position in range(2):
        garment = "cape" if position == number % 50 == 0 else GARMENTS[(number + position) % len(GARMENTS)]
        yield ColorChange(
            task=task,
            workspace_id=task.workspace_id,
            position=position,
            target=garment,
            garment=garment,
            color=f"shade {number % 300}",
            color_hex="#336699",
            family=families[(number // 7 + position) % len(families)],
            achieved_hex="#336699",
            delta_e=number % 70 / 10,
            doubtful=number % 40 == 0,
        )


class Visitor:
    """A person and a program of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        user = User.objects.create_user(f"visitor {workspace.pk} {time.time()}")
        Membership.objects.create(workspace=workspace, user=user)
        self.key = services.api_key_create(workspace, "benchmark")[1]
        self.client = Client(headers={"x-api-key": self.key})
        self.client.force_login(user)
        tasks = RecolorTask.objects.visible_in(workspace)
        middle = tasks.order_by("id")[min(tasks.count() // 2, SMALL // 2) :][:1].get()
        self.values = {"photo": middle.model_id, "task": middle.pk, "newest": tasks.latest("pk").pk}

    def get(self, address: str) -> None:
        response = self.client.get(address.format(**self.values))
        assert response.status_code == 200, (address, response.status_code)

    def queries(self, address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.get(address)
        return len(captured)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(small: Visitor, large: Visitor, repeats: int) -> None:
    """Print the medians of each address in both workspaces, and their ratio."""
    print(f"{'':28} {'1,000':>9} {'many':>9}  ratio  queries")
    for name, address in PAGES.items():
        times: list[list[float]] = [[], []]
        for visitor in (small, large):
            visitor.get(address)
        for _ in range(repeats):
            for visitor, column in zip((small, large), times, strict=True):
                column.append(seconds(partial(visitor.get, address)))
        low, high = (statistics.median(column) * 1000 for column in times)
        print(f"{name:28} {low:6.1f} ms {high:6.1f} ms  {high / low:5.2f}  {large.queries(address):7}", flush=True)
    for name, address in LARGE_ONLY.items():
        high = statistics.median(seconds(partial(large.get, address)) for _ in range(repeats)) * 1000
        print(f"{name:28} {'':9} {high:6.1f} ms  {'':5}  {large.queries(address):7}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--keep", action="store_true", help="use the workspaces that an earlier run has made")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    if Workspace.objects.exists() and not options.keep:
        parser.error("the database is not empty; give RECOLOR_VAR an empty folder, or use --keep")
    if not Workspace.objects.exists():
        fill("small", SMALL)
        fill("large", options.tasks)
        reset = connection.ops.sequence_reset_sql(no_style(), [Photo, RecolorTask, ColorChange])
        with connection.cursor() as cursor:
            for statement in [*reset, "ANALYZE"]:
                cursor.execute(statement)
    workspaces = list(Workspace.objects.order_by("pk")[:2])
    print(f"{connection.vendor}, {selectors.task_count(workspaces[1]):,} tasks")
    compare(*map(Visitor, workspaces), options.repeats)


if __name__ == "__main__":
    main()
