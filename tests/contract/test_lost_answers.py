"""Creates whose answer is lost: found at the service, sent again, or left to a person to decide; never made twice."""

import pytest

from recolor import services
from recolor.hosted import hosted_step
from recolor.hosted.mirroring import hosted_tasks_mirror
from recolor.models import HostedTask, RecolorTask

from .test_hosted import faults_once, statuses


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", ["lost", "reset", "slow", "html", "500"])
def test_a_failed_create_never_makes_a_second_task(new_hosted_task, connect_hosted, fake_service, pass_time, fault):
    connect_hosted(idempotent=False)
    task = new_hosted_task()
    fake_service.fault = faults_once("create", fault)
    pass_time(400 if fault == "slow" else 150)
    task.refresh_from_db()
    assert task.status == "completed" and len(fake_service.tasks) == 1
    assert fake_service.requests["create"] == (1 if fault == "lost" else 2)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", ["slow", "504"])
def test_a_create_that_the_service_carries_out_late_makes_no_second_task(
    new_hosted_task, connect_hosted, fake_service, pass_time, fault
):
    connect_hosted(idempotent=False)
    task = new_hosted_task()
    fake_service.fault = faults_once("create", fault)
    pass_time(150)
    fake_service.create({"models_image_generation_task_id": 7})
    pass_time(300)
    assert HostedTask.objects.get().hosted_id == "501"
    assert statuses() == ["completed"] and fake_service.requests["create"] == 1
    hosted_tasks_mirror()
    assert RecolorTask.objects.get() == task


def test_a_lost_create_of_a_canceled_task_leaves_nothing_behind(
    new_hosted_task, connect_hosted, fake_service, pass_time
):
    connect_hosted(idempotent=False)
    task = new_hosted_task()
    fake_service.fault = faults_once("create", "lost")
    hosted_step()
    task.refresh_from_db()
    assert services.task_cancel(task) and services.task_retry(task)
    pass_time(60)
    hosted_tasks_mirror()
    assert list(fake_service.tasks) == [502], "the first create's task is deleted at the service"
    assert list(RecolorTask.objects.values_list("pk", "status")) == [(task.pk, "completed")]


def test_a_person_chooses_between_several_tasks_after_a_lost_answer(
    new_hosted_task, connect_hosted, fake_service, pass_time, signed_in
):
    connect_hosted(idempotent=False)
    task, other = new_hosted_task(), new_hosted_task("red")

    def lose_first_create(kind):
        if kind == "create" and not fake_service.tasks:
            fake_service.create({"models_image_generation_task_id": 9})  # made by somebody else at the same time
            return "lost"
        return None

    fake_service.fault = lose_first_create
    pass_time(60)
    other.refresh_from_db()
    assert other.status == "completed", "the open decision does not delay other tasks"
    page = signed_in.get(f"/results/{task.pk}/").content.decode()
    assert "Choose the matching result" in page and "Hosted result 501" in page and "Hosted result 502" in page
    assert "Needs your decision" in signed_in.get("/results/").content.decode()
    signed_in.post(f"/results/{task.pk}/choose/", {"hosted_id": "502"})
    pass_time(30)
    task.refresh_from_db()
    assert (task.status, task.hosted.hosted_id, len(fake_service.tasks)) == ("completed", "502", 3)


def test_the_task_is_sent_again_if_the_person_chooses_none(
    new_hosted_task, connect_hosted, fake_service, pass_time, signed_in
):
    connect_hosted(idempotent=False)
    task = new_hosted_task()
    HostedTask.objects.update(candidates=["1", "2"], due_at=None)
    signed_in.post(f"/results/{task.pk}/choose/", {"hosted_id": "77"})
    pass_time(5)
    assert not fake_service.tasks, "an id that was not offered is ignored"
    signed_in.post(f"/results/{task.pk}/choose/", {"hosted_id": ""})
    pass_time(30)
    assert statuses() == ["completed"]


def test_a_create_is_found_after_its_worker_died(new_hosted_task, connect_hosted, fake_service, pass_time, monkeypatch):
    hosted_connection = connect_hosted(idempotent=False)
    task = new_hosted_task()

    def create_and_die(*args):
        type(hosted_connection).create(hosted_connection, *args)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(hosted_connection, "create", create_and_die)
        hosted_step()
    pass_time(200)
    task.refresh_from_db()
    assert task.status == "completed" and len(fake_service.tasks) == 1
