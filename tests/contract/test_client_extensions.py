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


def test_options_of_a_task(recolor_client, photo):
    changes = [ColorChange("blouse", "teal", protect_details=False), ColorChange("lehenga", "gray")]
    task = recolor_client.create(changes, model_id=photo.pk, output_format="png", sharpen=True, refine_edges=True)
    assert [task.raw[name] for name in ("output_format", "sharpen", "refine_edges")] == ["png", True, True]
    assert [change.protect_details for change in task.color_changes] == [False, True]
    with pytest.raises(InvalidRequestError) as caught:
        recolor_client.create([BLUE], model_id=photo.pk, output_format="gif")
    assert "output_format" in caught.value.fields


def test_the_engine_of_a_task_and_the_task_that_it_replaces(recolor_client, photo):
    first = recolor_client.create([BLUE], model_id=photo.pk)
    second = recolor_client.create([TEAL], model_id=photo.pk, engine="local", replaces=first.id)
    assert (second.raw["engine"], str(second.raw["first_version"])) == ("local", first.id)
    with pytest.raises(InvalidRequestError) as caught:
        recolor_client.create([BLUE], model_id=photo.pk, engine="hosted")
    assert "engine" in caught.value.fields
    with pytest.raises(InvalidRequestError) as caught:
        recolor_client.create([BLUE], model_id=photo.pk, replaces=999)
    assert "replaces" in caught.value.fields


def test_the_layer_of_a_color_change(recolor_client, photo):
    changes = [ColorChange("blouse", "teal", layer="base"), ColorChange("blouse", "gray", layer="stripes")]
    task = recolor_client.create(changes, model_id=photo.pk)
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


def test_filters_of_the_list(recolor_client, photo, new_photo, work):
    first = recolor_client.create([BLUE], model_id=photo.pk)
    second = recolor_client.create([ColorChange("lehenga", "teal")], model_id=new_photo().pk)
    work()
    third = recolor_client.create([BLUE], model_id=photo.pk)
    recolor_client.reviews.set(second.id, "approved")

    def ids(**filters):
        listed = [task.id for task in recolor_client.list(**filters)]
        assert recolor_client.page(**filters).count == len(listed)
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
        recolor_client.page(status="lost")


def test_what_has_finished_since_the_last_time_is_read_once(recolor_client, photo, work):
    first, second = (recolor_client.create([BLUE], model_id=photo.pk) for _ in range(2))
    work()
    RecolorTask.objects.update(completed_at=datetime(2026, 11, 28, tzinfo=UTC))
    page = recolor_client.page(page_size=1, finished_after=datetime(2026, 11, 1, tzinfo=UTC))
    assert ([task.id for task in page.tasks], page.count) == ([first.id], 2) and page.next
    page = recolor_client.page(finished_after=page.finished_after)
    assert ([task.id for task in page.tasks], page.next) == ([second.id], None)
    assert recolor_client.page(finished_after=page.finished_after).finished_after == page.finished_after
    assert [task.id for task in recolor_client.list(1, finished_after="2026-11-01T00:00:00Z")] == [first.id, second.id]
    assert recolor_client.page().finished_after is None


def test_reviews_and_their_history(recolor_client, photo, work):
    task = recolor_client.create([BLUE], model_id=photo.pk)
    with pytest.raises(InvalidRequestError) as caught:
        recolor_client.reviews.set(task.id, "approved")
    assert caught.value.status == 409
    work()
    rejected = recolor_client.reviews.set(task.id, "rejected", note="Too dark")
    assert (rejected.review, rejected.note, rejected.api_key, rejected.person) == (
        "rejected",
        "Too dark",
        "tests",
        None,
    )
    first, again = (recolor_client.reviews.set(task.id, "approved", idempotency_key="review-1") for _ in range(2))
    assert first == again
    assert [each.review for each in recolor_client.reviews.history(task.id)] == ["approved", "rejected"]
    assert recolor_client.get(task.id).review == "approved"
    with pytest.raises(NotFoundError):
        next(recolor_client.reviews.history(999))


