"""The Recolor API: batches in the trash."""

import pytest

from recolor import services
from recolor.models import AuditEntry, RecolorTask
from recolor.services import trash

BATCHES = "/v4/models/multipose-image-recolor/batch/"
TASKS = "/v4/models/multipose-image-recolor/"


@pytest.fixture
def batch(workspace, photo):
    """Return a batch of two tasks."""
    changes = [[{"target": "blouse", "color": color}] for color in ("royal blue", "teal")]
    return services.batch_create(workspace, [{"model": photo, "changes": each} for each in changes])


@pytest.fixture
def address(batch):
    return f"{BATCHES}{batch.pk}/"


def test_a_batch_is_moved_to_the_trash(api, batch, address):
    answer = api.delete(address)
    assert (answer.status_code, answer.json()) == (200, {"detail": "Moved to the trash"})
    assert RecolorTask.objects.exclude(trashed_at=None).filter(error_code="canceled").count() == 2
    entry = AuditEntry.objects.get(action="trashed")
    assert entry.subject.startswith(f"batch {batch.pk}, ") and entry.subject.endswith("its results (2)")


def test_a_batch_in_the_trash_is_missing_until_it_is_restored(api, batch, address):
    api.delete(address)
    assert api.get(BATCHES).json()["count"] == api.get(TASKS, {"batch": batch.pk}).json()["count"] == 0
    assert api.get(address).status_code == api.delete(address).status_code == 404
    for action in ("pause", "resume", "cancel", "retry"):
        assert api.post(f"{address}{action}/").status_code == 404
    restored = api.post(f"{address}restore/")
    assert restored.status_code == 200 and restored.json() == api.get(address).json()
    assert restored.json()["counts"]["queued"] == 2, "those that were canceled are queued again"


def test_a_batch_is_restored_with_the_tasks_that_went_to_the_trash_with_it(api, batch, address):
    assert api.post(f"{address}restore/").status_code == 404, "it is not in the trash"
    earlier, later = batch.tasks.order_by("pk")
    services.tasks_trash([earlier])
    api.delete(address)
    assert api.post(f"{address}restore/").json()["tasks"] == [later.pk]
    assert list(RecolorTask.objects.exclude(trashed_at=None)) == [earlier]
    assert api.post(f"{address}restore/").status_code == 404


def test_a_restore_that_is_interrupted_can_be_repeated(api, batch, address, monkeypatch, transactional_db):
    api.delete(address)

    def interrupted(tasks):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(trash, "_restore", interrupted)
        api.post(f"{address}restore/")
    assert api.post(f"{address}restore/").json()["counts"]["queued"] == 2
    assert not RecolorTask.objects.exclude(trashed_at=None).exists()


def test_a_batch_in_the_trash_of_another_workspace_is_missing(api, other_workspace, new_photo):
    change = {"target": "blouse", "color": "teal"}
    batch = services.batch_create(
        other_workspace, [{"model": new_photo(workspace=other_workspace), "changes": [change]}]
    )
    services.batch_trash(batch)
    assert api.post(f"{BATCHES}{batch.pk}/restore/").status_code == 404
    batch.refresh_from_db()
    assert batch.trashed_at
