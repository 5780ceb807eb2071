"""A client that streams work over the API and never gives up: it repeats each request until it is acknowledged."""

import random
import threading
import time
import uuid
from collections import Counter
from typing import Any

import requests

from ..conftest import picture_bytes

TASKS, BATCHES = "/v4/models/multipose-image-recolor/", "/v4/models/multipose-image-recolor/batch/"
TASK, PHOTOS = "/v2/models/multipose-tasks/{}/", "/v4/models/base-images/"
COLORS = ("teal", "navy", "royal blue", "#c2185b", "olive", "black", "ivory")
GIVES_UP_AFTER = 180  # seconds without an acknowledgment


class NeverAcknowledged(Exception):
    """A request was repeated for too long, or refused."""


class Stream:
    """Sends requests from several threads until it is stopped, and remembers what was acknowledged.

    photos: ids of photos with a garment "blouse" whose mask was given. hosted: whether tasks are for model 7 of the
    hosted service instead. pause: mean seconds between two requests of a thread.
    """

    def __init__(self, url: str, key: str, *, seed: int, hosted: bool = False, threads: int = 2, pause: float = 0.5):
        self.url, self.headers, self.hosted, self.pause = url, {"x-api-key": key}, hosted, pause
        self.photos: list[int] = []
        self.tasks: set[int] = set()
        self.deleted: set[int] = set()
        self.uploaded: set[int] = set()
        self.problems: list[str] = []
        self.answers: Counter[str] = Counter()  # by status, or the name of the error
        self._lock, self._stop = threading.Lock(), threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(random.Random(seed + n),)) for n in range(threads)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop after the current request of each thread is acknowledged."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def upload(self) -> int:
        """Upload a small photo and return its id."""
        files = {"image": ("dress.png", picture_bytes(size=(96, 128)), "image/png")}
        return int(self.acknowledged("POST", PHOTOS, data={"kind": "model"}, files=files)["id"])

    def put_mask(self, photo: int) -> None:
        files = {"mask": ("mask.png", picture_bytes(size=(96, 128), color=(255, 255, 255)), "image/png")}
        self.acknowledged("PUT", f"{PHOTOS}{photo}/garments/blouse/", files=files)

    def get(self, path: str) -> Any:
        return self.acknowledged("GET", path)

    def acknowledged(self, method: str, path: str, **options: Any) -> Any:
        """Repeat a request, with the same Idempotency-Key, until it is answered. Raises NeverAcknowledged."""
        headers = self.headers | {"Idempotency-Key": str(uuid.uuid4())}
        end = time.monotonic() + GIVES_UP_AFTER
        while time.monotonic() < end:
            try:
                answer = requests.request(method, self.url + path, headers=headers, timeout=40, **options)
            except requests.RequestException as error:
                self.answers[type(error).__name__] += 1
            else:
                self.answers[str(answer.status_code)] += 1
                if answer.status_code == 404 and method == "DELETE":  # the first answer was lost
                    return None
                if answer.status_code < 400:
                    return answer.json()
                if answer.status_code < 500:
                    raise NeverAcknowledged(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
            time.sleep(0.2)
        raise NeverAcknowledged(f"{method} {path}: no answer for {GIVES_UP_AFTER} seconds")

    def _run(self, choose: random.Random) -> None:
        while not self._stop.wait(choose.uniform(0, 2 * self.pause)):
            try:
                self._step(choose)
            except NeverAcknowledged as problem:
                self.problems.append(str(problem))

    def _step(self, choose: random.Random) -> None:
        draw = choose.random()
        if draw < 0.08 and self.tasks - self.deleted:
            with self._lock:
                pk = choose.choice(sorted(self.tasks - self.deleted))
                self.deleted.add(pk)
            self.acknowledged("DELETE", TASK.format(pk))
        elif draw < 0.12 and not self.hosted:
            self.put_mask(choose.choice(self.photos))
        elif draw < 0.14 and not self.hosted:
            self.uploaded.add(self.upload())
        elif draw < 0.2:
            count = choose.randint(2, 4)
            batch = self.acknowledged("POST", BATCHES, json={"tasks": [self._body(choose) for _ in range(count)]})
            self.tasks.update(self.get(f"{BATCHES}{batch['id']}/")["tasks"])
        else:
            self.tasks.add(self.acknowledged("POST", TASKS, json=self._body(choose))["id"])

    def _body(self, choose: random.Random) -> dict[str, Any]:
        photo = 7 if self.hosted else choose.choice(self.photos)
        change = {"target": "blouse", "color": choose.choice(COLORS)}
        return {"models_image_generation_task_id": photo, "color_changes": [change]}
