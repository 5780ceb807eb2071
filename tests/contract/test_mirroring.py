"""Mirroring the hosted account, and the dashboard and our API with the hosted engine."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from recolor import services
from recolor.hosted import hosted_tasks_mirror_if_due
from recolor.hosted.mirroring import hosted_tasks_mirror
from recolor.models import HostedTask, Photo, RecolorTask, Workspace

from ..conftest import download
from .test_hosted import statuses


def test_tasks_made_elsewhere_appear_with_their_results(connect_hosted, fake_service, pass_time, workspace, signed_in):
    for _ in range(250):
        fake_service.create({})
    pass_time(11)
    hosted_tasks_mirror()
    assert RecolorTask.objects.count() == 250
    pass_time(20)
    assert statuses() == ["completed"] * 250
    hosted_ids = list(HostedTask.objects.order_by("task_id").values_list("hosted_id", flat=True))
    assert hosted_ids == [str(number) for number in range(501, 751)], "in the order of the service"
    assert "Made elsewhere" in signed_in.get("/results/").content.decode()
    hosted_tasks_mirror()
    assert RecolorTask.objects.count() == 250


def test_overlapping_pages_give_each_task_once(connect_hosted, fake_service, workspace):
    for _ in range(250):
        fake_service.create({})
    fake_service.do_pages_shift = True
    hosted_tasks_mirror()
    assert RecolorTask.objects.count() == 250


def test_completed_tasks_deleted_elsewhere_are_marked_and_kept(new_hosted_task, fake_service, pass_time, signed_in):
    task = new_hosted_task()
    pass_time(30)
    del fake_service.tasks[501]
    hosted_tasks_mirror()
    pass_time(5)
    assert HostedTask.objects.get().gone_at
    assert "Deleted at the hosted service" in signed_in.get("/results/").content.decode()
    assert signed_in.get(f"/results/{task.pk}/files/result/").status_code == 200


def test_a_running_task_deleted_elsewhere_fails_with_a_message(new_hosted_task, fake_service, pass_time):
    task = new_hosted_task()
    pass_time(3)
    fake_service.tasks.clear()
    pass_time(10)
    task.refresh_from_db()
    assert task.status == "failed" and "deleted at the hosted service" in task.error_message


def test_a_task_that_is_missing_from_the_list_does_not_count_as_deleted(
    new_hosted_task, fake_service, connect_hosted, pass_time, monkeypatch
):
    new_hosted_task()
    pass_time(30)
    monkeypatch.setattr(connect_hosted(), "all_tasks", lambda: iter([]))
    hosted_tasks_mirror()
    pass_time(5)
    assert HostedTask.objects.get().gone_at is None


def test_mirroring_during_a_create_makes_no_second_task(
    new_hosted_task, connect_hosted, fake_service, pass_time, monkeypatch
):
    hosted_connection, task = connect_hosted(), new_hosted_task()
    create = hosted_connection.create

    def create_and_mirror(*args):
        answer = create(*args)
        hosted_tasks_mirror()
        return answer

    monkeypatch.setattr(hosted_connection, "create", create_and_mirror)
    pass_time(30)
    assert list(RecolorTask.objects.values_list("pk", "status")) == [(task.pk, "completed")]


def test_a_task_that_is_deleted_while_the_account_is_listed_does_not_come_back(
    new_hosted_task, connect_hosted, fake_service, pass_time, monkeypatch
):
    hosted_connection, task = connect_hosted(), new_hosted_task()
    pass_time(30)
    all_tasks = hosted_connection.all_tasks

    def list_and_delete():
        listed = list(all_tasks())
        services.task_delete(RecolorTask.objects.get(pk=task.pk))
        pass_time(5)
        return listed

    monkeypatch.setattr(hosted_connection, "all_tasks", list_and_delete)
    hosted_tasks_mirror()
    assert not fake_service.tasks and not HostedTask.objects.exists()
    assert not RecolorTask.objects.exists()


def test_the_account_is_mirrored_on_schedule_and_on_demand(connect_hosted, fake_service, workspace, signed_in, clock):
    assert hosted_tasks_mirror_if_due() and not hosted_tasks_mirror_if_due()
    signed_in.post("/results/hosted-sync/")
    assert hosted_tasks_mirror_if_due()
    clock.passed += 6 * 60
    assert hosted_tasks_mirror_if_due()
    assert fake_service.requests["list"] == 3


def test_a_hosted_photo_is_added_by_its_id_and_recolored(connect_hosted, signed_in, fake_service, pass_time):
    library = signed_in.get("/photos/").content.decode()
    assert "Use a photo from the hosted service" in library and "Drop photos or a folder here" not in library
    answer = signed_in.post("/photos/", {"hosted_id": "1024", "kind": "pose", "name": "Asha in lehenga"})
    photo = Photo.objects.get()
    assert answer.url == f"/photos/{photo.pk}/" and "Asha in lehenga" in signed_in.get("/photos/").content.decode()
    page = signed_in.get(answer.url).content.decode()
    assert "Original size" not in page, "the hosted service knows 2k and 4k"
    sent = {"target": ["blouse", ""], "color": ["royal blue", ""], "image_quality": "4k"}
    assert signed_in.post(answer.url, sent).status_code == 302
    pass_time(30)
    assert fake_service.tasks[501].body["pose_image_generation_id"] == 1024
    task = RecolorTask.objects.get()
    assert "img-comparison-slider class" not in signed_in.get(f"/results/{task.pk}/").content.decode()


def test_a_hosted_photo_can_get_a_picture_for_the_comparison(connect_hosted, signed_in, new_hosted_task, pass_time):
    from tests.conftest import picture_upload

    task = new_hosted_task()
    pass_time(30)
    signed_in.post("/photos/", {"hosted_id": "7", "kind": "model", "image": picture_upload()})
    assert Photo.objects.get().width == 120
    assert "<img-comparison-slider" in signed_in.get(f"/results/{task.pk}/").content.decode()


@pytest.mark.parametrize("invalid", [{"hosted_id": ""}, {"hosted_id": "../x", "kind": "pose"}, {"kind": "hat"}])
def test_invalid_hosted_photos_are_refused_with_a_message(connect_hosted, signed_in, invalid):
    answer = signed_in.post("/photos/", {"hosted_id": "7", "kind": "model", "name": "Asha in lehenga"} | invalid)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="problem-hosted-photo"' in page and 'value="Asha in lehenga"' in page
    assert f'value="{invalid.get("hosted_id", "7")}"' in page
    assert ('value="pose" selected' in page) == (invalid.get("kind") == "pose")
    assert not Photo.objects.exists()


def test_a_copy_that_cannot_be_read_does_not_cost_what_was_typed(connect_hosted, signed_in):
    broken = SimpleUploadedFile("copy.png", b"no picture")
    answer = signed_in.post("/photos/", {"hosted_id": "7", "kind": "pose", "name": "Asha", "image": broken})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="7"' in page and 'value="Asha"' in page and 'value="pose" selected' in page
    assert not Photo.objects.exists()


def test_our_api_sends_hosted_ids_to_the_service(connect_hosted, client, api_key, fake_service, pass_time):
    headers = {"x-api-key": api_key}
    body = {"pose_image_generation_id": 33, "color_changes": [{"target": "lehenga", "color": "rani pink"}]}
    url = "/v4/models/multipose-image-recolor/"
    created = client.post(url, body, content_type="application/json", headers=headers).json()
    assert (created["status"], created["pose_image_generation_id"]) == ("queued", 33)
    pass_time(30)
    done = client.get(f"/v2/models/multipose-tasks/{created['id']}/", headers=headers).json()
    assert done["status"] == "completed" and download(client, done["result_url"])
    assert (created["engine"], done["engine"]) == ("hosted", "hosted")


def test_the_connection_test_on_the_settings_page(connect_hosted, fake_service, signed_in):
    assert fake_service.url in signed_in.get("/settings/").content.decode()
    assert "answers and has 0 results" in signed_in.post("/settings/hosted/test/", follow=True).content.decode()
    fake_service.fault = lambda kind: "html"
    answer = signed_in.post("/settings/hosted/test/")
    assert answer["Location"] == "/settings/#engine", "the problem is shown at the end of a long page"
    assert "not JSON" in signed_in.get(answer["Location"]).content.decode()


def test_the_dashboard_has_no_hosted_features_with_the_local_engine(signed_in, db):
    assert signed_in.post("/photos/", {"hosted_id": "7", "kind": "model"}).status_code == 404
    assert signed_in.post("/results/hosted-sync/").status_code == 404
    assert "hosted" not in signed_in.get("/settings/").content.decode()


def test_without_a_workspace_nothing_is_mirrored(connect_hosted, fake_service, workspace):
    services.workspace_delete(workspace)
    fake_service.create({})
    hosted_tasks_mirror()
    assert not Workspace.objects.exists() and not RecolorTask.objects.exists()
