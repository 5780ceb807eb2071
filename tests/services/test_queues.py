"""The queue of background tasks, in the database or (`make test-services`) in Redis, and links to stored files."""

import threading
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from recolor import files, selectors, services, wakeup
from recolor.models import Photo, RecolorTask
from recolor.tasks import run_recolor_task
from recolor.wakeup import queue_is_empty

from ..own_services import empty_queues


@pytest.fixture
def run_worker(transactional_db, settings, new_photo):
    """Return the function that a thread of `manage.py worker` runs; the queue is empty before."""
    return import_string(f"{settings.RECOLOR_QUEUE}.run_worker")


def lose_messages() -> None:
    empty_queues()
    DBTaskResult.objects.all().delete()


def seconds_pass() -> None:
    RecolorTask.objects.update(created_at=timezone.now() - timedelta(seconds=20))


def statuses() -> list[str]:
    return list(RecolorTask.objects.order_by("pk").values_list("status", flat=True))


def test_a_worker_runs_what_waits(run_worker, new_task):
    for _ in range(2):
        new_task()
    assert not queue_is_empty()
    run_worker(threading.Event(), True)
    assert statuses() == ["completed", "completed"]
    assert queue_is_empty()


def test_recoloring_goes_before_finding_garments(run_worker, new_photo, new_task, fake_engine, monkeypatch):
    photo = new_photo()
    run_worker(threading.Event(), True)
    order = []
    monkeypatch.setattr(services, "task_run", lambda pk: order.append("recolor"))
    monkeypatch.setattr(services, "photo_find_garments", lambda pk: order.append("find"))
    services.photo_find_again(photo)
    new_task(photo)
    run_worker(threading.Event(), True)
    assert order == ["recolor", "find"]


def test_a_worker_that_is_stopped_finishes_its_task(run_worker, new_task, fake_engine):
    stop = threading.Event()
    fake_engine.during_recolor = lambda task: stop.set()
    for _ in range(2):
        new_task()
    run_worker(stop, False)
    assert sorted(statuses()) == ["completed", "queued"]
    run_worker(threading.Event(), True)
    assert statuses() == ["completed", "completed"]


def test_nothing_is_lost_while_the_queue_cannot_be_reached(run_worker, new_task, monkeypatch):
    run_worker(threading.Event(), True)

    def unreachable(*_given):
        raise ConnectionError("Redis is away")

    with monkeypatch.context() as patched:
        patched.setattr(type(run_recolor_task), "enqueue", unreachable)
        new_task()
    assert statuses() == ["queued"] and queue_is_empty()
    seconds_pass()
    services.sweep()
    run_worker(threading.Event(), True)
    assert statuses() == ["completed"]


def test_a_lost_message_is_replaced_while_others_wait(run_worker, new_photo, new_task, background_tasks):
    """Whether they are about photos that are analyzed again after all other work, or about other tasks."""
    photo, outdated = new_photo(), new_photo()
    run_worker(threading.Event(), True)
    Photo.objects.filter(pk=outdated.pk).update(analysis_version=0)
    services.photos_refresh()
    lost, *others = [new_task(photo) for _ in range(3)]
    lose_messages()
    wakeup.wake_worker(outdated, last=True)
    wakeup.wake_workers(others)
    seconds_pass()
    background_tasks.clear()
    services.sweep()
    assert [(each.task.name, *each.args) for each in background_tasks] == [("run_recolor_task", lost.pk)]
    services.sweep()
    assert len(background_tasks) == 1


def test_the_messages_of_new_tasks_are_not_missed_before_all_are_sent(run_worker, new_task, background_tasks):
    run_worker(threading.Event(), True)
    new_task()
    lose_messages()
    background_tasks.clear()
    services.sweep()
    assert not background_tasks


def test_links_lead_to_the_storage_only_if_it_is_s3(settings, client, new_task):
    name = "workspaces/1/tasks/2/1/result.jpg"
    options = {
        "bucket_name": "pictures",
        "endpoint_url": "https://storage.example",
        "region_name": "eu-central-1",
        "access_key": "key",
        "secret_key": "secret",
        "signature_version": "s3v4",
        "querystring_expire": 300,
    }
    link = selectors.signed_path("result", new_task().pk)
    RecolorTask.objects.update(result=name)
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    }
    settings.RECOLOR_S3_BUCKET = "pictures"
    answer = client.get(link)
    assert answer.status_code == 302
    target = urlsplit(answer["Location"])
    assert (target.netloc, target.path) == ("storage.example", f"/pictures/{name}")
    assert parse_qs(target.query)["X-Amz-Expires"] == ["300"]
    services.tasks_trash(RecolorTask.objects.all())
    assert client.get(link).status_code == 404, "a link of a deleted result leads nowhere"
    settings.RECOLOR_S3_BUCKET = ""
    assert files.presigned_url(name) == ""
