"""A worker that is killed in the middle of a task: the task completes later, once, without a hand."""

import signal
import time

import requests


def test_a_killed_workers_task_completes_later_once(studio, api_headers):
    photos = requests.get(f"{studio.url}/v4/models/base-images/", headers=api_headers, timeout=10).json()["results"]
    change = {
        "models_image_generation_task_id": photos[-1]["id"],
        "color_changes": [{"target": "all", "color": "navy"}],
        "image_quality": "4k",
    }
    created = requests.post(
        f"{studio.url}/v4/models/multipose-image-recolor/", json=change, headers=api_headers, timeout=10
    ).json()

    def task():
        address = f"{studio.url}/v2/models/multipose-tasks/{created['id']}/"
        return requests.get(address, headers=api_headers, timeout=10).json()

    wait_for(lambda: task()["status"] == "processing" and task()["progress"] >= 5)
    studio.stop("worker", signal.SIGKILL)
    assert task()["status"] == "processing", "it was killed in the middle"
    studio.start("worker")
    wait_for(lambda: task()["status"] == "completed")
    assert requests.get(task()["result_url"], timeout=10).content[:2] == b"\xff\xd8"
    folder = next((studio.var / "media").glob(f"workspaces/*/tasks/{created['id']}"))
    assert len(list(folder.iterdir())) == 1, "one attempt's files are kept"
    assert requests.delete(
        f"{studio.url}/v2/models/multipose-tasks/{created['id']}/", headers=api_headers, timeout=10
    ).ok
    assert not folder.exists()


def wait_for(condition, seconds=90):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")
