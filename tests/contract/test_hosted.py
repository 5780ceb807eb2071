"""The hosted engine: sending tasks to a service that fails in many ways, polling them, and downloading results."""

from datetime import timedelta
from unittest.mock import Mock

import pytest

from recolor import services
from recolor.client import RateLimitError
from recolor.hosted import hosted_service, hosted_step
from recolor.hosted.addresses import AddressRefused, check_address
from recolor.hosted.mirroring import hosted_tasks_mirror
from recolor.hosted.steps import LONGEST_WAIT
from recolor.models import HostedService, HostedTask, Photo, RecolorTask

from .fake_http import random_faults


def statuses():
    return list(RecolorTask.objects.order_by("id").values_list("status", flat=True))


def faults_once(kind, *faults):
    """Return a function for `FakeService.fault`: each fault for one request of a kind, in order, then none."""
    remaining = list(faults)
    return lambda requested: remaining.pop(0) if requested == kind and remaining else None


def test_a_task_is_created_once_polled_and_downloaded_once(new_hosted_task, fake_service, pass_time, media):
    fake_service.duration = 10.5  # so that at least two polls come before, however long their random pauses are
    task = new_hosted_task()
    pass_time(30)
    task.refresh_from_db()
    assert (task.status, task.width, task.height) == ("completed", 60, 80)
    assert {task.result.name, task.preview.name, task.thumbnail.name} <= media()
    (sent,) = fake_service.tasks.values()
    assert sent.body == {
        "models_image_generation_task_id": 7,
        "color_changes": [{"target": "blouse", "color": "#4169e1"}],
        "image_quality": "2k",
    }
    assert fake_service.requests["create"] == fake_service.requests["download"] == 1
    assert 3 <= fake_service.requests["get"] <= 4, "10.5 seconds, a poll every 3 to 5 seconds"


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("idempotent", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_200_tasks_through_a_service_that_fails_every_fifth_call(
    new_hosted_task, connect_hosted, fake_service, pass_time, idempotent
):
    connect_hosted(idempotent=idempotent)
    fake_service.fault = random_faults(0.2, seed=4)
    for number in range(200):
        new_hosted_task(color=f"#{number:06x}")
    waited = 0  # seconds
    while RecolorTask.objects.exclude(status="completed").exists() and waited < 7200:
        pass_time(30)
        waited += 30
    assert statuses() == ["completed"] * 200
    colors = [task.body["color_changes"][0]["color"] for task in fake_service.tasks.values()]
    assert sorted(colors) == [f"#{number:06x}" for number in range(200)], "no task is missing or there twice"
    ideal = 200 * (1 + 3 + 1)  # one create, three polls in the 10 seconds of the task, one download
    assert fake_service.requests.total() <= 1.5 * ideal, fake_service.requests


def test_tasks_stay_queued_while_the_service_cannot_be_reached(new_hosted_task, fake_service, pass_time, signed_in):
    task = new_hosted_task()
    fake_service.fault = lambda kind: "reset"
    pass_time(300)
    task.refresh_from_db()
    assert task.status == "queued"
    assert "broke" in signed_in.get("/results/").content.decode()
    fake_service.fault = lambda kind: None
    pass_time(120)
    task.refresh_from_db()
    assert task.status == "completed"
    assert "There is a problem with the hosted service" not in signed_in.get("/results/").content.decode()


def test_an_answer_with_the_id_of_another_task_is_rejected(
    new_hosted_task, fake_service, connect_hosted, pass_time, monkeypatch
):
    connect_hosted(idempotent=False)
    first = new_hosted_task()
    pass_time(2)
    first_id = HostedTask.objects.get(task=first).hosted_id
    real = fake_service.create
    with monkeypatch.context() as patch:
        patch.setattr(fake_service, "create", lambda *args: real(*args) | {"id": int(first_id)})
        second = new_hosted_task("red")
        pass_time(1)
    pass_time(40)
    assert HostedTask.objects.get(task=second).hosted_id not in ("", first_id)
    assert statuses() == ["completed", "completed"] and len(fake_service.tasks) == 2


def test_a_429_pauses_all_tasks(new_hosted_task, fake_service, pass_time):
    for _ in range(5):
        new_hosted_task()
    fake_service.fault = faults_once("create", "429")
    hosted_step()
    sent = fake_service.requests["create"]
    hosted_step()
    assert fake_service.requests["create"] == sent, "Retry-After is one second"
    pass_time(30)
    assert statuses() == ["completed"] * 5


@pytest.mark.parametrize("seconds", ["86400", "1e300"])
def test_a_long_pause_is_cut_for_the_service_and_for_the_task(
    new_hosted_task, fake_client, clock, monkeypatch, seconds
):
    new_hosted_task()
    refusal = RateLimitError("Slow down.", retry_after=float(seconds))
    monkeypatch.setattr(fake_client, "create", Mock(side_effect=refusal))
    hosted_step()
    latest = clock.now() + timedelta(seconds=LONGEST_WAIT)
    assert HostedService.objects.get().blocked_until <= latest
    assert HostedTask.objects.get().due_at <= latest


def test_a_refused_task_fails_with_the_message_of_the_service(new_hosted_task, pass_time):
    task = new_hosted_task()
    Photo.objects.update(hosted_id="99")
    pass_time(5)
    task.refresh_from_db()
    assert task.status == "failed" and "There is no model 99" in task.error_message


def test_a_task_that_fails_at_the_service_can_be_retried(new_hosted_task, fake_service, pass_time):
    task = new_hosted_task()
    pass_time(2)
    fake_service.tasks[501].error = "No blouse in this photo."
    pass_time(10)
    task.refresh_from_db()
    assert (task.status, task.error_message) == ("failed", "No blouse in this photo.")
    assert services.task_retry(task)
    pass_time(30)
    task.refresh_from_db()
    assert task.status == "completed" and list(fake_service.tasks) == [502], "the failed task is deleted at the service"


def test_tasks_wait_while_the_service_refuses_the_key(new_hosted_task, fake_service, fake_client, pass_time):
    task = new_hosted_task()
    valid_headers = dict(fake_client._headers)
    fake_client._headers["x-api-key"] = "expired"
    pass_time(120)
    assert (
        hosted_service().problem.startswith("Invalid key. Set RECOLOR_API_KEY") and fake_service.requests["create"] <= 3
    )
    fake_client._headers.update(valid_headers)
    pass_time(90)
    task.refresh_from_db()
    assert task.status == "completed"


def test_deletes_are_repeated_until_the_service_can_be_reached(
    new_hosted_task, fake_service, pass_time, django_capture_on_commit_callbacks
):
    task, unsent = new_hosted_task(), new_hosted_task()
    HostedTask.objects.filter(task=unsent).update(due_at=None)
    pass_time(2)
    fake_service.fault = lambda kind: "reset"
    with django_capture_on_commit_callbacks(execute=True):
        services.task_delete(unsent)
        services.task_delete(task)
    pass_time(60)
    assert len(fake_service.tasks) == 1
    fake_service.fault = lambda kind: None
    hosted_tasks_mirror()
    assert not RecolorTask.objects.exists(), "mirroring does not bring the deleted task back"
    pass_time(120)
    assert not fake_service.tasks and not HostedTask.objects.exists()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", ["truncated", "wrong_type", "huge", "reset", "500", "slow"])
def test_a_failed_download_is_repeated(new_hosted_task, fake_service, pass_time, media, fault):
    task = new_hosted_task()
    fake_service.fault = faults_once("download", fault, fault, fault)
    pass_time(60)
    task.refresh_from_db()
    assert task.status == "completed" and len(media()) == 3


def test_a_task_whose_download_keeps_failing_fails_and_a_retry_only_downloads(new_hosted_task, fake_service, pass_time):
    task = new_hosted_task()
    fake_service.fault = lambda kind: "wrong_type" if kind == "download" else None
    pass_time(600)
    task.refresh_from_db()
    assert task.status == "failed" and "not a JPEG, PNG or WebP" in task.error_message
    fake_service.fault = lambda kind: None
    services.task_retry(task)
    pass_time(10)
    task.refresh_from_db()
    assert task.status == "completed" and fake_service.requests["create"] == 1


def test_a_task_that_is_deleted_during_its_download_leaves_no_files(
    new_hosted_task, connect_hosted, fake_service, pass_time, media, monkeypatch, django_capture_on_commit_callbacks
):
    hosted_connection, task = connect_hosted(), new_hosted_task()
    fetch = hosted_connection.fetch

    def delete_then_fetch(*args):
        with django_capture_on_commit_callbacks(execute=True):
            services.task_delete(RecolorTask.objects.get(pk=task.pk))
        return fetch(*args)

    monkeypatch.setattr(hosted_connection, "fetch", delete_then_fetch)
    pass_time(30)
    assert media() == set() and not fake_service.tasks


@pytest.mark.slow
def test_fifty_browsers_cause_no_more_requests_than_one(new_hosted_task, fake_service, pass_time, signed_in, clock):
    def requests_while(browsers):
        task = new_hosted_task()
        before = fake_service.requests.total()
        for _ in range(20):
            for _ in range(browsers):
                assert signed_in.get(f"/results/{task.pk}/", headers={"HX-Request": "true"}).status_code == 200
            pass_time(1)
        return fake_service.requests.total() - before

    # The random pauses allow 2 or 3 polls in 10 seconds.
    assert requests_while(50) <= requests_while(1) + 1


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://evil.example/x.jpg", "RECOLOR_API_FILE_HOSTS"),
        ("https://127.0.0.1/x.jpg", "RECOLOR_API_FILE_HOSTS"),
        ("http://localhost/x.jpg", "RECOLOR_API_LOOPBACK"),
        ("https://cdn.example.evil/x.jpg", "RECOLOR_API_FILE_HOSTS"),
        ("file:///etc/passwd", "RECOLOR_API_FILE_HOSTS"),
    ],
)
def test_pictures_are_downloaded_from_allowed_hosts_only(url, message):
    with pytest.raises(AddressRefused, match=message):
        check_address(url, ["localhost", ".example"] if "evil.example" not in url else ["localhost"], loopback=False)


def test_an_allowed_host_with_a_private_address_is_refused(monkeypatch):
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **options: [(2, 1, 6, "", ("10.0.0.5", 443))])
    with pytest.raises(AddressRefused, match="private network"):
        check_address("https://cdn.example/x.jpg", ["cdn.example"], loopback=True)
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **options: [(2, 1, 6, "", ("93.184.215.14", 443))])
    check_address("https://cdn.example/x.jpg", [".example"], loopback=False)
    with pytest.raises(AddressRefused, match="https"):
        check_address("http://cdn.example/x.jpg", [".example"], loopback=False)
