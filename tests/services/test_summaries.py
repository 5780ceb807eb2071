"""The summaries of tasks: after every path that writes tasks, they equal what a count of the tasks gives."""

import pytest
from django.core.management import call_command

from recolor import selectors, services
from recolor.engines import RecoloringResult
from recolor.filters import for_photo
from recolor.models import ColorChange, FilterChoice, RecolorTask, TaskCount

TWO = [{"target": "Blouse", "color": "navy"}, {"target": "lehenga", "color": "teal"}]


def summaries(workspace) -> tuple[object, ...]:
    copies = RecolorTask.objects.visible_in(workspace).order_by("pk").values_list("photo_name", "farthest")
    changes = ColorChange.objects.filter(task__workspace=workspace).order_by("pk").values_list("workspace", "garment")
    return (
        selectors.task_count(workspace),
        selectors.requested_targets(workspace),
        list(copies),
        list(changes),
    )


@pytest.fixture
def check(workspace, other_workspace):
    """Return a function that compares the stored summaries with rebuilt ones, and the expected count and garments."""

    def compare(count, garments):
        before = [summaries(each) for each in (workspace, other_workspace)]
        services.summaries_rebuild()
        assert before == [summaries(each) for each in (workspace, other_workspace)]
        assert before[0][:2] == (count, garments)

    return compare


def test_an_empty_workspace_has_no_tasks(check):
    check(0, [])


def test_creating_running_and_failing(new_task, check, photo, fake_engine):
    task = new_task(changes=TWO)
    check(1, ["blouse", "lehenga"])
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.farthest == 0.1
    check(1, ["blouse", "lehenga"])
    services.task_cancel(new_task())
    check(2, ["blouse", "lehenga"])


def test_a_result_without_measurements_sorts_last(new_task, check, fake_engine, monkeypatch):
    measured = fake_engine.recolor
    monkeypatch.setattr(fake_engine, "recolor", lambda *given: RecoloringResult(measured(*given).picture, []))
    task = new_task()
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.farthest) == ("completed", -1)
    check(1, ["blouse"])


def test_the_trash_hides_tasks_and_keeps_their_garments(new_task, check):
    tasks = [new_task(changes=TWO) for _ in range(3)]
    services.tasks_trash(tasks[:2])
    services.tasks_trash(tasks[:2])
    check(1, ["blouse", "lehenga"])
    services.tasks_restore(tasks)
    services.tasks_restore(tasks)
    check(3, ["blouse", "lehenga"])


def test_deleting_removes_garments_that_no_task_has(new_task, check):
    first, second = new_task(changes=TWO), new_task(changes=TWO[:1])
    services.task_delete(first)
    check(1, ["blouse"])
    services.tasks_trash([second])
    second.refresh_from_db()
    services.task_delete(second)
    check(0, [])


def test_a_task_that_is_deleted_twice_is_counted_once(new_task, check):
    task, copy = new_task(), RecolorTask.objects.get()
    new_task()
    services.task_delete(task)
    services.task_delete(copy)
    check(1, ["blouse"])


def test_a_task_that_was_trashed_in_the_meantime_is_counted_once(new_task, check):
    task = new_task()
    services.tasks_trash([RecolorTask.objects.get()])
    assert task.trashed_at is None
    services.task_delete(task)
    check(0, [])


def test_photos_take_their_tasks_along(new_task, new_photo, photo, check):
    new_task(new_photo())
    new_task(changes=TWO)
    services.photo_trash(photo)
    check(1, ["blouse", "lehenga"])
    services.photos_restore([photo])
    check(2, ["blouse", "lehenga"])
    services.photo_trash(photo)
    services.trash_purge(photo.workspace)
    check(1, ["blouse"])


def test_renaming_a_photo_renames_its_tasks(new_task, new_photo, photo, check):
    pose = new_photo(kind="pose", model=photo, name="Àlpha pose")
    new_task(pose)
    services.task_create(photo.workspace, pose=pose, model=photo, changes=TWO)
    new_task(photo)
    services.photo_update(photo, name="Ärmel Eins")
    check(3, ["blouse", "lehenga"])
    names = RecolorTask.objects.filter(for_photo(photo.pk)).values_list("photo_name", flat=True)
    assert list(names) == ["ärmel eins"]


def test_batches_and_pasted_colors(new_photo, photo, person, workspace, check):
    requests = [{"pose": None, "model": each, "changes": TWO} for each in (photo, new_photo())]
    services.batch_create(workspace, [dict(each, quality="2k", output_format="jpeg") for each in requests])
    check(2, ["blouse", "lehenga"])
    colorway = services.colorways_of(RecolorTask.objects.all())[0]
    keys = [cell.key for cell in services.colorways_plan([colorway], [photo], repeat=True)[0].cells]
    services.colorways_paste(workspace, [colorway], [photo], keys=keys, repeat=True, created_by=person)
    check(3, ["blouse", "lehenga"])
    services.batch_create(
        workspace, [dict(each, quality="2k", output_format="jpeg") for each in requests], dry_run=True
    )
    check(3, ["blouse", "lehenga"])


def test_deleting_a_workspace_deletes_its_summaries(new_task, workspace):
    new_task(changes=TWO)
    services.workspace_delete(workspace)
    assert not TaskCount.objects.exists()
    assert not FilterChoice.objects.exists()


def test_the_sweep_replaces_the_rows_of_the_count_by_their_sum(new_task, workspace):
    for _ in range(5):
        new_task()
    assert TaskCount.objects.count() == 5
    services.sweep()
    assert list(TaskCount.objects.values_list("workspace", "change")) == [(workspace.pk, 5)]
    services.sweep()
    assert selectors.task_count(workspace) == 5


def test_the_command_repairs_every_summary(new_task, workspace, photo):
    new_task(changes=TWO)
    right = summaries(workspace)
    TaskCount.objects.all().update(change=9)
    FilterChoice.objects.filter(garment="blouse").update(garment="saree")
    RecolorTask.objects.update(photo_name="x", farthest=7)
    ColorChange.objects.update(garment="x")
    call_command("rebuild_summaries")
    assert summaries(workspace) == right


def test_summaries_take_a_fixed_number_of_queries(new_task, django_assert_num_queries):
    tasks = [new_task(changes=TWO) for _ in range(3)]
    with django_assert_num_queries(12):  # five of them for the summaries: lock, count, garments, unused garments
        services.task_delete(tasks[0])
    with django_assert_num_queries(12):
        services.task_delete(tasks[1])
