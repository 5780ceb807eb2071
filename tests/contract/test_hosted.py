"""The product with a hosted service as its engine: tasks that are sent, followed, fetched, lost and found."""

import pytest

from recolor import services
from recolor.hosted import hosted_service, hosted_step
from recolor.hosted.addresses import AddressRefused, check_address
from recolor.hosted.mirroring import hosted_tasks_mirror
from recolor.models import HostedTask, Photo, RecolorTask

from .fake import sometimes


def statuses():
    return list(RecolorTask.objects.order_by("id").values_list("status", flat=True))


def one_by_one(kind, *faults):
    """These faults for the next requests of a kind, then none."""
    left = list(faults)
    return lambda asked: left.pop(0) if asked == kind and left else None


def test_a_task_is_sent_followed_and_fetched_once(ask, fake, pass_time, media):
    fake.takes = 10.5  # two polls are over by the tenth second, however late the draw makes them
    task = ask()
    pass_time(30)
    task.refresh_from_db()
    assert (task.status, task.width, task.height) == ("completed", 60, 80)
    assert {task.result.name, task.preview.name, task.thumbnail.name} <= media()
    (sent,) = fake.tasks.values()
    assert sent["body"] == {
        "models_image_generation_task_id": 7,
        "color_changes": [{"target": "blouse", "color": "#4169e1"}],
        "image_quality": "2k",
    }
    assert fake.requests["create"] == fake.requests["download"] == 1
    assert 3 <= fake.requests["get"] <= 4, "10.5 seconds of work, a poll every 3 to 5"


@pytest.mark.parametrize("idempotent", [True, False])
def test_200_tasks_through_a_service_that_fails_every_fifth_call(ask, hosted, fake, pass_time, idempotent):
    hosted(idempotent=idempotent)
    fake.fault = sometimes(0.2, seed=4)
    for number in range(200):
        ask(color=f"#{number:06x}")
    waited = 0
    while RecolorTask.objects.exclude(status="completed").exists() and waited < 7200:
        pass_time(30)
        waited += 30
    assert statuses() == ["completed"] * 200
    changes = [made["body"]["color_changes"][0]["color"] for made in fake.tasks.values()]
    assert sorted(changes) == [f"#{number:06x}" for number in range(200)], "none lost, none twice"
    ideal = 200 * (1 + 3 + 1)  # a create, polls on schedule in the 10 seconds it takes, a download
    assert fake.requests.total() <= 1.5 * ideal, fake.requests


def test_without_the_service_wishes_are_kept_and_sent_later(ask, fake, pass_time, signed_in):
    task = ask()
    fake.fault = lambda kind: "reset"
    pass_time(300)
    task.refresh_from_db()
    assert task.status == "queued"
    assert "broke" in signed_in.get("/results/").content.decode()
    fake.fault = lambda kind: None
    pass_time(120)
    task.refresh_from_db()
    assert task.status == "completed"
    assert "There is a problem with the hosted service" not in signed_in.get("/results/").content.decode()


@pytest.mark.parametrize("fault", ["lost", "reset", "slow", "html", "500"])
def test_a_lost_answer_to_a_create_makes_no_second_task(ask, hosted, fake, pass_time, fault):
    hosted(idempotent=False)
    task = ask()
    fake.fault = one_by_one("create", fault)
    pass_time(150)
    task.refresh_from_db()
    assert task.status == "completed" and len(fake.tasks) == 1
    assert fake.requests["create"] == (1 if fault == "lost" else 2)


