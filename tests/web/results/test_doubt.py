"""Doubtful outlines in the gallery and on the page of a result."""

import pytest
from django.urls import reverse

from recolor import services
from recolor.engines.measured import doubt_text
from recolor.models import ColorChange, RecolorTask

from ..conftest import HTMX, shown_ids


@pytest.fixture
def doubtful(results):
    """Make the blouse of the first result doubtful, and return the result."""
    ColorChange.objects.filter(task=results[0]).update(doubtful=True)
    return results[0]


@pytest.mark.parametrize("name", ["result", "result_compare"])
def test_a_doubtful_outline_never_just_passes(signed_in, doubtful, name):
    page = signed_in.get(reverse(name, args=[doubtful.pk])).text
    assert "verdict-pass" not in page
    assert "Check the outline" in page
    assert f'href="{reverse("photo", args=[doubtful.photo.pk])}?correct=blouse"' in page


@pytest.mark.parametrize("name", ["result", "result_compare", "reviewing"])
def test_a_doubtful_outline_is_said_once_with_the_link(signed_in, doubtful, name):
    ColorChange.objects.filter(task=doubtful).update(warning=f"{doubt_text('blouse')} No folds were found.")
    address = f"{reverse(name)}?task={doubtful.pk}" if name == "reviewing" else reverse(name, args=[doubtful.pk])
    page = signed_in.get(address, follow=True).text
    assert page.count("Check the outline: blouse") == 1 and "uncertain" not in page
    assert "Blouse: No folds were found." in page, "another warning stays"
    ColorChange.objects.filter(task=doubtful).update(warning=doubt_text("blouse"))
    assert "alert-warning mt-3" not in signed_in.get(address, follow=True).text


def test_a_color_that_is_off_is_shown_beside_the_doubt(signed_in, doubtful):
    ColorChange.objects.filter(task=doubtful).update(delta_e=9)
    page = signed_in.get(reverse("result", args=[doubtful.pk])).text
    assert "verdict-off" in page
    assert "Check the outline" in page


def test_the_mark_of_a_hosted_photo_is_no_link(signed_in, doubtful):
    type(doubtful.photo).objects.filter(pk=doubtful.photo.pk).update(hosted_id="7")
    page = signed_in.get(reverse("result", args=[doubtful.pk])).text
    assert "Check the outline" in page
    assert "?correct=" not in page


def test_cards_name_the_doubtful_garments(signed_in, results, doubtful):
    page = signed_in.get(reverse("gallery")).text
    assert page.count("Check the outline: blouse") == 1
    assert "Check the outline: lehenga" not in page


def test_a_card_in_progress_has_no_marks(signed_in, results, doubtful):
    """A poll may read a task just before, and its color changes just after the worker has stored the result."""
    RecolorTask.objects.filter(pk=doubtful.pk).update(status="processing")
    assert "Check the outline" not in signed_in.get(reverse("gallery")).text


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"outline": "check"}, [1, 0]),
        ({"outline": "check", "garment": "blouse"}, [0]),
        ({"outline": "check", "family": "blue", "review": "to_review"}, [1, 0]),
        ({"outline": "check", "family": "yellow"}, []),
        ({"outline": "check", "q": "royal"}, [0]),
        ({"outline": "odd"}, [3, 2, 1, 0]),
    ],
)
def test_the_gallery_is_filtered_by_outlines_to_check(signed_in, results, doubtful, filters, expected):
    ColorChange.objects.filter(task=results[1]).update(doubtful=True)
    page = signed_in.get(reverse("gallery"), filters).text
    assert shown_ids(page) == [results[index].pk for index in expected]
    assert (f"{len(expected)} result" in page, "Show all" in page) == (True, filters["outline"] == "check")


def test_the_garment_and_its_outline_are_filtered_together(signed_in, photo, new_task):
    changes = [{"target": "blouse", "color": "navy"}, {"target": "lehenga", "color": "red"}]
    task = new_task(changes=changes)
    services.task_run(task.pk)
    ColorChange.objects.filter(task=task, target="blouse").update(doubtful=True)
    for garment, expected in (("blouse", [task.pk]), ("lehenga", [])):
        page = signed_in.get(reverse("gallery"), {"outline": "check", "garment": garment}).text
        assert shown_ids(page) == expected


def test_the_filter_and_the_marks_need_no_more_queries(signed_in, results, django_assert_max_num_queries):
    ColorChange.objects.update(doubtful=True)
    # session, user, workspaces, open work, garments to filter by, count, ids, tasks with their photos, color changes,
    # saved views
    with django_assert_max_num_queries(10):
        page = signed_in.get(reverse("gallery"), {"outline": "check"}).text
    assert page.count("Check the outline:") == 4
    assert '<option value="check" selected>' in page


def test_a_bulk_action_on_all_matching_results_honors_the_filter(signed_in, results, doubtful):
    form = {"action": "reject", "all": "1", "filters": "outline=check"}
    signed_in.post(reverse("bulk"), form, **HTMX)
    assert [type(task).objects.get(pk=task.pk).review for task in results] == ["rejected"] + 3 * ["to_review"]
