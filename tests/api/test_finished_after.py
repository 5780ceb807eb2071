"""Reading what has finished since the last time: each task once, whatever happens between two calls."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recolor import services
from recolor.models import RecolorTask

from ..web.results.test_long_lists import on_sqlite, plan_of  # noqa: F401  # a fixture

LIST = "/v4/models/multipose-image-recolor/"
START = "2001-01-01T00:00:00Z"


@pytest.fixture
def finish():
    """Return a function that lets a task have finished so many seconds before the test."""
    now = timezone.now()

    def update(pk, seconds_ago):
        RecolorTask.objects.filter(pk=pk).update(completed_at=now - timedelta(seconds=seconds_ago))

    return update


@pytest.fixture
def finished(new_task, finish):
    """Return a function that creates tasks that were canceled so many seconds ago, and returns their ids."""

    def create(*seconds_ago):
        tasks = [new_task() for _ in seconds_ago]
        for task, seconds in zip(tasks, seconds_ago, strict=True):
            services.task_cancel(task)
            finish(task.pk, seconds)
        return [task.pk for task in tasks]

    return create


@pytest.fixture
def read(api):
    """Return a function that returns the ids of a page and the cursor."""

    def get(cursor, **filters):
        answer = api.get(LIST, {"finished_after": cursor, **filters}).json()
        return [task["id"] for task in answer["results"]], answer["finished_after"]

    return get


def test_each_task_is_listed_once_in_the_order_in_which_they_finished(read, finished, finish, new_task):
    third, first, second = finished(60, 90, 70)
    queued = new_task()
    ids, cursor = read(START)
    assert ids == [first, second, third]
    assert read(cursor) == ([], cursor)
    services.task_cancel(queued)
    finish(queued.pk, 50)
    assert read(cursor)[0] == [queued.pk]


def test_tasks_that_finished_at_the_same_time_are_listed_once(read, finished):
    ids = finished(60, 60, 60)
    first, cursor = read(START, page_size=2)
    rest, cursor = read(cursor, page_size=2)
    assert first + rest == ids and read(cursor)[0] == []


def test_the_next_page_begins_after_the_last_task_although_earlier_ones_are_gone(api, read, finished):
    first, second, third, fourth = finished(90, 80, 70, 60)
    page = api.get(LIST, {"finished_after": START, "page_size": 2}).json()
    services.task_retry(RecolorTask.objects.get(pk=first))
    services.task_delete(RecolorTask.objects.get(pk=second))
    following = api.get(page["next"]).json()
    assert [task["id"] for task in following["results"]] == [third, fourth]
    assert (following["next"], following["count"]) == (None, 2)


def test_a_task_that_has_just_finished_waits_for_those_that_may_be_committed_later(read, finished, finish):
    early, late = finished(60, 2)
    ids, cursor = read(START)
    assert ids == [early]
    finish(late, 30)
    assert read(cursor)[0] == [late]


def test_a_task_that_has_finished_again_is_listed_again(read, finished, finish):
    (pk,) = finished(60)
    _ids, cursor = read(START)
    services.task_retry(RecolorTask.objects.get())
    assert read(START)[0] == []
    services.task_cancel(RecolorTask.objects.get())
    finish(pk, 30)
    assert read(cursor)[0] == [pk]


def test_it_can_be_combined_with_the_other_filters(read, finished, photo):
    first, second = finished(70, 60)
    RecolorTask.objects.filter(pk=first).update(status="completed", review="approved")
    assert read(START, status="completed", review="approved", target="blouse", photo=photo.pk)[0] == [first]
    assert read(START, status="failed")[0] == [second]
    assert read(START, target="saree")[0] == read(START, batch=7)[0] == []
    services.tasks_trash(RecolorTask.objects.filter(pk=second))
    assert read(START)[0] == [first]


@pytest.mark.parametrize("value", ["", "soon", f"{START}~", f"{START}~x", f"{START}~{'9' * 30}", "~5"])
def test_a_wrong_place_is_refused(api, value):
    response = api.get(LIST, {"finished_after": value})
    assert response.status_code == 400
    assert list(response.json()) == ["finished_after"]
    assert "2026-11-28T09:00:00Z" in response.json()["finished_after"][0]


def test_other_lists_have_no_place(api, finished):
    finished(60)
    assert "finished_after" not in api.get(LIST).json()


@pytest.mark.parametrize("filters", [{}, {"status": "failed"}, {"review": "to_review"}, {"target": "blouse"}])
def test_a_page_is_read_in_the_order_of_an_index(on_sqlite, api, finished, filters):  # noqa: F811
    finished(60, 60)
    with CaptureQueriesContext(connection) as captured:
        api.get(LIST, {"finished_after": START, **filters})
    sorted_ones = [query["sql"] for query in captured if "completed_at" in query["sql"] and "ORDER BY" in query["sql"]]
    plan = plan_of(sorted_ones[0])
    assert "tasks_finished" in " ".join(plan)
    assert not [step for step in plan if "TEMP B-TREE" in step], plan


def test_the_number_of_queries_does_not_grow(api, finished, django_assert_num_queries):
    finished(*range(60, 70))
    api.get(LIST)  # notes the use of the key
    with django_assert_num_queries(5):  # the key, the count, the ids, the tasks, their changes
        assert len(api.get(LIST, {"finished_after": START}).json()["results"]) == 10
