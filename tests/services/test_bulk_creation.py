"""Creating many tasks at once: few queries, one message to the workers, the same checks as for a single task."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recolor import services
from recolor.exceptions import RequestsRefused
from recolor.models import ColorChange, HostedTask, Photo, RecolorTask

QUERIES_PER_100_TASKS = 30


def request(photo, color="teal", target="blouse"):
    return {"model": photo, "changes": [{"target": target, "color": color}]}


def test_a_batch_takes_few_queries_and_wakes_the_workers_once(
    workspace, many_photos, background_tasks, django_capture_on_commit_callbacks
):
    requests = [request(photo) for photo in many_photos(100)]
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        django_capture_on_commit_callbacks(execute=True),
    ):
        batch = services.batch_create(workspace, requests)
    assert len(queries) <= QUERIES_PER_100_TASKS, [query["sql"][:80] for query in queries]
    assert len(background_tasks) == 1
    changes = ColorChange.objects.filter(task__batch=batch)
    assert changes.count() == 100 and set(changes.values_list("color_hex", "family")) == {("#008080", "teal")}


def test_the_workers_are_told_about_every_task_in_order(
    workspace, photo, background_tasks, django_capture_on_commit_callbacks
):
    requests = [services.TaskRequest(**request(photo, color)) for color in ("teal", "navy", "olive")]
    with django_capture_on_commit_callbacks(execute=True):
        tasks = services.tasks_create(workspace, requests)
    (wakeup,) = background_tasks
    wakeup.task.func(*wakeup.args)
    woken = background_tasks[1:]
    assert [list(each.args) for each in woken] == [[task.pk] for task in tasks]
    assert {each.task.priority for each in woken} == {10} and wakeup.task.priority > 10


def test_each_photo_is_checked_once_for_equal_targets(workspace, photo, fake_engine, monkeypatch):
    checked = []
    check = fake_engine.check_targets
    monkeypatch.setattr(
        fake_engine, "check_targets", lambda photo, scopes: checked.append([*scopes]) or check(photo, scopes)
    )
    colors = ("teal", "navy", "olive")
    requests = [
        services.TaskRequest(**request(photo, color, target)) for target in ("blouse", "skirt") for color in colors
    ]
    services.tasks_create(workspace, requests)
    assert [[scope.target for scope in scopes] for scopes in checked] == [["blouse"], ["skirt"]]


def test_nothing_is_created_if_a_request_is_wrong(workspace, photo, new_photo, django_capture_on_commit_callbacks):
    trashed = new_photo()
    services.photo_trash(trashed)
    wrong = [request(photo, "bluuu"), request(photo, target="hat"), {"pose": photo, "changes": []}]
    wrong.append(request(photo, target="spoon"))
    requests = [services.TaskRequest(**each) for each in (request(photo), *wrong)]
    with django_capture_on_commit_callbacks() as woken, pytest.raises(RequestsRefused) as refusal:
        services.tasks_create(workspace, requests)
    assert list(refusal.value.errors) == [1, 2, 3, 4]
    (problem,) = refusal.value.errors[1].error_dict["color_changes"]
    assert problem.field == "color" and "blue" in problem.suggestions
    (problem,) = refusal.value.errors[2].error_dict["color_changes"]
    assert problem.field == "target" and problem.suggestions == ["blouse", "lehenga"]
    (problem,) = refusal.value.errors[4].error_dict["color_changes"]
    assert problem.message == "“spoon” is not a known garment name. Found in this photo: blouse, lehenga."
    assert problem.suggestions == ["blouse", "lehenga"], "no name is similar, and these would work"
    with pytest.raises(ValidationError, match=r"item 2, .*just been deleted"):
        services.batch_create(workspace, [request(photo), request(trashed)])
    assert not RecolorTask.objects.exists() and not woken


def test_tasks_of_both_engines_are_created_together(workspace, photo, django_capture_on_commit_callbacks):
    hosted = Photo.objects.create(workspace=workspace, engine="hosted", kind="model", hosted_id="7", status="ready")
    requests = [services.TaskRequest(**request(each)) for each in (photo, hosted, photo, hosted)]
    tasks = services.tasks_create(workspace, requests)
    assert [task.engine for task in tasks] == ["local", "hosted", "local", "hosted"]
    sent = HostedTask.objects.values_list("task", flat=True)
    assert set(sent) == {task.pk for task in tasks if task.engine == "hosted"}


def test_a_worker_of_the_version_before_can_still_create_color_changes(new_task):
    change = new_task().color_changes.get()
    new = ("id", "asked")
    columns = ", ".join(field.column for field in ColorChange._meta.concrete_fields if field.name not in new)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO recolor_colorchange ({columns}) SELECT {columns} FROM recolor_colorchange")
    assert ColorChange.objects.exclude(pk=change.pk).get().asked == ""