def test_of_several_new_tasks_a_person_says_which_it_is(ask, hosted, fake, pass_time, signed_in):
    hosted(idempotent=False)
    task, other = ask(), ask("red")

    def lost(kind):
        if kind == "create" and not fake.tasks:
            fake.create({"models_image_generation_task_id": 9})  # somebody else, at the same time
            return "lost"
        return None

    fake.fault = lost
    pass_time(60)
    other.refresh_from_db()
    assert other.status == "completed", "the question holds nobody else up"
    page = signed_in.get(f"/results/{task.pk}/").content.decode()
    assert "Choose the matching result" in page and "Hosted result 501" in page and "Hosted result 502" in page
    assert "Needs your decision" in signed_in.get("/results/").content.decode()
    signed_in.post(f"/results/{task.pk}/choose/", {"hosted_id": "502"})
    pass_time(30)
    task.refresh_from_db()
    assert (task.status, task.hosted.hosted_id, len(fake.tasks)) == ("completed", "502", 3)


def test_none_of_them_sends_it_again(ask, hosted, fake, pass_time, signed_in):
    hosted(idempotent=False)
    task = ask()
    HostedTask.objects.update(candidates=["1", "2"], due_at=None)
    signed_in.post(f"/results/{task.pk}/choose/", {"hosted_id": "77"})
    pass_time(5)
    assert not fake.tasks, "an id that was not offered decides nothing"
    signed_in.post(f"/results/{task.pk}/choose/", {"hosted_id": ""})
    pass_time(30)
    assert statuses() == ["completed"]


def test_a_worker_that_dies_in_the_middle_of_a_create(ask, hosted, fake, pass_time, monkeypatch):
    """Its create had arrived; another worker finds it."""
    backend = hosted(idempotent=False)
    task = ask()

    def die(*args):
        type(backend).create(backend, *args)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(backend, "create", die)
        hosted_step()
    pass_time(200)
    task.refresh_from_db()
    assert task.status == "completed" and len(fake.tasks) == 1


def test_an_id_that_is_another_tasks_is_not_believed(ask, fake, hosted, pass_time, monkeypatch):
    hosted(idempotent=False)
    first = ask()
    pass_time(2)
    first_id = HostedTask.objects.get(task=first).hosted_id
    real = fake.create
    with monkeypatch.context() as patch:
        patch.setattr(fake, "create", lambda *args: real(*args) | {"id": int(first_id)})
        second = ask("red")
        pass_time(1)
    pass_time(40)
    assert HostedTask.objects.get(task=second).hosted_id not in ("", first_id)
    assert statuses() == ["completed", "completed"] and len(fake.tasks) == 2


def test_a_haste_that_is_refused_makes_everybody_wait(ask, fake, pass_time):
    for _ in range(5):
        ask()
    fake.fault = one_by_one("create", "429")
    hosted_step()
    sent = fake.requests["create"]
    hosted_step()
    assert fake.requests["create"] == sent, "not before the second is over"
    pass_time(30)
    assert statuses() == ["completed"] * 5


def test_what_the_service_refuses_is_said_in_its_words(ask, fake, pass_time, monkeypatch):
    task = ask()
    Photo.objects.update(hosted_id="0")
    pass_time(5)
    task.refresh_from_db()
    assert task.status == "failed" and "This field is required" in task.error_message


def test_a_task_that_fails_there_fails_here_and_can_be_tried_again(ask, fake, pass_time):
    task = ask()
    pass_time(2)
    fake.tasks[501]["failed"] = "No blouse in this photo."
    pass_time(10)
    task.refresh_from_db()
    assert (task.status, task.error_message) == ("failed", "No blouse in this photo.")
    assert services.task_retry(task)
    pass_time(30)
    task.refresh_from_db()
    assert task.status == "completed" and list(fake.tasks) == [502], "the failed one is deleted there"


def test_a_wrong_key_waits_for_a_right_one(ask, fake, fake_client, pass_time):
    task = ask()
    right = dict(fake_client._headers)
    fake_client._headers["x-api-key"] = "expired"
    pass_time(120)
    assert hosted_service().problem == "Invalid key." and fake.requests["create"] <= 3
    fake_client._headers.update(right)
    pass_time(90)
    task.refresh_from_db()
    assert task.status == "completed"


