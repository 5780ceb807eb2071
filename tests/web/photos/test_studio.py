"""The studio: its form, its poll, and creating tasks."""

import re

import pytest
from django.urls import reverse

from recolor import services
from recolor.models import Photo, RecolorTask

from ...services.masks import mask_upload
from ..conftest import HTMX


def test_the_studio_lists_the_garments(signed_in, photo):
    page = signed_in.get(reverse("photo", args=[photo.pk])).text
    assert "Blouse" in page
    assert "Lehenga" in page
    assert "every 1s" not in page, "nothing is in progress, so nothing polls"


def test_the_studio_polls_while_garments_are_found_and_keeps_typed_rows(signed_in, new_photo):
    photo = new_photo(found=False)
    address = reverse("photo", args=[photo.pk])
    assert "every 1s" in signed_in.get(address).text
    typed = {"searching": "1", "target": ["dupatta"], "color": ["rani pink"]}
    status = signed_in.get(f"{address}rows/", typed, **HTMX)
    assert status["HX-Retarget"] == "#garments-status" and "dupatta" not in status.text, "the rows stay as they are"
    services.photo_find_garments(photo.pk)
    fragment = signed_in.get(f"{address}rows/", typed, **HTMX).text
    assert "every 1s" not in fragment
    assert "rani pink" in fragment
    assert "Blouse" in fragment
    assert "<html" not in fragment


def test_the_studio_offers_swatches_and_recent_colors(signed_in, workspace, photo, new_task):
    services.swatch_create(services.palette_create(workspace, "Spring"), "Diwali rani", "#c2185b")
    new_task(changes=[{"target": "blouse", "color": "dusty rose"}])
    page = signed_in.get(reverse("photo", args=[photo.pk])).text
    assert 'data-color="Diwali rani"' in page
    assert 'data-color="dusty rose"' in page


def test_recent_colors_that_are_swatches_of_the_shown_palette_are_not_repeated(signed_in, workspace, photo, new_task):
    spring, autumn = (services.palette_create(workspace, name) for name in ("Spring", "Autumn"))
    services.swatch_create(spring, "Diwali rani", "#c2185b")
    services.swatch_create(autumn, "Rust", "#b7410e")
    new_task(changes=[{"target": "blouse", "color": "#C2185B"}, {"target": "lehenga", "color": "navy"}])
    page = signed_in.get(reverse("photo", args=[photo.pk])).text
    assert all(f'data-color="{color}"' in page for color in ("Diwali rani", "navy"))
    assert 'data-color="#C2185B"' not in page
    swatches = signed_in.post(reverse("palette_choose"), {"palette": autumn.pk}, **HTMX).text
    assert 'data-color="#C2185B"' in swatches and 'data-color="Diwali rani"' not in swatches


def test_recoloring_again_keeps_the_option_of_the_api_to_adapt_edges(signed_in, photo, new_task):
    task = new_task(refine_edges=True)
    address = reverse("photo", args=[photo.pk])
    page = signed_in.get(address, {"again": task.pk}).text
    assert 'name="refine_edges" checked' in page
    assert 'name="refine_edges"' not in signed_in.get(address).text
    form = {"target": "blouse", "color": "teal", "image_quality": "2k", "refine_edges": "on"}
    signed_in.post(address, form)
    again = RecolorTask.objects.exclude(pk=task.pk).get()
    assert again.refine_edges
    assert services.Colorway.of(again).refine_edges, "and so do copies"


def test_submitting_the_form_creates_a_task(signed_in, photo):
    form = {"target": ["blouse", "lehenga", ""], "color": ["royal blue", "", ""], "image_quality": "4k"}
    response = signed_in.post(reverse("photo", args=[photo.pk]), form)
    task = RecolorTask.objects.get()
    assert response["Location"] == reverse("result", args=[task.pk])
    assert task.image_quality == "4k"
    assert [change.target for change in task.color_changes.all()] == ["blouse"]


@pytest.mark.parametrize(
    ("target", "color", "problem"),
    [
        ("blouse", "", "at least one"),
        ("blouse", "bluuu", "bluuu"),
        ("", "red", "Which garment"),
        ("hat", "red", "Found"),
    ],
)
def test_an_invalid_form_shows_the_reason_and_keeps_its_values(signed_in, photo, target, color, problem):
    form = {"target": [target], "color": [color], "image_quality": "2k"}
    response = signed_in.post(reverse("photo", args=[photo.pk]), form)
    assert response.status_code == 422
    assert problem in response.text
    assert f'value="{color}"' in response.text
    assert not RecolorTask.objects.exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_problems_are_beside_the_fields_that_caused_them(signed_in, photo, headers):
    form = {"target": ["blouse", "lehenga", "sofa"], "color": ["bluuu", "red", "red"], "image_quality": "2k"}
    page = signed_in.post(reverse("photo", args=[photo.pk]), form, **headers)
    assert page.status_code == 422 and page.text.count('aria-invalid="true"') == 2
    rows = page.text.split('class="color-row"')[1:]
    for row, text in zip(rows, ["bluuu", "", "not a known garment"], strict=False):
        problem = row.split("data-problem>")[1] if text else ""
        assert text in problem
    assert ("<html" in page.text) is not bool(headers)


