"""Both engines in one installation: photos and tasks keep their engine when the setting changes."""

import pytest
from django.core.exceptions import ValidationError

from recolor import engines, selectors, services
from recolor.hosted import hosted_photo_add
from recolor.models import EngineName, HostedTask, Photo

TASKS, BASE_IMAGES = "/v4/models/multipose-image-recolor/", "/v4/models/base-images/"
CHANGES = [{"target": "blouse", "color": "royal blue"}]


@pytest.fixture
def post(client, api_key):
    """Return a function that creates a task with the API."""

    def post(**fields):
        body = {"color_changes": CHANGES} | fields
        return client.post(TASKS, body, content_type="application/json", headers={"x-api-key": api_key})

    return post


@pytest.fixture
def photo_4(workspace, fake_engine, new_photo):
    """Return a local photo whose id is 4."""
    photo = new_photo()
    first = photo.pk
    if first != 4:
        photo.pk = 4
        photo.save(force_insert=True)
        photo.garments.model.objects.filter(photo=first).update(photo=4)
        Photo.objects.filter(pk=first).delete()
    return photo


def test_the_same_id_means_different_photos_of_the_two_engines(connect_hosted, settings, post, photo_4, workspace):
    hosted_photo = hosted_photo_add(workspace, kind="model", hosted_id="4")
    default_hosted = post(models_image_generation_task_id=4).json()
    local = post(models_image_generation_task_id=4, engine="local").json()
    assert (default_hosted["engine"], local["engine"]) == ("hosted", "local")
    assert default_hosted["models_image_generation_task_id"] == local["models_image_generation_task_id"] == 4
    settings.RECOLOR_ENGINE = "local"
    default_local = post(models_image_generation_task_id=4).json()
    hosted_again = post(models_image_generation_task_id=4, engine="hosted").json()
    tasks = {task.pk: task for task in selectors.tasks(workspace)}
    assert [tasks[created["id"]].model_id for created in (default_hosted, local, default_local, hosted_again)] == [
        hosted_photo.pk, photo_4.pk, photo_4.pk, hosted_photo.pk,
    ]  # fmt: skip


def test_a_hosted_task_needs_a_hosted_service(db, settings, post):
    settings.RECOLOR_API_URL = ""
    refused = post(models_image_generation_task_id=4, engine="hosted")
    assert refused.status_code == 400 and "no hosted service" in refused.json()["engine"][0]
    assert post(models_image_generation_task_id=4, engine="neither").status_code == 400
    assert not Photo.objects.exists()


def test_a_refused_task_leaves_no_photo_behind(connect_hosted, post):
    refused = post(models_image_generation_task_id=77, color_changes=[{"target": "blouse", "color": "bluuu"}])
    assert refused.status_code == 400
    assert not Photo.objects.filter(hosted_id="77").exists()


def test_our_server_does_not_check_whether_a_hosted_pose_belongs_to_a_model(connect_hosted, post):
    assert post(models_image_generation_task_id=7, pose_image_generation_id=33).status_code == 200


def test_base_images_are_local_with_every_engine(connect_hosted, client, api_key, photo_4, workspace):
    hosted_photo_add(workspace, kind="model", hosted_id="12")
    listed = client.get(BASE_IMAGES, headers={"x-api-key": api_key}).json()["results"]
    assert [(each["id"], each["engine"]) for each in listed] == [(4, "local")]


def test_tasks_finish_on_their_engine_after_a_switch(
    connect_hosted, settings, new_hosted_task, pass_time, new_photo, fake_engine
):
    sent, photo = new_hosted_task(), new_photo()
    settings.RECOLOR_ENGINE = "local"
    local = services.task_create(photo.workspace, model=photo, changes=CHANGES)
    settings.RECOLOR_ENGINE = "hosted"
    services.task_run(local.pk)
    settings.RECOLOR_ENGINE = "local"
    pass_time(30)
    for task in (sent, local):
        task.refresh_from_db()
    assert [(task.engine, task.status) for task in (sent, local)] == [("hosted", "completed"), ("local", "completed")]


def test_the_gallery_and_the_library_show_both_engines(
    connect_hosted, settings, signed_in, new_hosted_task, new_photo, fake_engine
):
    new_hosted_task()
    photo = new_photo()
    services.task_create(photo.workspace, model=photo, changes=CHANGES)
    for engine in EngineName.values:
        settings.RECOLOR_ENGINE = engine
        gallery = signed_in.get("/results/").content.decode()
        assert "Hosted service" in gallery and "Built-in engine" in gallery
        library = signed_in.get("/photos/").content.decode()
        assert photo.name in library and "at the hosted service" in library