def test_a_batch_from_the_dry_run_to_its_tones(recolor_client, photo, doubtful_blouse):
    requests = [TaskRequest([change], model_id=photo.pk, output_format="webp") for change in (BLUE, BLUE, TEAL)]
    dry = recolor_client.batches.create(requests, dry_run=True)
    assert (dry.id, dry.count, len(dry.warnings)) == (None, 3, 3)
    assert not RecolorTask.objects.exists()
    made, again = (recolor_client.batches.create(requests, name="Spring", idempotency_key="batch-1") for _ in range(2))
    assert made == again
    polls = []
    batch = recolor_client.batches.wait(made.id, on_poll=polls.append)
    assert [poll.status for poll in polls] == ["queued", "completed"]
    assert (batch.name, batch.count, batch.counts["completed"]) == ("Spring", 3, 3)
    assert sorted(batch.task_ids) == sorted(task.id for task in recolor_client.list(batch=made.id))
    (tone,) = batch.tones
    assert (tone.target, tone.color, tone.delta_e) == ("blouse", "royal blue", 0)
    assert set(tone.farthest_apart) <= set(batch.task_ids)


def test_a_batch_is_renamed_and_moved_to_the_trash_and_back(recolor_client, photo):
    batch = recolor_client.batches.create([TaskRequest([BLUE], model_id=photo.pk)])
    assert recolor_client.batches.rename(batch.id, "Autumn").name == "Autumn"
    with pytest.raises(InvalidRequestError, match="name"):
        recolor_client.batches.rename(batch.id, "")
    recolor_client.batches.trash(batch.id)
    with pytest.raises(NotFoundError):
        recolor_client.batches.trash(batch.id)
    assert recolor_client.batches.restore(batch.id).counts["queued"] == 1
    with pytest.raises(NotFoundError):
        recolor_client.batches.restore(batch.id)


def test_a_failed_task_is_tried_again(recolor_client, photo, work):
    task = recolor_client.create([BLUE], model_id=photo.pk)
    services.task_cancel(RecolorTask.objects.get())
    assert recolor_client.retry(task.id).status == "queued"
    work()
    with pytest.raises(InvalidRequestError, match="is completed"):
        recolor_client.retry(task.id)


def test_a_batch_is_paused_canceled_and_tried_again(recolor_client, photo, work):
    requests = [TaskRequest([change], model_id=photo.pk) for change in (BLUE, TEAL)]
    batch = recolor_client.batches.create(requests, name="Spring", one_tone=False)
    assert recolor_client.batches.pause(batch.id).status == "paused"
    work()
    assert recolor_client.batches.resume(batch.id).counts["queued"] == 2
    RecolorTask.objects.filter(color_changes__color="teal").update(status="failed", error_code="internal")
    canceled = recolor_client.batches.cancel_rest(batch.id)
    assert canceled.done and canceled.counts["failed"] == 2
    assert recolor_client.batches.retry_failed(batch.id).counts["queued"] == 1
    (listed,) = recolor_client.batches.list()
    assert (listed.id, listed.status, listed.count, listed.raw["one_tone"]) == (batch.id, "processing", 2, False)


def test_a_refused_batch_names_its_items(recolor_client, photo):
    requests = [TaskRequest([change], model_id=photo.pk) for change in (BLUE, ColorChange("hat", "red"))]
    with pytest.raises(InvalidRequestError) as caught:
        recolor_client.batches.create(requests)
    assert caught.value.fields["tasks"][0].startswith("item 2, color_changes: “hat”")
    with pytest.raises(NotFoundError):
        recolor_client.batches.get(999)


def test_answers_of_other_services_are_errors(monkeypatch):
    recolor_client = RecolorClient("http://127.0.0.1:9", "key")
    for calls in (recolor_client.batches, recolor_client.reviews):
        monkeypatch.setattr(calls, "_call", lambda *args, **options: {"detail": "ok"})
    for call in (
        lambda: recolor_client.batches.get(5),
        lambda: recolor_client.batches.create([]),
        lambda: list(recolor_client.batches.list()),
        lambda: recolor_client.reviews.set(5, "approved"),
        lambda: list(recolor_client.reviews.history(5)),
    ):
        with pytest.raises(ServerError, match="own servers"):
            call()