def test_a_refused_change_of_the_photo_is_explained_in_the_studio(signed_in, photo, new_task):
    new_task()
    studio = reverse("photo", args=[photo.pk])
    form = {"name": "A", "kind": "pose", "next": studio}
    page = signed_in.post(reverse("photo_edit", args=[photo.pk]), form, follow=True).text
    assert "cannot be changed" in page.split('id="problem-photo-edit"')[1].split("</p>")[0]
    assert '<details class="about" id="about" open>' in page and 'aria-describedby="problem-photo-edit"' in page


def test_more_colors_than_a_result_takes_are_named(signed_in, photo):
    form = {"target": [f"scarf {number}" for number in range(13)], "color": ["red"] * 13, "image_quality": "2k"}
    page = signed_in.post(reverse("photo", args=[photo.pk]), form).text
    assert "at most 12 colors; 13 are given" in page.split('id="problem-recolor"')[1].split("</p>")[0]


def test_without_any_color_the_first_field_is_marked(signed_in, photo):
    page = signed_in.post(reverse("photo", args=[photo.pk]), {"image_quality": "2k"}).text
    assert "at least one" in page.split('id="problem-recolor"')[1].split("</p>")[0]
    assert 'aria-invalid="true" aria-describedby="problem-recolor"' in page.split('class="color-row"')[1]


def test_a_name_of_several_garments_offers_them_and_a_click_recolors(signed_in, photo):
    services.garment_put(photo, "blouse 2", mask_upload(box=(0, 0, 20, 20)))
    services.garment_rename(photo.garments.get(name="blouse"), "blouse 1")
    photo.garments.update(corrected=False)
    address = reverse("photo", args=[photo.pk])
    form = {"target": ["blouse 1", "blouse 2", "lehenga", "the blouse"], "color": ["", "", "", "red"]}
    form["image_quality"] = "2k"
    page = signed_in.post(address, form).text
    assert "“blouse 1” or “blouse 2”" in page
    for name in ("blouse 1", "blouse 2"):
        assert f'name="choose" value="3:{name}"' in page and 'data-show="/photos/' in page
    answer = signed_in.post(address, form | {"choose": "3:blouse 2", "problems_shown": "1"}, **HTMX)
    assert answer.status_code == 200 and 'id="rows" hx-swap-oob="true"' in answer.text
    assert [change.target for change in RecolorTask.objects.get().color_changes.all()] == ["blouse 2"]


@pytest.mark.parametrize("choose", ["", ":", "9:blouse", "-1:blouse", "x", "٣:blouse"])
def test_a_choice_that_cannot_be_read_is_ignored(signed_in, photo, choose):
    form = {"target": ["blouse"], "color": ["red"], "image_quality": "2k", "choose": choose}
    assert signed_in.post(reverse("photo", args=[photo.pk]), form).status_code == 302


def test_the_form_starts_with_an_earlier_task(signed_in, photo, new_task):
    task = new_task(changes=[{"target": "lehenga", "color": "dusty rose"}], quality="original")
    page = signed_in.get(reverse("photo", args=[photo.pk]), {"again": task.pk}).text
    assert 'value="dusty rose"' in page
    assert 'value="original" checked' in page


def test_same_again_focuses_the_first_color_and_fills_garments_of_the_same_meaning(
    signed_in, photo, new_photo, new_task
):
    task = new_task(changes=[{"target": "choli", "color": "dusty rose"}])
    page = signed_in.get(reverse("photo", args=[new_photo().pk]), {"again": task.pk}).text
    assert page.count("autofocus") == 1
    row = page.split('name="target" value="blouse"')[1].split("color-row-reading")[0]
    assert "dusty rose" in row and "autofocus" in row
    assert 'value="choli"' not in page
    assert "autofocus" not in signed_in.get(reverse("photo", args=[photo.pk])).text


