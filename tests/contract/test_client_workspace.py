"""The client's calls for base images, sheets, palettes and webhooks, on our own server."""

from datetime import UTC, datetime, timedelta

import pytest

from recolor import outbox
from recolor.client import (
    ColorChange,
    InvalidRequestError,
    NotFoundError,
    RecolorClient,
    ServerError,
    Swatch,
)
from recolor.models import Batch, Photo, Webhook


@pytest.fixture
def client(live_server, api_key, fake_engine):
    with RecolorClient(live_server.url, api_key, retries=0) as client:
        yield client


def test_base_images_are_listed_and_changed(client, new_photo):
    model, pose = new_photo(name="Red dress"), new_photo(name="Side", kind="pose")

    def ids(**filters):
        return [image.id for image in client.base_images.list(**filters)]

    assert ids() == [str(pose.pk), str(model.pk)]
    assert ids(kind="pose") == ids(q="side") == ids(name="SID") == [str(pose.pk)]
    assert ids(created_after=datetime.now(UTC) + timedelta(hours=1)) == []
    changed = client.base_images.change(model.pk, name="Dress", sku="S-1", view="front")
    assert (changed.name, changed.sku, changed.view, changed.raw["warnings"]) == ("Dress", "S-1", "front", [])
    assert client.base_images.change(model.pk, view="").view == ""
    assert client.base_images.get(model.pk).sku == "S-1", "what is not given stays"
    assert ids(sku="s-1") == [str(model.pk)]
    with pytest.raises(InvalidRequestError) as caught:
        client.base_images.change(model.pk, name="")
    assert "name" in caught.value.fields
    with pytest.raises(InvalidRequestError, match="status"):
        ids(status="lost")
    assert not client.base_images.get(model.pk).missed_clothes
    Photo.objects.filter(pk=model.pk).update(missed_clothes=True)
    assert client.base_images.get(model.pk).missed_clothes


def test_base_images_go_to_the_trash_and_come_back(client, photo):
    task = client.create([ColorChange("blouse", "teal")], model_id=photo.pk)
    for call in (client.base_images.trash, client.base_images.delete):
        with pytest.raises(InvalidRequestError) as caught:
            call(photo.pk)
        assert caught.value.status == 409 and task.id in str(caught.value)
    client.base_images.trash(photo.pk, cascade=True)
    with pytest.raises(NotFoundError):
        client.get(task.id)
    assert client.base_images.restore(photo.pk).id == str(photo.pk)
    assert client.get(task.id).id == task.id
    with pytest.raises(NotFoundError):
        client.base_images.restore(photo.pk)
    client.base_images.delete(photo.pk, cascade=True)
    assert list(client.base_images.list()) == []


def test_a_sheet_from_the_dry_run_to_its_batch(client, new_photo, tmp_path):
    new_photo(name="front")
    rows = [
        {"photo": "front", "target": "blouse", "color": "teal"},
        {"photo": "front", "target": "blouse", "color": "bluuu"},
    ]
    plan = client.batches.import_sheet(rows, dry_run=True)
    assert (plan.id, plan.count, plan.status) == (None, 1, "invalid")
    assert (plan.rows[0].count, plan.rows[0].problems, plan.rows[1].row) == (1, (), 2)
    (problem,) = plan.rows[1].problems
    assert problem.column == "color" and "blue" in problem.suggestions
    with pytest.raises(InvalidRequestError) as caught:
        client.batches.import_sheet(rows)
    assert caught.value.fields["rows"][0].startswith("row 2, color: ") and not Batch.objects.exists()
    path = tmp_path / "spring.csv"
    path.write_text("photo,target,color\nfront,blouse,teal\nfront,blouse,bluuu\n")
    made = client.batches.import_sheet(path, leave_out=True, name="Spring", idempotency_key="sheet-1")
    assert (made.status, made.count, client.batches.get(made.id).name) == ("queued", 1, "Spring")
    assert client.batches.import_sheet(path, leave_out=True, name="Spring", idempotency_key="sheet-1") == made
    with pytest.raises(InvalidRequestError) as caught:
        client.batches.import_sheet(path, leave_out=True)
    assert caught.value.status == 409


def test_palettes(client, photo):
    swatches = [Swatch("#aa0011", "Rosso", "R-7"), Swatch("teal")]
    made = client.palettes.create("Spring", swatches, idempotency_key="palette-1")
    assert client.palettes.create("Spring", swatches, idempotency_key="palette-1") == made
    assert made.swatches == (Swatch("#aa0011", "Rosso", "R-7"), Swatch("#008080", "teal"))
    assert client.create([ColorChange("blouse", "R-7")], model_id=photo.pk).color_changes[0].color_hex == "#aa0011"
    assert client.palettes.get(made.id) == made and made in client.palettes.list()
    changed = client.palettes.replace(made.id, "Summer", made.swatches[:1])
    assert (changed.id, changed.name, len(changed.swatches)) == (made.id, "Summer", 1)
    with pytest.raises(InvalidRequestError) as caught:
        client.palettes.create("Winter", [Swatch("bluuu")])
    assert "swatches" in caught.value.fields
    client.palettes.delete(made.id)
    with pytest.raises(NotFoundError):
        client.palettes.get(made.id)


def test_webhooks(client, settings, new_task):
    settings.RECOLOR_WEBHOOKS_ALLOW_PRIVATE = True
    made = client.webhooks.create("http://127.0.0.1:9/in/", ["task.failed"])
    assert made.secret.startswith("whsec_") and made.secret not in repr(made)
    assert client.webhooks.get(made.id).secret is None
    changed = client.webhooks.change(made.id, events=["task.completed"], active=False)
    assert (changed.events, changed.active, changed.url) == (("task.completed",), False, made.url)
    assert client.webhooks.change(made.id, active=True).active
    assert [each.id for each in client.webhooks.list()] == [made.id]
    assert client.webhooks.test(made.id).event == "webhook.test"
    task = new_task()
    outbox.record(Webhook.Event.COMPLETED, [task])
    delivery, test = client.webhooks.deliveries(made.id)
    assert (test.event, test.task_id) == ("webhook.test", None)
    assert (delivery.event, delivery.task_id) == ("task.completed", str(task.pk))
    assert client.webhooks.repeat(made.id, delivery.id).id == delivery.id
    with pytest.raises(NotFoundError):
        client.webhooks.repeat(made.id, "msg_unknown")
    with pytest.raises(InvalidRequestError) as caught:
        client.webhooks.create("ftp://example.com/")
    assert "url" in caught.value.fields
    client.webhooks.delete(made.id)
    assert list(client.webhooks.list()) == []


def test_answers_of_other_services_are_errors(monkeypatch):
    client = RecolorClient("http://127.0.0.1:9", "key")
    for calls in (client.base_images, client.batches, client.palettes, client.webhooks):
        monkeypatch.setattr(calls, "_call", lambda *args, **options: {"detail": "ok"})
    for call in (
        lambda: list(client.base_images.list()),
        lambda: client.base_images.restore(5),
        lambda: client.batches.import_sheet([]),
        lambda: client.palettes.get(5),
        lambda: list(client.palettes.list()),
        lambda: client.webhooks.get(5),
        lambda: list(client.webhooks.deliveries(5)),
        lambda: client.webhooks.repeat(5, "msg"),
        lambda: client.webhooks.test(5),
    ):
        with pytest.raises(ServerError, match="own servers"):
            call()
