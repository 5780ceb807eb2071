"""The client against the contract over real HTTP: the fake hosted service and our own server, the same suite."""

import threading
import time

import pytest

from recolor import services
from recolor.client import AuthenticationError, ColorChange, InvalidRequestError, NotFoundError, RecolorClient

from .fake import KEY

pytestmark = pytest.mark.django_db(transaction=True)

BLUE = [ColorChange("blouse", "royal blue")]


@pytest.fixture(params=["hosted service", "our own server"])
def service(request):
    """(client, a model's id) of either; tasks are done a moment after they are created."""
    if request.param == "hosted service":
        fake = request.getfixturevalue("fake")
        fake.takes = 0.2
        yield RecolorClient(fake.url, KEY, sleep=lambda seconds: time.sleep(0.1)), 7
        return
    server, photo, key = (request.getfixturevalue(name) for name in ("live_server", "photo", "api_key"))

    def pause(seconds):
        from recolor.models import RecolorTask

        for task in RecolorTask.objects.filter(status="queued"):
            services.task_run(task.pk)

    yield RecolorClient(server.url, key, sleep=pause), photo.pk


def test_the_whole_round(service, tmp_path):
    client, model = service
    task = client.create(BLUE, model_id=model)
    assert task.status == "queued" and task.created_at and task.result_url is None
    seen = []
    task = client.wait(str(task.id), on_poll=seen.append)
    assert (task.status, task.done, seen[0].status) == ("completed", True, "queued")
    path = client.download(task.result_url, tmp_path / "result.jpg")
    assert path.read_bytes()[:2] == b"\xff\xd8"
    assert client.download(task.result_url) == path.read_bytes()
    assert [listed.id for listed in client.list()] == [task.id]
    client.delete(task.id)
    assert list(client.list()) == []
    with pytest.raises(NotFoundError) as missing:
        client.get(task.id)
    assert missing.value.status == 404


def test_the_list_is_read_page_by_page_as_it_is_consumed(service):
    client, model = service
    made = [client.create(BLUE, model_id=model).id for _ in range(5)]
    tasks = client.list(page_size=2)
    assert next(tasks).id == made[-1]
    assert [task.id for task in tasks] == made[-2::-1]
    assert client.page(2, 2).count == 5


def test_a_repeated_create_with_a_key_makes_one_task(service):
    client, model = service
    first = client.create(BLUE, model_id=model, idempotency_key="k1")
    assert client.create(BLUE, model_id=model, idempotency_key="k1").id == first.id
    assert len(list(client.list())) == 1


def test_a_request_that_lacks_the_photo_is_refused_with_the_field(service):
    client, _model = service
    with pytest.raises(InvalidRequestError) as refusal:
        client.create(BLUE)
    assert refusal.value.status == 400 and "pose_image_generation_id" in refusal.value.fields


def test_a_wrong_key_is_refused(service):
    client, _model = service
    with pytest.raises(AuthenticationError) as refusal:
        RecolorClient(client.base_url, "wrong").page()
    assert refusal.value.status == 401 and "wrong" not in str(refusal.value)


def test_many_threads_share_a_client(fake):
    client, ids = RecolorClient(fake.url, KEY), []
    threads = [threading.Thread(target=lambda: ids.append(client.create(BLUE, model_id=7).id)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(ids)) == 8
