"""Queries whose statement is built once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from recolor.models import ApiKey, ColorChange, RecolorTask
from recolor.prepared_query import PreparedQuery


@pytest.fixture
def tasks_by_number():
    return PreparedQuery(lambda pk: RecolorTask.objects.filter(pk=pk).only("status", "created_at", "review"), 1)


def test_rows_are_those_of_the_query(new_task, tasks_by_number, django_assert_num_queries):
    first, second = new_task(), new_task()
    for task in (second, first, second):
        (found,) = tasks_by_number.rows(task.pk)
        with django_assert_num_queries(0):
            assert (found.status, found.created_at, found.review) == (task.status, task.created_at, task.review)
        assert found == task
        assert found.get_deferred_fields() >= {"progress", "result"}
    assert tasks_by_number.rows(second.pk + 1) == []


def test_values_are_converted_as_django_does(new_task):
    change = new_task().color_changes.get()
    ColorChange.objects.filter(pk=change.pk).update(layers=[{"name": "base"}], protect_details=False)
    change.refresh_from_db()
    (found,) = PreparedQuery(lambda task: ColorChange.objects.filter(task=task), 1).rows(change.task_id)
    for field in ColorChange._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(change, field.attname)
        assert type(getattr(found, field.attname)) is type(getattr(change, field.attname))


def test_a_related_row_is_read_along(workspace, api_key, django_assert_num_queries):
    keys = PreparedQuery(lambda name: ApiKey.objects.filter(name=name).select_related("workspace"), "a name")
    with django_assert_num_queries(1):
        (found,) = keys.rows("tests")
        assert (found.workspace, found.workspace.name) == (workspace, "Studio")
        assert found.workspace.created_at == workspace.created_at
    assert found.is_valid(api_key)


def test_related_rows_that_are_missing_are_none(new_task, photo, django_assert_num_queries):
    task = new_task()
    tasks = PreparedQuery(lambda pk: RecolorTask.objects.filter(pk=pk).select_related("pose", "model", "workspace"), 1)
    with django_assert_num_queries(1):
        (found,) = tasks.rows(task.pk)
        assert (found.model, found.pose, found.workspace) == (photo, None, photo.workspace)
        assert (found.photo.name, found.status) == (photo.name, task.status)


def test_values_may_come_in_any_order_beside_constants(new_task):
    task = new_task()
    query = PreparedQuery(
        lambda pk, progress: RecolorTask.objects.filter(status="queued", progress=progress, pk=pk).values_list("pk"),
        11,
        12,
    )
    assert query.rows(task.pk, 0) == [(task.pk,)]
    assert query.rows(task.pk, 1) == query.rows(task.pk + 1, 0) == []


@pytest.mark.parametrize("examples", [(1, 1), (1, 0)])
def test_values_that_are_not_told_apart_are_refused(examples):
    query = PreparedQuery(lambda pk, attempt: RecolorTask.objects.filter(progress=0, attempt=attempt, pk=pk), *examples)
    with pytest.raises(AssertionError, match="each value once"):
        query.rows(1, 2)


@pytest.mark.django_db(transaction=True)
def test_each_thread_has_a_connection_of_its_own(new_task, tasks_by_number):
    task = new_task()
    assert tasks_by_number.rows(task.pk) == [task]

    def ask():
        try:
            return tasks_by_number.rows(task.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(ask).result() == [task]
