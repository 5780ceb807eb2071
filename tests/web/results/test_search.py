"""Words in the search field of the gallery: where they are found, and that not all tasks are read for them."""

import sqlite3

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recolor import services
from recolor.models import ColorChange, Photo, RecolorTask

from ..conftest import shown_ids


@pytest.fixture
def search(signed_in):
    """Return a function that searches the gallery for words and returns the ids of the results."""
    return lambda words: shown_ids(signed_in.get("/results/", {"q": words}).text)


@pytest.fixture(params=["few", "some", "many", "many photos", "many texts"])
def amount(request, monkeypatch):
    """Look for words in the ways that differ by how much is found."""
    constants = {
        "few": {},
        "some": {"_FEW": 0, "_SHARE": 1},
        "many": {"_FEW": 0, "_SOME": 0},
        "many photos": {"_MOST_PHOTOS": 0},
        "many texts": {"_MOST_TEXTS": 0},
    }
    for name, value in constants[request.param].items():
        monkeypatch.setattr(f"recolor.search.{name}", value)


@pytest.fixture
def described(results):
    """Return the results, with an SKU, a name and a note."""
    Photo.objects.filter(pk=results[2].photo_id).update(sku="ZX-99")
    RecolorTask.objects.filter(pk=results[0].pk).update(name="Monsoon 100%")
    services.tasks_review(results[3:], "rejected", note="Edge of the sleeve")
    return results


@pytest.mark.usefixtures("amount")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("sku-7", [1, 0]),
        ("GREEN", [3, 2]),
        ("zx", [3, 2]),
        ("monsoon", [0]),
        ("100%", [0]),
        ("%", [0]),
        ("sleeve edge", [3]),
        ("BLOU", [3, 2, 0]),
        ("Royal", [0]),
        ("#c2185b", [3]),
        ("#4169E1", [0]),
        ("dress blouse", [3, 2, 0]),
        ("dress lehenga navy", [1]),
        ("blouse lehenga", []),
        ("e navy", [1]),
        ("nothing", []),
        ("nothing dress", []),
        ("#000000", []),
        ("9" * 30, []),
    ],
)
def test_all_words_are_found_in_what_describes_a_result(search, described, words, expected):
    assert search(words) == [described[index].pk for index in expected]


@pytest.mark.usefixtures("amount")
def test_words_and_filters_apply_together(signed_in, results):
    page = signed_in.get("/results/", {"q": "dress", "garment": "blouse", "family": "blue", "sort": "photo"}).text
    assert shown_ids(page) == [results[0].pk]


@pytest.mark.usefixtures("amount")
def test_the_trash_and_other_workspaces_are_not_searched(search, results, other_workspace, new_photo):
    services.tasks_trash(results[:1])
    photo = new_photo(workspace=other_workspace, name="Red dress")
    hidden = services.task_create(other_workspace, model=photo, changes=[{"target": "lehenga", "color": "navy"}])
    assert search("red") == search("lehenga navy") == [results[1].pk]
    assert search("royal") == search(f"#{results[0].pk}") == search(f"#{hidden.pk}") == []


@pytest.mark.parametrize(
    "target", ["kırmızı elbise", "ÉCHARPE", "écharpe", "Maß", "a_b", "a%b", "a\\b", "it's", '"a"', "👗"]
)
def test_any_text_is_found_in_upper_and_lower_case(search, new_task, target):
    task = new_task()
    ColorChange.objects.filter(task=task).update(target=target)
    assert search(target) == search(target.upper()) == [task.pk]
    assert search("a" + target) == []


@pytest.fixture
def usual_limit(db):
    """Let SQLite take as many values as it does unless it was built otherwise, as by Debian."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    category = sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER
    before = connection.connection.setlimit(category, 32_766)
    yield
    connection.connection.setlimit(category, before)


@pytest.mark.usefixtures("usual_limit")
def test_words_of_many_texts_name_no_more_values_than_sqlite_takes(search, new_task, workspace):
    task = new_task()
    texts = [f"abcdefghijklmnop {number}" for number in range(3000)]
    ColorChange.objects.bulk_create(
        ColorChange(task=task, position=number + 1, workspace=workspace, target=text, garment=text, color=text)
        for number, text in enumerate(texts)
    )
    assert search("a b c d e f g h") == [task.pk]
    assert search("a b c d e f g q") == []


@pytest.mark.parametrize("words", ["nothing", "#123456", "royal", "sku-7"])
def test_no_query_reads_all_tasks(signed_in, workspace, described, words):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads small tables as a whole")
    with CaptureQueriesContext(connection) as captured:
        signed_in.get("/results/", {"q": words})
    statements = [query["sql"] for query in captured if query["sql"].startswith(("SELECT", "WITH", "\nWITH"))]
    with connection.cursor() as cursor:
        steps = [step for sql in statements for *_ids, step in cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
    large = [step for step in steps if "recolor_recolortask" in step or "recolor_colorchange" in step]
    assert large and not [step for step in large if step.startswith("SCAN")]
    # The least target or color of a workspace is the first in its index.
    least = ("changes_target (workspace_id=?)", "changes_color (workspace_id=?)")
    assert not [step for step in large if step.endswith("(workspace_id=?)") and not step.endswith(least)]


def test_the_number_of_queries_does_not_grow_with_the_words_found(signed_in, described, django_assert_max_num_queries):
    # beside the queries of every gallery: photos, targets, colors, and the tasks of each of them, names and notes
    with django_assert_max_num_queries(10 + 8):
        signed_in.get("/results/", {"q": "e"})


def test_the_number_of_queries_is_bounded_for_any_number_of_words(
    signed_in, new_task, described, django_assert_max_num_queries
):
    characters = "abcdefgh"
    task = new_task()
    ColorChange.objects.filter(task=task).update(target=characters)
    with django_assert_max_num_queries(10 + 2 + 8 * 6):  # targets and colors once, and six for each of eight words
        page = signed_in.get("/results/", {"q": " ".join(characters)}).text
    assert shown_ids(page) == [task.pk]
    assert shown_ids(signed_in.get("/results/", {"q": " ".join(characters.replace("h", "ß"))}).text) == []


@pytest.mark.parametrize(
    ("name", "row"), [("gallery", "data-task"), ("photos", "data-photo"), ("batches", "batch-list")]
)
def test_more_words_than_eight_find_nothing_and_the_page_says_why(signed_in, batch, name, row):
    photo = batch.tasks.first().model
    Photo.objects.filter(pk=photo.pk).update(name="abcdefghi")
    batch.name = "abcdefghi"
    batch.save()
    page = signed_in.get(reverse(name), {"q": "a b c d e f g h"}).text
    assert row in page and "at most" not in page
    repeated = signed_in.get(reverse(name), {"q": "a b c d e f g h a b"}).text
    assert row in repeated, "a repeated word counts once"
    page = signed_in.get(reverse(name), {"q": "a b c d e f g h i"}).text
    assert row not in page and "Search for at most 8 words." in page


def test_words_that_are_seldom_together_are_found_by_the_ids_of_one(search, signed_in, results, monkeypatch):
    monkeypatch.setattr("recolor.search._FEW", 0)
    monkeypatch.setattr("recolor.search._SHARE", 1)
    with CaptureQueriesContext(connection) as captured:
        assert search("blouse lehenga") == []
    page = next(query["sql"] for query in captured if "COUNT" not in query["sql"] and "LIMIT 12" in query["sql"])
    assert "IN (SELECT" in page
