"""The client's options, filters, reviews and batches, on our own server."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from recolor import services
from recolor.client import (
    ColorChange,
    InvalidRequestError,
    NotFoundError,
    RecolorClient,
    ServerError,
    TaskRequest,
)
from recolor.models import RecolorTask

BLUE, TEAL = ColorChange("blouse", "royal blue"), ColorChange("blouse", "teal")


@pytest.fixture
def work(fake_engine):
    """Return a function that runs the queued tasks, as a worker does."""

    def step(_seconds=0):
        for task in RecolorTask.objects.filter(status="queued", batch__paused_at=None):
            services.task_run(task.pk)

    return step


@pytest.fixture
def client(live_server, api_key, work):
    with RecolorClient(live_server.url, api_key, retries=0, sleep=work) as client:
        yield client


def test_options_of_a_task(client, photo):
    changes = [ColorChange("blouse", "teal", protect_details=False), ColorChange("lehenga", "gray")]
    task = client.create(changes, model_id=photo.pk, output_format="png", sharpen=True, refine_edges=True)
    assert [task.raw[name] for name in ("output_format", "sharpen", "refine_edges")] == ["png", True, True]
    assert [change.protect_details for change in task.color_changes] == [False, True]
    with pytest.raises(InvalidRequestError) as caught:
        client.create([BLUE], model_id=photo.pk, output_format="gif")
    assert "output_format" in caught.value.fields


def test_the_layer_of_a_color_change(client, photo):
    changes = [ColorChange("blouse", "teal", layer="base"), ColorChange("blouse", "gray", layer="stripes")]
    task = client.create(changes, model_id=photo.pk)
    assert [(change.target, change.layer) for change in task.color_changes] == [
        ("blouse", "base"),
        ("blouse", "stripes"),
    ]


def test_options_that_are_not_set_are_not_sent():
    assert TaskRequest([BLUE], model_id="7").body() == {
        "color_changes": [{"target": "blouse", "color": "royal blue"}],
        "image_quality": "2k",
        "models_image_generation_task_id": 7,
    }


def test_filters_of_the_list(client, photo, new_photo, work):
    first = client.create([BLUE], model_id=photo.pk)
    second = client.create([ColorChange("lehenga", "teal")], model_id=new_photo().pk)
    work()
    third = client.create([BLUE], model_id=photo.pk)
    client.reviews.set(second.id, "approved")

    def ids(**filters):
        listed = [task.id for task in client.list(**filters)]
        assert client.page(**filters).count == len(listed)
        return listed

    assert ids() == [third.id, second.id, first.id]
    assert ids(status="completed") == [second.id, first.id]
    assert ids(status="completed", target="Blouse") == ids(photo=photo.pk, status="completed") == [first.id]
    assert ids(review="approved") == [second.id]
    hour = timedelta(hours=1)
    zone = timezone(timedelta(hours=5, minutes=30))  # times of other zones are sent as UTC
    assert ids(created_after=datetime.now(zone) + hour) == ids(created_after="2999-01-01T00:00:00Z") == []
    assert len(ids(created_after=datetime.now(UTC) - hour)) == 3
    with pytest.raises(InvalidRequestError, match="status"):
        client.page(status="lost")


def test_reviews_and_their_history(client, photo, work):
    task = client.create([BLUE], model_id=photo.pk)
    with pytest.raises(InvalidRequestError) as caught:
        client.reviews.set(task.id, "approved")
    assert caught.value.status == 409
    work()
    rejected = client.reviews.set(task.id, "rejected", note="Too dark")
    assert (rejected.review, rejected.note, rejected.api_key, rejected.person) == (
        "rejected",
        "Too dark",
        "tests",
        None,
    )
    first, again = (client.reviews.set(task.id, "approved", idempotency_key="review-1") for _ in range(2))
    assert first == again
    assert [each.review for each in client.reviews.history(task.id)] == ["approved", "rejected"]
    assert client.get(task.id).review == "approved"
    with pytest.raises(NotFoundError):
        next(client.reviews.history(999))


def test_a_batch_from_the_dry_run_to_its_tones(client, photo, doubtful_blouse):
    requests = [TaskRequest([change], model_id=photo.pk, output_format="webp") for change in (BLUE, BLUE, TEAL)]
    dry = client.batches.create(requests, dry_run=True)
    assert (dry.id, dry.count, len(dry.warnings)) == (None, 3, 3)
    assert not RecolorTask.objects.exists()
    made, again = (client.batches.create(requests, name="Spring", idempotency_key="batch-1") for _ in range(2))
    assert made == again
    polls = []
    batch = client.batches.wait(made.id, on_poll=polls.append)
    assert [poll.status for poll in polls] == ["queued", "completed"]
    assert (batch.name, batch.count, batch.counts["completed"]) == ("Spring", 3, 3)
    assert sorted(batch.task_ids) == sorted(task.id for task in client.list(batch=made.id))
    (tone,) = batch.tones
    assert (tone.target, tone.color, tone.delta_e) == ("blouse", "royal blue", 0)
    assert set(tone.farthest_apart) <= set(batch.task_ids)


def test_a_batch_is_paused_canceled_and_tried_again(client, photo, work):
    requests = [TaskRequest([change], model_id=photo.pk) for change in (BLUE, TEAL)]
    batch = client.batches.create(requests, name="Spring", one_tone=False)
    assert client.batches.pause(batch.id).status == "paused"
    work()
    assert client.batches.resume(batch.id).counts["queued"] == 2
    RecolorTask.objects.filter(color_changes__color="teal").update(status="failed", error_code="internal")
    canceled = client.batches.cancel_rest(batch.id)
    assert canceled.done and canceled.counts["failed"] == 2
    assert client.batches.retry_failed(batch.id).counts["queued"] == 1
    (listed,) = client.batches.list()
    assert (listed.id, listed.status, listed.count, listed.raw["one_tone"]) == (batch.id, "processing", 2, False)


def test_a_refused_batch_names_its_items(client, photo):
    requests = [TaskRequest([change], model_id=photo.pk) for change in (BLUE, ColorChange("hat", "red"))]
    with pytest.raises(InvalidRequestError) as caught:
        client.batches.create(requests)
    assert caught.value.fields["tasks"][0].startswith("item 2, color_changes: “hat”")
    with pytest.raises(NotFoundError):
        client.batches.get(999)


def test_answers_of_other_services_are_errors(monkeypatch):
    client = RecolorClient("http://127.0.0.1:9", "key")
    for calls in (client.batches, client.reviews):
        monkeypatch.setattr(calls, "_call", lambda *args, **options: {"detail": "ok"})
    for call in (
        lambda: client.batches.get(5),
        lambda: client.batches.create([]),
        lambda: list(client.batches.list()),
        lambda: client.reviews.set(5, "approved"),
        lambda: list(client.reviews.history(5)),
    ):
        with pytest.raises(ServerError, match="own servers"):
            call()