def test_deletes_go_through_also_while_the_service_is_away(ask, fake, pass_time, django_capture_on_commit_callbacks):
    task, unsent = ask(), ask()
    HostedTask.objects.filter(task=unsent).update(due_at=None)
    pass_time(2)
    fake.fault = lambda kind: "reset"
    with django_capture_on_commit_callbacks(execute=True):
        services.task_delete(unsent)
        services.task_delete(task)
    pass_time(60)
    assert len(fake.tasks) == 1
    fake.fault = lambda kind: None
    hosted_tasks_mirror()
    assert not RecolorTask.objects.exists(), "it does not come back by the listing meanwhile"
    pass_time(120)
    assert not fake.tasks and not HostedTask.objects.exists()


@pytest.mark.parametrize("fault", ["truncated", "wrong_type", "huge", "reset", "500", "slow"])
def test_a_picture_that_does_not_come_whole_is_fetched_again(ask, fake, pass_time, media, fault):
    task = ask()
    fake.fault = one_by_one("download", fault, fault, fault)
    pass_time(60)
    task.refresh_from_db()
    assert task.status == "completed" and len(media()) == 3


def test_a_picture_that_never_comes_is_said_and_only_fetched_again(ask, fake, pass_time):
    task = ask()
    fake.fault = lambda kind: "wrong_type" if kind == "download" else None
    pass_time(600)
    task.refresh_from_db()
    assert task.status == "failed" and "no JPEG, PNG or WebP" in task.error_message
    fake.fault = lambda kind: None
    services.task_retry(task)
    pass_time(10)
    task.refresh_from_db()
    assert task.status == "completed" and fake.requests["create"] == 1


def test_a_task_deleted_here_while_its_picture_comes_leaves_nothing(
    ask, hosted, fake, pass_time, media, monkeypatch, django_capture_on_commit_callbacks
):
    backend, task = hosted(), ask()
    fetch = backend.fetch

    def delete_then_fetch(*args):
        with django_capture_on_commit_callbacks(execute=True):
            services.task_delete(RecolorTask.objects.get(pk=task.pk))
        return fetch(*args)

    monkeypatch.setattr(backend, "fetch", delete_then_fetch)
    pass_time(30)
    assert media() == set() and not fake.tasks


def test_fifty_browsers_cost_the_service_no_more_than_one(ask, fake, pass_time, signed_in, clock):
    def requests_while(browsers):
        task = ask()
        before = fake.requests.total()
        for _ in range(20):
            for _ in range(browsers):
                assert signed_in.get(f"/results/{task.pk}/", headers={"HX-Request": "true"}).status_code == 200
            pass_time(1)
        return fake.requests.total() - before

    # 10 seconds hold 3 polls, or 2 where the dice are long.
    assert requests_while(50) <= requests_while(1) + 1


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://evil.example/x.jpg", "RECOLOR_API_FILE_HOSTS"),
        ("https://127.0.0.1/x.jpg", "RECOLOR_API_FILE_HOSTS"),
        ("http://localhost/x.jpg", "RECOLOR_API_LOOPBACK"),
        ("https://cdn.example.evil/x.jpg", "RECOLOR_API_FILE_HOSTS"),
        ("file:///etc/passwd", "RECOLOR_API_FILE_HOSTS"),
    ],
)
def test_pictures_come_from_allowed_hosts_only(url, says):
    with pytest.raises(AddressRefused, match=says):
        check_address(url, ["localhost", ".example"] if "evil.example" not in url else ["localhost"], loopback=False)


def test_an_allowed_name_that_leads_into_our_network_is_refused(monkeypatch):
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **options: [(2, 1, 6, "", ("10.0.0.5", 443))])
    with pytest.raises(AddressRefused, match="private network"):
        check_address("https://cdn.example/x.jpg", ["cdn.example"], loopback=True)
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **options: [(2, 1, 6, "", ("93.184.215.14", 443))])
    check_address("https://cdn.example/x.jpg", [".example"], loopback=False)
    with pytest.raises(AddressRefused, match="https"):
        check_address("http://cdn.example/x.jpg", [".example"], loopback=False)
