"""A task whose worker is killed is completed by the next worker, and only once."""

import signal

import requests

from .conftest import wait_for


def test_a_task_of_a_killed_worker_is_completed_once(studio, api):
    pk = api.recolor_sample("navy", image_quality="4k")

    def task():
        return api.task(pk).json()

    wait_for(lambda: task()["status"] == "processing" and task()["progress"] >= 5)
    studio.stop("worker", signal.SIGKILL)
    assert task()["status"] == "processing", "the worker was killed while the task was running"
    studio.start("worker")
    wait_for(lambda: task()["status"] == "completed")
    assert requests.get(task()["result_url"], timeout=10).content[:2] == b"\xff\xd8", "the result is a JPEG file"
    folder = next((studio.var / "media").glob(f"workspaces/*/tasks/{pk}"))
    assert len(list(folder.iterdir())) == 1, "only the files of the completed attempt are stored"
    assert api.delete_task(pk).ok
    assert not folder.exists()
