"""Batches: created as a whole, paused, resumed, canceled, tried again and extended."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from recolor import jobs, selectors, services
from recolor.engine.errors import PhotoError
from recolor.hosted import hosted_photo_add
from recolor.hosted.steps import _due_rows
from recolor.models import Batch, ColorChange, HostedService, RecolorTask
from recolor.services.colorways import colorways_grid
from recolor.wakeup import queue_is_empty

from .masks import mask_upload


def request(photo, color="teal", target="blouse"):
    return {"model": photo, "changes": [{"target": target, "color": color}]}


def colorway(color, target="blouse"):
    change = {"target": target, "color": color, "color_hex": color, "protect_details": True}
    return services.Colorway([change], "2k", "jpeg")


def statuses(batch):
    return list(batch.tasks.order_by("pk").values_list("status", flat=True))


def woken_tasks(background_tasks):
    """Return the ids of the tasks for which a worker is told to look, once it has run the one background task."""
    (wakeup,) = background_tasks
    wakeup.task.func(*wakeup.args)
    return [each.args[0] for each in background_tasks[1:]]


@pytest.fixture
def batch(workspace, photo):
    return services.batch_create(workspace, [request(photo, color) for color in ("teal", "navy", "olive")])


def test_a_batch_has_a_task_for_each_request(batch, workspace):
    assert batch.name == "blouse: teal, navy, olive"
    assert statuses(batch) == ["queued"] * 3
    for task in batch.tasks.all():
        services.task_run(task.pk)
    (found,) = selectors.batches(workspace)
    assert selectors.progress_of(found).status == "completed"


def test_a_batch_is_created_as_a_whole_or_not_at_all(workspace, photo):
    requests = [request(photo), request(photo, "bluuu"), request(photo, target="hat")]
    with pytest.raises(ValidationError) as refusal:
        services.batch_create(workspace, requests)
    problems = refusal.value.message_dict["tasks"]
    assert [problem.split(",")[0] for problem in problems] == ["item 2", "item 3"]
    assert "Found: blouse, lehenga" in problems[1]
    assert not Batch.objects.exists() and not RecolorTask.objects.exists()


def test_a_dry_run_checks_everything_and_creates_nothing(workspace, photo, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as woken:
        services.batch_create(workspace, [request(photo)], dry_run=True)
    assert not Batch.objects.exists() and not RecolorTask.objects.exists() and not woken
    with pytest.raises(ValidationError):
        services.batch_create(workspace, [request(photo, "bluuu")], dry_run=True)


def test_the_number_of_tasks_is_limited(workspace, photo, batch, person, monkeypatch):
    monkeypatch.setattr("recolor.services.batches.MAX_TASKS", 4)
    with pytest.raises(ValidationError, match="at most 4"):
        services.batch_create(workspace, [request(photo)] * 5)
    cells = [(photo, colorway(color)) for color in ("#111111", "#222222")]
    with pytest.raises(ValidationError, match="at most 4"):
        services.batch_add_colorways(batch, cells, created_by=person)
    with pytest.raises(ValidationError, match="at least one"):
        services.batch_create(workspace, [])
    assert RecolorTask.objects.count() == 3


def test_sending_the_same_form_again_creates_nothing(workspace, photo, person):
    token = uuid.uuid4()
    first, second = (
        services.batch_create_of_colorways(
            workspace, [(photo, colorway("#112233"))], name="Spring", created_by=person, form_token=token
        )
        for _ in range(2)
    )
    assert first == second and RecolorTask.objects.count() == 1


def test_no_worker_claims_a_task_of_a_paused_batch(batch, new_task):
    assert services.batch_pause(batch) and not services.batch_pause(batch)
    task, other = batch.tasks.first(), new_task()
    services.task_run(task.pk)
    services.task_run(other.pk)
    task.refresh_from_db()
    other.refresh_from_db()
    assert (task.status, task.attempt, other.status) == ("queued", 0, "completed")


def test_a_running_task_of_a_paused_batch_finishes(batch, fake_engine):
    fake_engine.during_recolor = lambda task: services.batch_pause(batch)
    task = batch.tasks.first()
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.status == "completed"


def test_the_sweep_wakes_no_worker_for_a_paused_batch(batch, settings, django_capture_on_commit_callbacks):
    RecolorTask.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    services.batch_pause(batch)
    with django_capture_on_commit_callbacks() as woken:
        services.sweep()
    assert not woken and queue_is_empty()
    services.batch_resume(batch)
    with django_capture_on_commit_callbacks() as woken:
        services.sweep()
    assert len(woken) == 3


def test_a_task_of_a_paused_batch_whose_worker_died_waits(batch):
    task = batch.tasks.first()
    assert jobs.claim(task)
    services.batch_pause(batch)
    RecolorTask.objects.filter(pk=task.pk).update(lease_expires_at=timezone.now() - timedelta(seconds=1))
    assert services.sweep() == 1
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.attempt) == ("queued", 1)


def test_paused_tasks_do_not_look_like_a_missing_worker(batch, workspace):
    RecolorTask.objects.update(created_at=timezone.now() - timedelta(days=1))
    assert not selectors.installation_status(workspace).worker_seen
    services.batch_pause(batch)
    status = selectors.installation_status(workspace)
    assert status.worker_seen and status.waiting == 0


def test_resuming_wakes_the_workers_for_all_queued_tasks(batch, background_tasks, django_capture_on_commit_callbacks):
    services.task_run(batch.tasks.last().pk)
    services.batch_pause(batch)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.batch_resume(batch)
        assert not services.batch_resume(batch)
    assert woken_tasks(background_tasks) == list(
        batch.tasks.filter(status="queued").order_by("pk").values_list("pk", flat=True)
    )
    for task in batch.tasks.all():
        services.task_run(task.pk)
    assert statuses(batch) == ["completed"] * 3


def test_canceling_the_rest_keeps_what_is_done_and_ends_the_pause(batch):
    services.task_run(batch.tasks.first().pk)
    services.batch_pause(batch)
    assert services.batch_cancel_rest(batch) == 2
    batch.refresh_from_db()
    assert batch.paused_at is None
    assert sorted(statuses(batch)) == ["completed", "failed", "failed"]
    assert services.batch_retry_failed(batch) == 0, "canceled tasks were stopped on purpose"
    assert services.batch_retry_canceled(batch) == 2
    assert sorted(statuses(batch)) == ["completed", "queued", "queued"]


def test_failed_tasks_are_tried_again(batch, fake_engine):
    def fail(task):
        raise PhotoError("The file is cut off.")

    fake_engine.during_recolor = fail
    for task in batch.tasks.all():
        services.task_run(task.pk)
    services.tasks_trash(batch.tasks.all()[:1])
    assert services.batch_retry_failed(batch) == 2
    assert sorted(statuses(batch)) == ["failed", "queued", "queued"]


def test_a_color_is_added_once(batch, photo, new_photo, person):
    other = new_photo(kind="pose")
    cells = [(photo, colorway("#c2185b")), (other, colorway("#c2185b"))]
    assert services.batch_add_colorways(batch, cells, created_by=person) == 2
    assert services.batch_add_colorways(batch, cells, created_by=person) == 0
    assert batch.tasks.count() == 5
    assert batch.tasks.filter(pose=other, created_by=person).count() == 1


def test_a_batch_that_has_just_been_moved_to_the_trash_gets_no_tasks(batch, photo, person):
    services.batch_trash(Batch.objects.get(pk=batch.pk))  # `batch` was read before
    with pytest.raises(ValidationError, match="moved to the trash"):
        services.batch_add_colorways(batch, [(photo, colorway("#c2185b"))], created_by=person)
    with pytest.raises(ValidationError, match="moved to the trash"):
        services.batch_create(batch.workspace, [request(photo)], form_token=batch.form_token)
    assert not RecolorTask.objects.filter(trashed_at=None).exists()


def test_hosted_tasks_of_a_paused_batch_are_not_sent(workspace, settings):
    settings.RECOLOR_API_URL, settings.RECOLOR_API_KEY = "https://recolor.example", "key"
    HostedService.objects.create(pk=1, synced_at=timezone.now())
    hosted = hosted_photo_add(workspace, kind="model", hosted_id="7")
    batch = services.batch_create(workspace, [request(hosted)])
    services.batch_pause(batch)
    later = timezone.now() + timedelta(seconds=1)
    assert _due_rows(later) == []
    services.batch_resume(batch)
    assert [row.task.batch for row in _due_rows(later)] == [batch]
    batch.tasks.get().hosted.__class__.objects.update(hosted_id="12")
    services.batch_pause(batch)
    assert len(_due_rows(later)) == 1, "a task that was sent is followed"


def test_the_grid_names_problems_and_doubts_of_each_cell(photo, new_photo, doubtful_blouse, new_task):
    bare = new_photo()
    bare.garments.filter(name="blouse").delete()
    new_task(changes=[{"target": "blouse", "color": "#112233"}])
    grid = colorways_grid([colorway("#112233"), colorway("#445566", "lehenga")], [photo, bare])
    assert [[cell.exists for cell in row] for row in grid] == [[True, False], [False, False]]
    assert [[cell.doubtful for cell in row] for row in grid] == [[["blouse"], []], [[], []]]
    assert grid[1][0].problems == ["“blouse” was not found in this photo. Found: lehenga."]
    assert len({cell.key for row in grid for cell in row}) == 4


@pytest.fixture
def skirt_photo(new_photo):
    """Return a photo with a blouse and a skirt; the others have a lehenga."""
    made = new_photo(name="Skirt")
    services.garment_rename(made.garments.get(name="lehenga"), "skirt")
    return made


def both(lehenga, skirt, layer=""):
    """Return a colorway of a lehenga, or a color layer of it, and a skirt."""
    changes = [*colorway(lehenga, "lehenga").changes, *colorway(skirt, "skirt").changes]
    return services.Colorway([{**changes[0], "layer": layer}, changes[1]], "2k", "jpeg")


def test_a_photo_uses_the_garment_that_it_has_of_two_in_one_color(photo, skirt_photo):
    grid = colorways_grid([both("#112233", "#112233")], [photo, skirt_photo])
    assert [(row[0].problems, row[0].notes) for row in grid] == [([], [])] * 2
    assert [row[0].colorway.targets for row in grid] == [["lehenga"], ["skirt"]]


def test_two_colors_or_layers_of_one_garment_are_refused(photo):
    refused = [both("#112233", "#445566"), both("#112233", "#112233", layer="stripes")]
    (row,) = colorways_grid(refused, [photo])
    text = "“lehenga” and “skirt” both mean the garment “lehenga” of this photo. Choose one color for it."
    assert [cell.problems for cell in row] == [[text]] * 2


def test_further_colors_are_for_the_garment_that_was_chosen_for_a_target(workspace, photo):
    names = ["jacket 1", "jacket 2"]
    for name, left in zip(names, (0, 90), strict=True):
        services.garment_put(photo, name, mask_upload(box=(left, 0, left + 30, 60)))
    for name, other in (names, reversed(names)):
        chosen = {"target": name, "asked": "Jacket", "color": "teal"}
        batch = services.batch_create(workspace, [{"model": photo, "changes": [chosen]}, request(photo, target=other)])
        assert services.batch_meant(batch, ["jacket", other]) == {(photo.pk, "jacket"): name}


def test_the_spread_of_tones_is_measured_for_each_garment_and_color(batch, workspace, new_photo):
    services.batch_create(workspace, [request(new_photo(), "teal")])  # another batch does not count
    first, second = (services.batch_create(workspace, [request(new_photo())]).tasks.get() for _ in range(2))
    RecolorTask.objects.filter(pk__in=(first.pk, second.pk)).update(batch=batch)
    for task in batch.tasks.all():
        services.task_run(task.pk)
    (tone,) = selectors.tones(batch)
    assert (tone.target, tone.color, tone.count, tone.delta_e, tone.within_goal) == ("blouse", "teal", 3, 0, True)
    ColorChange.objects.filter(task=second).update(achieved_hex="#009090")
    (tone,) = selectors.tones(batch)
    assert tone.delta_e > 1 and not tone.within_goal and second.pk in (tone.first, tone.second)


def test_deleting_a_batch_row_keeps_its_tasks(batch):
    batch.delete()
    assert RecolorTask.objects.filter(batch=None).count() == 3
