"""The gallery: filters, order, pages, and its query budget."""

import pytest
from django.urls import reverse

from recolor import services

from ..conftest import shown_ids


def test_an_empty_library_and_gallery_say_what_to_do(signed_in):
    assert "No photos yet" in signed_in.get(reverse("photos")).text
    page = signed_in.get(reverse("gallery")).text
    assert "No results yet" in page and 'id="filters"' not in page
    page = signed_in.get(reverse("gallery"), {"q": "silk"}).text
    assert "No result matches" in page and 'id="filters"' in page


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"q": "sku-7"}, [1, 0]),
        ({"q": "mustard"}, [2]),
        ({"q": "dress blouse"}, [3, 2, 0]),
        ({"garment": "lehenga"}, [1]),
        ({"family": "blue"}, [1, 0]),
        ({"garment": "blouse", "family": "blue"}, [0]),
        ({"status": "failed"}, []),
        ({"review": "approved"}, []),
        ({"sort": "oldest"}, [0, 1, 2, 3]),
        ({"sort": "photo"}, [3, 2, 1, 0]),
        ({"since": "2999-01-01"}, []),
        ({"until": "2999-01-01"}, [3, 2, 1, 0]),
        ({"sort": "odd", "family": "plaid", "since": "x", "page_size": "0"}, [3, 2, 1, 0]),
    ],
)
def test_filters_and_order_come_from_the_query(signed_in, results, filters, expected):
    page = signed_in.get(reverse("gallery"), filters).text
    assert shown_ids(page) == [results[index].pk for index in expected]


def test_a_result_is_found_by_its_number(signed_in, results):
    assert shown_ids(signed_in.get(reverse("gallery"), {"q": f"#{results[2].pk}"}).text) == [results[2].pk]


def test_pages_and_filters(signed_in, new_task):
    ids = [new_task().pk for _ in range(5)]
    services.task_run(ids[0])
    page = signed_in.get(reverse("gallery"), {"page_size": 2, "page": 2}).text
    assert [f'id="task-{pk}"' in page for pk in ids] == [False, True, True, False, False]
    assert "page_size=2" in page, "the links to other pages keep the page size"
    done = signed_in.get(reverse("gallery"), {"status": "completed"}).text
    assert [f'id="task-{pk}"' in done for pk in ids] == [True, False, False, False, False]
    assert signed_in.get(reverse("gallery"), {"page": "x", "page_size": 10**9, "status": "odd"}).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_results(signed_in, new_task, django_assert_max_num_queries):
    for _ in range(2):
        new_task()
    # session, user, workspaces, open work, garments to filter by, saved views, count, ids, tasks with their photos,
    # color changes
    with django_assert_max_num_queries(10):
        signed_in.get(reverse("gallery"))
    for _ in range(6):
        new_task()
    with django_assert_max_num_queries(10):
        signed_in.get(reverse("gallery"))


def test_a_full_page_needs_few_queries_and_bytes(signed_in, results, new_task, django_assert_max_num_queries):
    for _ in range(44):
        new_task()
    # session, user, workspaces, open work, garments to filter by, saved views, count, ids, tasks with their photos,
    # color changes
    with django_assert_max_num_queries(10):
        page = signed_in.get(reverse("gallery"), {"page_size": 48})
    assert len(shown_ids(page.text)) == 48
    assert len(page.content) < 200_000


def test_the_engine_is_shown_only_beside_another_one(signed_in, new_task):
    task = new_task()
    for address in (reverse("gallery"), reverse("result", args=[task.pk])):
        assert "Built-in engine" not in signed_in.get(address).text
