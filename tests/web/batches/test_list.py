"""The list of batches: searching, renaming and deleting."""

import re

from django.urls import reverse

from ..conftest import HTMX, problem_at, shown_ids
from .conftest import address, names, run


def test_an_empty_list_says_what_to_do(signed_in):
    page = signed_in.get(reverse("batches")).text
    assert "No batches yet" in page and reverse("photos") in page
    assert 'aria-current="page"' in page.split(f'href="{reverse("batches")}"')[1][:60]


def test_the_list_shows_progress_and_thumbnails(signed_in, batch, new_batch):
    run(batch)
    new_batch(name="Waiting")
    page = signed_in.get(reverse("batches")).text
    assert "2 of 2 results are ready" in page and "0 of 2 results are ready" in page
    assert page.index("Waiting") < page.index("Spring")
    assert page.count("/files/thumbnail/") == 2
    assert "every 4s" in page, "one batch is in progress"
    run(batch.workspace.batches.get(name="Waiting"))
    assert "every 4s" not in signed_in.get(reverse("batches"), **HTMX).text


def test_the_number_of_queries_of_the_list_is_fixed(signed_in, new_batch, django_assert_num_queries):
    for _ in range(3):
        run(new_batch())
        # session, user, workspaces, open work, number of batches, their ids, batches, thumbnails
        with django_assert_num_queries(8):
            signed_in.get(reverse("batches"))


def test_batches_are_searched_by_name_and_number(signed_in, new_batch):
    spring, autumn = new_batch(name="Spring 26"), new_batch(name="Autumn 26")
    assert names(signed_in, q="26 spring") == ["Spring 26"]
    assert names(signed_in, q=f"#{autumn.pk}") == ["Autumn 26"]
    assert names(signed_in) == ["Autumn 26", "Spring 26"]
    page = signed_in.get(reverse("batches"), {"q": "winter"}).text
    assert "No batch matches" in page and "No batches yet" not in page
    poll = {"HTTP_HX_TARGET": "batches", "HTTP_HX_TRIGGER": "batches", **HTMX}
    fragment = signed_in.get(reverse("batches"), {"q": "spring"}, **poll).text
    assert "?q=spring" in fragment and "<title>" not in fragment and spring.name in fragment


def test_a_batch_is_renamed(signed_in, batch):
    rename = reverse("batch_rename", args=[batch.pk])
    page = signed_in.post(rename, {"name": "  Summer   26 "}, follow=True).text
    assert '<h1 class="page-title">Summer 26</h1>' in page
    for name, text in ((" ", "Type a name"), ("x" * 81, "too long")):
        page = signed_in.post(rename, {"name": name}, follow=True).text
        assert text in problem_at(page, "batch-name") and '<h1 class="page-title">Summer 26</h1>' in page
        assert 'aria-describedby="problem-batch-name"' in page


def test_a_batch_is_deleted_with_its_results_which_can_be_undone(signed_in, batch, new_task):
    other = new_task()
    run(batch)
    page = signed_in.post(reverse("batch_delete", args=[batch.pk]), follow=True).text
    assert "Moved “Spring” with 2 results to the trash." in page and names(signed_in) == []
    assert signed_in.get(address(batch)).status_code == 404
    assert signed_in.get(reverse("batch_new"), {"batch": batch.pk}).status_code == 404
    assert shown_ids(signed_in.get(reverse("gallery")).text) == [other.pk]
    trash = signed_in.get(reverse("trash")).text
    assert all(
        reverse("result_file", args=[pk, "thumbnail"]) in trash for pk in batch.tasks.values_list("pk", flat=True)
    )
    assert reverse("result_file", args=[other.pk, "thumbnail"]) not in trash
    group = re.search(r'data-swap="#batches">.*?name="trash_group" value="([^"]+)"', page, re.DOTALL)[1]
    page = signed_in.post(
        reverse("trash_restore"), {"trash_group": group, "next": reverse("batches")}, follow=True
    ).text
    assert "Restored 1 batch and 2 results." in page and names(signed_in) == ["Spring"]
    assert batch.tasks.filter(trashed_at=None, status="completed").count() == 2