def test_recent_combinations_are_offered_once_and_fill_the_rows(signed_in, photo, new_task):
    together = [{"target": "blouse", "color": "navy"}, {"target": "lehenga", "color": "#c2185b"}]
    tasks = [new_task(changes=changes) for changes in (together, together[::-1], together[:1])]
    address = reverse("photo", args=[photo.pk])
    page = signed_in.get(address).text
    assert page.count("?again=") - page.count('data-action="again"') == 2, "a link and its htmx request"
    assert f'hx-get="{address}rows/?again={tasks[1].pk}"' in page
    fragment = signed_in.get(f"{address}rows/", {"again": tasks[1].pk}, **HTMX).text
    assert 'value="navy"' in fragment and 'value="#c2185b"' in fragment and "<html" not in fragment


def test_combinations_with_garments_that_the_photo_lacks_are_not_offered(signed_in, photo, new_task):
    task = new_task(changes=[{"target": "blouse", "color": "navy"}, {"target": "lehenga", "color": "#c2185b"}])
    address = reverse("photo", args=[photo.pk])
    assert f"rows/?again={task.pk}" in signed_in.get(address).text
    photo.garments.filter(name="lehenga").delete()
    assert f"rows/?again={task.pk}" not in signed_in.get(address).text


def test_rows_come_with_the_list_of_garments_only_if_these_were_found_meanwhile(signed_in, photo):
    address = reverse("photo_rows", args=[photo.pk])
    assert 'id="masks"' in signed_in.get(address, {"searching": "1"}, **HTMX).text
    changed = signed_in.get(address, {"target": "blouse", "color": "teal"}, **HTMX).text
    assert 'value="teal"' in changed and 'id="masks"' not in changed, "what changed them has replaced the list"


def test_a_row_says_by_which_name_it_was_sent(signed_in, photo):
    typed = {"target": ["blouse", "", "choli"], "color": ["", "navy", "teal"]}
    rows = signed_in.get(reverse("photo_rows", args=[photo.pk]), typed, **HTMX).text
    row = rows.split('data-sent-target="choli"')[1]
    assert row.index('value="blouse"') < row.index('value="teal"') and rows.count("data-sent-target") == 1


def test_opening_an_outdated_photo_has_it_analyzed_again(signed_in, photo):
    address = reverse("photo", args=[photo.pk])
    Photo.objects.filter(pk=photo.pk).update(analysis_version=0)
    page = signed_in.get(address).text
    assert "every 1s" in page and "Waiting to start" in page
    assert 'data-name="blouse"' in page, "the earlier garments stay usable"
    services.photo_find_garments(photo.pk)
    fragment = signed_in.get(f"{address}rows/", **HTMX).text
    assert "every 1s" not in fragment and "Blouse" in fragment
    assert "every 1s" not in signed_in.get(address).text


def test_a_poll_does_not_have_the_photo_analyzed_again(signed_in, photo):
    Photo.objects.filter(pk=photo.pk).update(analysis_version=0)
    signed_in.get(reverse("photo_rows", args=[photo.pk]), **HTMX)
    photo.refresh_from_db()
    assert photo.status == "ready"


def test_a_page_of_before_an_update_polls_for_the_result(signed_in, photo):
    Photo.objects.filter(pk=photo.pk).update(analysis_version=0)
    form = {"target": "blouse", "color": "red", "image_quality": "2k"}
    answer = signed_in.post(reverse("photo", args=[photo.pk]), form, **HTMX)
    assert answer.status_code == 200 and "/live/?" in answer.text
    photo.refresh_from_db()
    assert photo.status == "queued"


def test_a_page_polls_for_a_result_although_it_polls_for_the_garments(signed_in, photo):
    """The answers to the poll for the garments contain no results."""
    Photo.objects.filter(pk=photo.pk).update(status=Photo.Status.QUEUED)
    form = {"target": "blouse", "color": "red", "image_quality": "2k"}
    assert "/live/?" in signed_in.post(reverse("photo", args=[photo.pk]), form, **HTMX).text
    assert "/live/?" in signed_in.get(reverse("photo", args=[photo.pk])).text


def test_the_studio_takes_a_fixed_number_of_queries(signed_in, photo, django_assert_num_queries):
    with django_assert_num_queries(
        14
    ):  # three for the photos before and after it, one for the title; none for the analysis
        signed_in.get(reverse("photo", args=[photo.pk]))


def test_a_garment_that_is_not_found_can_be_marked(signed_in, photo):
    form = {"target": ["spoon", "blouse", "choli"], "color": ["teal", "navy", "red"], "image_quality": "2k"}
    page = signed_in.post(reverse("photo", args=[photo.pk]), form, **HTMX).text
    assert re.findall(r'data-add="(\w+)"', page) == ["spoon"], "the choli is a garment of the photo"
