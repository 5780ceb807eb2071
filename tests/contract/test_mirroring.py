"""The hosted account mirrored, and the dashboard and our API in front of it."""

import pytest

from recolor.hosted import hosted_tasks_mirror_if_due
from recolor.hosted.mirroring import hosted_tasks_mirror
from recolor.models import HostedTask, Photo, RecolorTask

from .test_hosted import statuses


def test_tasks_made_elsewhere_appear_and_their_pictures_are_fetched(hosted, fake, pass_time, workspace, signed_in):
    for _ in range(250):
        fake.create({})
    pass_time(11)
    hosted_tasks_mirror()
    assert RecolorTask.objects.count() == 250
    pass_time(20)
    assert statuses() == ["completed"] * 250
    remote = list(HostedTask.objects.order_by("task_id").values_list("hosted_id", flat=True))
    assert remote == [str(number) for number in range(501, 751)], "in their order"
    assert "Made elsewhere" in signed_in.get("/results/").content.decode()
    hosted_tasks_mirror()
    assert RecolorTask.objects.count() == 250


def test_pages_that_change_while_they_are_read_lose_and_double_nothing(hosted, fake, workspace):
    for _ in range(250):
        fake.create({})
    fake.pages_shift = True
    hosted_tasks_mirror()
    assert RecolorTask.objects.count() == 250


def test_tasks_deleted_elsewhere_are_marked_and_kept(ask, fake, pass_time, signed_in):
    task = ask()
    pass_time(30)
    del fake.tasks[501]
    hosted_tasks_mirror()
    pass_time(5)
    assert HostedTask.objects.get().gone_at
    assert "Deleted at the hosted service" in signed_in.get("/results/").content.decode()
    assert signed_in.get(f"/results/{task.pk}/files/result/").status_code == 200


def test_a_running_task_deleted_elsewhere_fails_in_words(ask, fake, pass_time):
    task = ask()
    pass_time(3)
    fake.tasks.clear()
    pass_time(10)
    task.refresh_from_db()
    assert task.status == "failed" and "deleted at the hosted service" in task.error_message


def test_a_task_that_a_listing_missed_is_not_taken_for_deleted(ask, fake, hosted, pass_time, monkeypatch):
    ask()
    pass_time(30)
    monkeypatch.setattr(hosted(), "all_tasks", lambda: iter([]))
    hosted_tasks_mirror()
    pass_time(5)
    assert HostedTask.objects.get().gone_at is None


def test_a_listing_that_is_quicker_than_the_answer_to_a_create(ask, hosted, fake, pass_time, monkeypatch):
    backend, task = hosted(), ask()
    send = backend.create

    def send_and_list(*args):
        answer = send(*args)
        hosted_tasks_mirror()
        return answer

    monkeypatch.setattr(backend, "create", send_and_list)
    pass_time(30)
    assert list(RecolorTask.objects.values_list("pk", "status")) == [(task.pk, "completed")]


def test_the_account_is_listed_on_a_schedule_and_on_demand(hosted, fake, workspace, signed_in, clock):
    assert hosted_tasks_mirror_if_due() and not hosted_tasks_mirror_if_due()
    signed_in.post("/results/hosted-sync/")
    assert hosted_tasks_mirror_if_due()
    clock.passed += 6 * 60
    assert hosted_tasks_mirror_if_due()
    assert fake.requests["list"] == 3


def test_photos_of_the_service_are_used_by_id_and_offered_again_by_name(hosted, signed_in, fake, pass_time):
    shown = signed_in.get("/photos/").content.decode()
    assert "Use a photo from the hosted service" in shown and "Drop photos or a folder here" not in shown
    answer = signed_in.post("/photos/hosted/", {"hosted_id": "1024", "kind": "pose", "name": "Asha in lehenga"})
    photo = Photo.objects.get()
    assert answer.url == f"/photos/{photo.pk}/" and "Asha in lehenga" in signed_in.get("/photos/").content.decode()
    page = signed_in.get(answer.url).content.decode()
    assert "Original size" not in page, "the hosted service knows 2k and 4k"
    sent = {"target": ["blouse", ""], "color": ["royal blue", ""], "image_quality": "4k"}
    assert signed_in.post(answer.url, sent).status_code == 302
    pass_time(30)
    assert fake.tasks[501]["body"]["pose_image_generation_id"] == 1024
    task = RecolorTask.objects.get()
    assert "img-comparison-slider class" not in signed_in.get(f"/results/{task.pk}/").content.decode()


def test_a_picture_of_ones_own_for_the_comparison(hosted, signed_in, ask, pass_time):
    from tests.conftest import picture_upload

    task = ask()
    pass_time(30)
    signed_in.post("/photos/hosted/", {"hosted_id": "7", "kind": "model", "image": picture_upload()})
    assert Photo.objects.get().width == 120
    assert "<img-comparison-slider" in signed_in.get(f"/results/{task.pk}/").content.decode()


@pytest.mark.parametrize("wrong", [{"hosted_id": ""}, {"hosted_id": "../x", "kind": "pose"}, {"kind": "hat"}])
def test_an_id_that_is_none_is_refused_in_words(hosted, signed_in, wrong):
    signed_in.post("/photos/hosted/", {"hosted_id": "7", "kind": "model"} | wrong)
    assert "alert-danger" in signed_in.get("/photos/").content.decode()
    assert not Photo.objects.exists()


def test_our_api_passes_the_ids_on(hosted, client, api_key, fake, pass_time):
    headers = {"x-api-key": api_key}
    body = {"pose_image_generation_id": 33, "color_changes": [{"target": "saree", "color": "rani pink"}]}
    url = "/v4/models/multipose-image-recolor/"
    made = client.post(url, body, content_type="application/json", headers=headers).json()
    assert (made["status"], made["pose_image_generation_id"]) == ("queued", 33)
    pass_time(30)
    done = client.get(f"/v2/models/multipose-tasks/{made['id']}/", headers=headers).json()
    assert done["status"] == "completed" and client.get(done["result_url"]).status_code == 200
    assert (made["engine"], done["engine"]) == ("hosted", "hosted")


def test_the_connection_is_tested_in_settings(hosted, fake, signed_in):
    assert fake.url in signed_in.get("/settings/").content.decode()
    assert "answers and has 0 tasks" in signed_in.post("/settings/hosted/test/", follow=True).content.decode()
    fake.fault = lambda kind: "html"
    assert "not JSON" in signed_in.post("/settings/hosted/test/", follow=True).content.decode()


def test_with_the_built_in_engine_none_of_it_is_there(signed_in, db):
    assert signed_in.post("/photos/hosted/", {"hosted_id": "7", "kind": "model"}).status_code == 404
    assert signed_in.post("/results/hosted-sync/").status_code == 404
    assert "hosted" not in signed_in.get("/settings/").content.decode()
