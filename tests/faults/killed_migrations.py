"""`python -m tests.faults.killed_migrations [SEED]`: kill `migrate` until it is done, and count what is lost.

The kills happen at random moments if there is a seed, otherwise once for each migration, when it is about to be
recorded. Django is loaded once; each `migrate` runs in a forked process, so that the kills hit the migrations
themselves. The database of the settings must be empty.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable

import django

FROM = ("recolor", "0006_owners_and_families")  # the rows of this version are migrated
ROWS = 300
SECONDS_MORE = 0.1  # that each attempt may last longer than the one before, so that one is completed
MOST_ATTEMPTS = 200


def create_rows() -> None:
    """Migrate to `FROM`, and create rows that later migrations change and copy."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.utils import timezone

    executor = MigrationExecutor(connection)
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] != FROM[0]]
    executor.migrate([*others, FROM])
    apps = MigrationExecutor(connection).loader.project_state([FROM]).apps
    create = {
        name: apps.get_model("recolor", name).objects.create
        for name in ("Workspace", "BaseImage", "RecolorTask", "ColorChange")
    }
    workspace = create["Workspace"](name="Studio")
    for number in range(ROWS):
        photo = create["BaseImage"](workspace=workspace, kind="model", name=f"Look {number}", file="photo.jpg")
        review = {"review": "approved", "review_note": "good", "reviewed_at": timezone.now()}
        task = create["RecolorTask"](workspace=workspace, model=photo, **review)
        create["ColorChange"](task=task, position=0, target="blouse", color="teal", family="grey")


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def migrate_one() -> None:
    """Kill the own process when it is about to record its second migration."""
    from django.db.migrations.recorder import MigrationRecorder

    record, recorded = MigrationRecorder.record_applied, []

    def record_or_die(self: MigrationRecorder, app: str, name: str) -> None:
        recorded.append(name)
        if len(recorded) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        record(self, app, name)

    MigrationRecorder.record_applied = record_or_die  # type: ignore[method-assign]
    migrate()


def in_fork(work: Callable[[], None], killed_after: float | None = None) -> int:
    """Run work in a forked process, which is killed after some seconds. Return its exit status, -9 if it was killed."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if not pid:
        try:
            work()
        except BaseException as error:
            print(f"failed: {error!r}", flush=True)
            os._exit(1)
        os._exit(0)
    if killed_after is not None:
        time.sleep(killed_after)
        os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def check() -> dict[str, int]:
    """Return how many rows of each kind are there after all migrations, with what the migrations fill."""
    from recolor import models

    return {
        "photos": models.Photo.objects.filter(engine="local").count(),
        "tasks": models.RecolorTask.objects.exclude(photo_name="").count(),
        "color changes": models.ColorChange.objects.filter(family="gray").count(),
        "review records": models.ReviewRecord.objects.filter(review="approved", note="good").count(),
        "counted tasks": sum(models.TaskCount.objects.values_list("change", flat=True)),
    }


def main(seed: str | None = None) -> int:
    django.setup()
    choose = random.Random(seed)
    if in_fork(create_rows):
        return 1
    statuses = [-signal.SIGKILL]
    while statuses[-1] == -signal.SIGKILL and len(statuses) < MOST_ATTEMPTS:
        statuses.append(
            in_fork(migrate, choose.uniform(0, SECONDS_MORE * len(statuses))) if seed else in_fork(migrate_one)
        )
    found = {} if statuses[-1] else check()
    print(f"kills: {len(statuses) - 2}, last exit status: {statuses[-1]}, rows: {found}")
    return int(set(found.values()) != {ROWS})


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
