"""A task whose worker is killed is completed by the next worker, and only once."""

import contextlib
import signal

import requests
from django.core.files.storage import FileSystemStorage, storages

from recolor_site import backends

from .conftest import wait_for


def attempts(studio, pk):
    """Return the folders of a task's stored files, one for each attempt; `make test-services` has them in S3."""
    bucket = studio.env.get("RECOLOR_S3_BUCKET")
    stored = storages.create_storage(backends.storage(bucket)) if bucket else FileSystemStorage(studio.var / "media")
    found = []
    for workspace in stored.listdir("workspaces")[0]:
        with contextlib.suppress(FileNotFoundError):
            found += stored.listdir(f"workspaces/{workspace}/tasks/{pk}")[0]
    return found


def test_a_task_of_a_killed_worker_is_completed_once(studio, api):
    pk = api.recolor_sample("navy", image_quality="4k")

    def task():
        return api.task(pk).json()

    wait_for(lambda: task()["status"] == "processing" and task()["progress"] >= 5)
    studio.stop("worker", signal.SIGKILL)
    try:
        assert task()["status"] == "processing", "the worker was killed while the task was running"
    finally:
        studio.start("worker")
    wait_for(lambda: task()["status"] == "completed")
    assert requests.get(task()["result_url"], timeout=60).content[:2] == b"\xff\xd8", "the result is a JPEG file"
    # The files of the first attempt are deleted after the second one is completed.
    wait_for(lambda: len(attempts(studio, pk)) == 1)
    assert api.delete_task(pk).ok
    assert not attempts(studio, pk)
