"""The client's lists, whose rows are deleted, changed and created while they are consumed."""

import random
from dataclasses import dataclass

import pytest

from recolor.client import ColorChange, NotFoundError, RecolorClient, TaskRequest
from recolor.client.lists import all_rows
from recolor.models import RecolorTask


@pytest.fixture
def client(live_server, api_key, fake_engine):
    with RecolorClient(live_server.url, api_key, retries=0) as client:
        yield client


@pytest.fixture
def created(client, photo):
    """Return the ids of 23 completed tasks of a batch, newest first, and the id of the batch."""
    request = TaskRequest([ColorChange("blouse", "teal")], model_id=photo.pk)
    batch = client.batches.create([request] * 23)
    RecolorTask.objects.update(status="completed")
    return [str(pk) for pk in RecolorTask.objects.order_by("-id").values_list("pk", flat=True)], batch.id


def test_all_tasks_of_a_list_can_be_deleted(client, created):
    ids, batch = created
    deleted = []
    for task in client.list(page_size=5, batch=batch):
        client.delete(task.id)
        deleted.append(task.id)
    assert deleted == ids and not RecolorTask.objects.exists()


def test_all_tasks_of_a_list_can_be_approved(client, created):
    ids, _batch = created
    approved = []
    for task in client.list(page_size=5, status="completed", review="to_review"):
        client.reviews.set(task.id, "approved")
        approved.append(task.id)
    assert approved == ids and not RecolorTask.objects.exclude(review="approved").exists()


def test_all_rows_of_another_list_can_be_deleted(client, monkeypatch):
    monkeypatch.setattr("recolor.client.lists.PAGE_SIZE", 2)
    for name in ("Spring", "Summer", "Autumn", "Winter", "Resort"):
        client.palettes.create(name, [])
    for palette in client.palettes.list():
        client.palettes.delete(palette.id)
    assert list(client.palettes.list()) == []


@dataclass(frozen=True)
class Row:
    id: str


@dataclass
class Rows:
    """A list of rows, newest first, that counts how often its pages are requested."""

    rows: list[Row]
    size: int
    requests: int = 0

    def read(self, number):
        self.requests += 1
        start = (number - 1) * self.size
        if number > 1 and start >= len(self.rows):
            raise NotFoundError("Invalid page.")
        following = "next" if start + self.size < len(self.rows) else None
        return self.rows[start : start + self.size], len(self.rows), following


@pytest.mark.parametrize("seed", range(200))
def test_no_row_that_stays_is_left_out_and_none_comes_twice(seed):
    generator = random.Random(seed)
    listed = Rows([Row(str(number)) for number in range(generator.randrange(60))], generator.randint(1, 9))
    before, removed, chance = set(listed.rows), set(), generator.random() / 2
    given = []
    for row in all_rows(listed.read):
        given.append(row)
        while listed.rows and generator.random() < chance:
            removed.add(listed.rows.pop(generator.randrange(len(listed.rows))))
        if generator.random() < 0.1:
            listed.rows.insert(0, Row(f"new {len(given)}"))
    assert len(given) == len(set(given))
    assert before - removed <= set(given)


def test_a_list_that_stays_is_requested_once():
    listed = Rows([Row(str(number)) for number in range(25)], 10)
    assert [row.id for row in all_rows(listed.read)] == [str(number) for number in range(25)]
    assert listed.requests == 3


@pytest.mark.parametrize("ending", ["counts each page", "promises a page that does not exist"])
def test_a_list_of_a_service_that_counts_wrongly_ends(ending):
    def read(number):
        if ending == "counts each page":
            rows = [Row(f"{number}-{place}") for place in range(4 - number)]
            return rows, len(rows), "next" if rows else None
        if number == 3:
            raise NotFoundError("Invalid page.")
        return [Row(str(number))], 3, "next"

    assert len(list(all_rows(read))) == (6 if ending == "counts each page" else 2)