@pytest.mark.parametrize("idempotent", [True, False])
def test_a_canceled_task_is_deleted_at_the_service_and_sent_again(
    connect_hosted, settings, fake_service, new_hosted_task, pass_time, idempotent
):
    connect_hosted(idempotent=idempotent)
    task = new_hosted_task()
    pass_time(4)
    settings.RECOLOR_ENGINE = "local"
    task.refresh_from_db()
    assert services.task_cancel(task)
    pass_time(10)
    assert not fake_service.tasks and not HostedTask.objects.exists()
    task.refresh_from_db()
    assert (task.status, task.error_code) == ("failed", "canceled")
    assert services.task_retry(task)
    pass_time(30)
    task.refresh_from_db()
    assert task.status == "completed" and len(fake_service.tasks) == 1


def test_trashing_a_running_task_deletes_it_at_the_service_and_restoring_queues_it_again(
    fake_service, new_hosted_task, pass_time
):
    task = new_hosted_task()
    pass_time(4)
    services.tasks_trash([task])
    pass_time(10)
    assert not fake_service.tasks and fake_service.requests["delete"] == 1
    assert services.tasks_restore([task]) == 1
    task.refresh_from_db()
    assert (task.status, task.trashed_at) == ("queued", None)
    pass_time(30)
    task.refresh_from_db()
    assert (task.status, task.hosted.hosted_id, list(fake_service.tasks)) == ("completed", "502", [502])


def test_a_completed_task_in_the_trash_stays_at_the_service_until_it_is_purged(
    fake_service, new_hosted_task, pass_time, workspace
):
    task = new_hosted_task()
    pass_time(30)
    services.tasks_trash([task])
    pass_time(10)
    services.tasks_restore([task])
    pass_time(10)
    assert (list(fake_service.tasks), fake_service.requests["create"]) == ([501], 1)
    services.tasks_trash([task])
    services.trash_purge(workspace)
    pass_time(10)
    assert not fake_service.tasks


def test_a_canceled_task_that_was_not_sent_is_never_sent(connect_hosted, fake_service, new_hosted_task, pass_time):
    assert services.task_cancel(new_hosted_task())
    pass_time(30)
    assert fake_service.requests["create"] == 0


def test_a_local_task_can_be_canceled_while_the_setting_is_hosted(connect_hosted, new_photo, fake_engine):
    photo = new_photo()
    task = services.task_create(photo.workspace, model=photo, changes=CHANGES)
    assert services.task_cancel(task) and services.task_retry(task)
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.status == "completed" and not HostedTask.objects.exists()


def test_a_deleted_task_is_deleted_at_the_service_after_a_switch(
    connect_hosted, settings, fake_service, new_hosted_task, pass_time
):
    task = new_hosted_task()
    pass_time(30)
    settings.RECOLOR_ENGINE = "local"
    services.task_delete(task)
    pass_time(10)
    assert not fake_service.tasks and not HostedTask.objects.exists()


def test_a_pose_and_a_model_of_different_engines_are_refused(connect_hosted, workspace, new_photo, fake_engine):
    pose = hosted_photo_add(workspace, kind="pose", hosted_id="33")
    with pytest.raises(ValidationError, match="same engine"):
        services.task_create(workspace, pose=pose, model=new_photo(), changes=CHANGES)


def test_engine_of_returns_the_engine_of_the_row(connect_hosted, settings, new_hosted_task, new_photo, fake_engine):
    settings.RECOLOR_ENGINE = "local"
    assert isinstance(engines.engine_of(new_hosted_task()), engines.HostedEngine)
    assert engines.engine_of(new_photo()) is engines.local_engine()


def test_the_doubt_of_another_studio_reaches_the_result(
    connect_hosted, fake_service, new_hosted_task, pass_time, monkeypatch
):
    answer = fake_service.answer
    reported = {"target": "blouse", "color": "#4169e1", "achieved_hex": "#4169e1", "delta_e": 0.4}
    reported |= {"warning": "The outline of “blouse” is uncertain.", "doubtful": True, "garment": "choli"}
    monkeypatch.setattr(fake_service, "answer", lambda pk: answer(pk) | {"color_changes": [reported]})
    task = new_hosted_task()
    pass_time(30)
    change = task.color_changes.get()
    assert (change.doubtful, change.warning) == (True, "The outline of “blouse” is uncertain.")
    assert change.recolored_garment == "choli"
