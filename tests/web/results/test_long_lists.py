"""Long lists: the gallery counts up to a limit, the API exactly, and every order gives all rows once."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recolor import selectors, services
from recolor.filters import SORTS, changes_that_count, filter_tasks
from recolor.models import Batch, ColorChange, RecolorTask

from ..conftest import shown_ids

TWO_BLUES = [{"target": "blouse", "color": "navy"}, {"target": "lehenga", "color": "royal blue"}]
LIST = "/v4/models/multipose-image-recolor/"


@pytest.fixture
def small_limit(monkeypatch):
    monkeypatch.setattr("recolor.selectors.pages.COUNTED", 3)


@pytest.fixture
def on_sqlite(db):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads small tables as a whole")


def plan_of(statement: str) -> list[str]:
    """Return the steps by which SQLite runs a statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        return [row[3] for row in cursor.fetchall()]


def gallery(client, **query) -> str:
    return " ".join(client.get(reverse("gallery"), query).text.split())


def test_without_filters_the_count_is_exact(signed_in, results, small_limit):
    assert "4 results" in gallery(signed_in)


def test_a_filtered_list_is_counted_up_to_a_limit(signed_in, results, small_limit):
    page = gallery(signed_in, status="completed", page_size=1)
    assert "3+ results" in page and "Select all 3+" in page
    assert "page=4" in page, "the last of the pages that are known"
    page = gallery(signed_in, status="completed", page_size=1, page=4)
    assert "4 results" in page and "Select all 4 " in page, "the count reaches to the end of the requested page"
    assert shown_ids(page) == [results[0].pk]
    assert "3 results" in gallery(signed_in, garment="blouse")


@pytest.mark.parametrize("page", ["0", "-1", "x", "999", "9" * 30])
def test_a_page_that_does_not_exist_shows_another_one(signed_in, results, small_limit, page):
    assert len(shown_ids(gallery(signed_in, status="completed", page=page))) == 4


def test_the_api_counts_exactly(client, api_key, results, small_limit):
    get = {"headers": {"x-api-key": api_key}}
    assert client.get(LIST, **get).json()["count"] == 4
    assert client.get(LIST, {"status": "completed"}, **get).json()["count"] == 4
    assert client.get(LIST, {"target": "blouse"}, **get).json()["count"] == 3
    services.tasks_trash(results[:1])
    assert client.get(LIST, **get).json()["count"] == 3


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("filters", [{}, {"family": "blue"}, {"garment": "BLOUSE"}, {"since": "2001-01-01"}])
def test_pages_and_neighbors_follow_every_order(signed_in, results, new_task, workspace, sort, filters):
    services.task_run(new_task(changes=TWO_BLUES).pk)
    ColorChange.objects.filter(task=results[1]).update(delta_e=5)
    RecolorTask.objects.filter(pk=results[1].pk).update(farthest=5)
    ids = shown_ids(gallery(signed_in, sort=sort, **filters))
    assert len(ids) == len(set(ids)) >= 3, "a task with two blue garments is listed once"
    pages = [
        shown_ids(gallery(signed_in, sort=sort, page_size=1, page=page + 1, **filters)) for page in range(len(ids))
    ]
    assert [pk for page in pages for pk in page] == ids
    since = date(2001, 1, 1) if "since" in filters else None
    rows = filter_tasks(selectors.tasks(workspace), workspace, {**filters, "sort": sort, "since": since})
    for before, pk, after in zip([None, *ids], ids, [*ids[1:], None], strict=False):
        assert selectors.neighbors(rows, pk) == (before, after)


@pytest.mark.parametrize("sort", SORTS)
def test_a_row_that_has_left_the_list_keeps_its_neighbors(workspace, results, sort):
    RecolorTask.objects.filter(pk=results[1].pk).update(farthest=5)
    rows = filter_tasks(selectors.tasks(workspace), workspace, {"review": "to_review", "sort": sort})
    ids = [task.pk for task in rows]
    services.tasks_review(results[1:2], "approved")
    place = ids.index(results[1].pk)
    around = selectors.Neighbors(ids[place - 1] if place else None, next(iter(ids[place + 1 :]), None))
    assert selectors.neighbors(rows, results[1].pk) == around != (None, None)


def test_a_row_that_does_not_exist_has_no_neighbors(workspace, results):
    assert selectors.neighbors(selectors.tasks(workspace), results[-1].pk + 1) == (None, None)


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ({}, "tasks_newest"),
        ({"status": "completed"}, "tasks_status"),
        ({"review": "approved"}, "tasks_review"),
        ({"since": "2001-01-01"}, "tasks_created"),
        ({"sort": "photo"}, "tasks_photo_name"),
        ({"photo": "1"}, "tasks_of_photo"),
        ({"batch": "1"}, "tasks_of_batch"),
        ({"sort": "farthest"}, "tasks_farthest"),
        ({"family": "gray"}, "changes_family"),
        ({"garment": "blouse"}, "changes_garment"),
        ({"outline": "check"}, "changes_doubtful"),
    ],
)
def test_a_page_is_read_in_the_order_of_an_index(on_sqlite, signed_in, results, filters, index):
    with CaptureQueriesContext(connection) as captured:
        signed_in.get(reverse("gallery"), filters)
    (statement,) = [
        query["sql"] for query in captured if query["sql"].startswith('SELECT "recolor_recolortask"."id" AS "pk"')
    ]
    plan = plan_of(statement)
    assert index in " ".join(plan)
    assert not [step for step in plan if "TEMP B-TREE" in step], plan


@pytest.mark.parametrize("photo", [1, 7])
def test_the_api_finds_the_tasks_of_a_photo_by_an_index(on_sqlite, client, api_key, results, photo):
    with CaptureQueriesContext(connection) as captured:
        client.get(LIST, {"photo": photo}, headers={"x-api-key": api_key})
    (count,) = [query["sql"] for query in captured if query["sql"].startswith("SELECT COUNT(*)")]
    assert "tasks_of_photo" in " ".join(plan_of(count))


def test_versions_are_found_by_an_index_after_an_analyze(on_sqlite, workspace, results):
    RecolorTask.objects.bulk_create(
        RecolorTask(workspace=workspace, model=results[0].model, photo_id=results[0].photo_id) for _ in range(300)
    )
    batch = Batch.objects.create(workspace=workspace, name="Spring")
    RecolorTask.objects.update(batch=batch)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as captured:
        list(changes_that_count(batch))
    plan = " ".join(plan_of(captured[0]["sql"]))
    assert "tasks_versions" in plan


def test_the_results_that_photos_have_already_are_found_by_an_index(on_sqlite, results):
    colorway = services.Colorway.of(results[0])
    with CaptureQueriesContext(connection) as captured:
        services.colorways_grid([colorway], [task.photo for task in results])
    (statement,) = [query["sql"] for query in captured if '"color_hex" IN' in query["sql"]]
    assert "tasks_of_photo" in " ".join(plan_of(statement))


def test_results_in_the_same_colors_are_found_by_an_index(on_sqlite, results):
    with CaptureQueriesContext(connection) as captured:
        selectors.same_colors(results[0])
    (statement,) = [query["sql"] for query in captured if '"color_hex" = ' in query["sql"]]
    assert "(workspace_id=? AND garment=?)" in " ".join(plan_of(statement))
