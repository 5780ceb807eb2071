"""The gallery: found, judged, taken away and brought back, one or many at once."""

import io
import zipfile

import pytest
from django.urls import reverse

from recolor import selectors, services
from recolor.models import RecolorTask

from ..conftest import poll_of

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def results(new_photo, new_task):
    """Four completed results: of two photos, in three colors."""
    red, green = new_photo(name="Red dress SKU-7"), new_photo(name="Green dress")
    changes = [
        (red, "blouse", "royal blue"),
        (red, "lehenga", "navy"),
        (green, "blouse", "mustard"),
        (green, "blouse", "#c2185b"),
    ]
    made = [new_task(photo, changes=[{"target": target, "color": color}]) for photo, target, color in changes]
    for task in made:
        services.task_run(task.pk)
    return made


def shown(page: str) -> list[int]:
    return [int(part.split('"')[0]) for part in page.split('<li id="task-')[1:]]


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
def test_filters_and_order_are_in_the_address(signed_in, results, filters, expected):
    page = signed_in.get(reverse("gallery"), filters).text
    assert shown(page) == [results[index].pk for index in expected]


def test_a_result_is_found_by_its_number(signed_in, results):
    assert shown(signed_in.get(reverse("gallery"), {"q": f"#{results[2].pk}"}).text) == [results[2].pk]


def test_everything_that_matches_is_more_than_a_page(signed_in, results):
    form = {"action": "approve", "all": "1", "filters": "garment=blouse&page_size=1", "task": [results[1].pk]}
    answer = signed_in.post(reverse("bulk"), form, follow=True)
    assert "Approved 3 results" in answer.text
    assert set(selectors.tasks(results[0].workspace).filter(review="approved")) == {results[0], results[2], results[3]}


def test_rejecting_with_a_reason(signed_in, person, results):
    signed_in.post(reverse("bulk"), {"action": "reject", "task": [results[0].pk], "note": "too dark"})
    task = RecolorTask.objects.get(pk=results[0].pk)
    assert (task.review, task.review_note, task.reviewed_by) == ("rejected", "too dark", person)
    page = signed_in.get(reverse("result", args=[task.pk])).text
    assert "too dark" in page
    assert shown(signed_in.get(reverse("gallery"), {"q": "dark"}).text) == [task.pk]


def test_a_zip_names_its_files(signed_in, results, new_task):
    waiting = new_task()
    form = {"action": "download", "task": [results[0].pk, results[3].pk, waiting.pk]}
    answer = signed_in.post(reverse("bulk"), form)
    assert answer.streaming
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert sorted(archive.namelist()) == [
        f"green-dress_blouse-c2185b_{results[3].pk}.jpg",
        f"red-dress-sku-7_blouse-royal-blue_{results[0].pk}.jpg",
    ]
    assert archive.testzip() is None
    assert "nothing to download" in signed_in.post(reverse("bulk"), form | {"task": [waiting.pk]}, follow=True).text


def test_deleting_offers_to_undo(signed_in, results):
    page = signed_in.post(
        reverse("bulk"), {"action": "delete", "task": [task.pk for task in results[:2]]}, follow=True
    ).text
    assert "Moved 2 results to the trash" in page
    together = page.split('name="trash_group" value="')[1].split('"')[0]
    assert f"#{results[0].pk}" in signed_in.get(reverse("trash")).text
    assert "in the trash" in signed_in.get(reverse("result", args=[results[0].pk])).text
    back = signed_in.post(reverse("trash_restore"), {"trash_group": together, "next": "/results/?q=x"})
    assert back["Location"] == "/results/?q=x"
    assert selectors.tasks(results[0].workspace).count() == 4
    assert "nothing (more)" in signed_in.post(reverse("trash_restore"), {"trash_group": "x"}, follow=True).text


def test_emptying_the_trash(signed_in, results):
    services.tasks_trash(results[:3])
    signed_in.post(reverse("trash_purge"), {"task": [results[0].pk, results[3].pk]})
    assert set(RecolorTask.objects.all()) == set(results[1:]), "what is not in the trash is not purged"
    signed_in.post(reverse("trash_purge"))
    assert list(RecolorTask.objects.all()) == [results[3]]


def test_retrying_what_failed(signed_in, results, new_task):
    failed = new_task()
    services.task_cancel(failed)
    answer = signed_in.post(reverse("bulk"), {"action": "retry", "task": [failed.pk, results[0].pk]}, follow=True)
    assert "Trying 1 result again" in answer.text
    assert RecolorTask.objects.get(pk=failed.pk).status == "queued"


def test_nothing_selected_and_an_unknown_action(signed_in, results):
    assert "tick some results" in signed_in.post(reverse("bulk"), {"action": "approve"}, follow=True).text
    assert signed_in.post(reverse("bulk"), {"action": "dance", "task": [results[0].pk]}).status_code == 400


def test_strangers_results_are_out_of_reach(client, results, other_workspace, django_user_model):
    stranger = django_user_model.objects.create_user("stranger")
    other_workspace.members.add(stranger)
    client.force_login(stranger)
    ids = [task.pk for task in results]
    for action in ("approve", "delete", "download"):
        client.post(reverse("bulk"), {"action": action, "task": ids, "all": ""})
        client.post(reverse("bulk"), {"action": action, "all": "1", "filters": ""})
    services.tasks_trash(results[:1])
    client.post(reverse("trash_restore"), {"task": ids})
    client.post(reverse("trash_purge"))
    for name in ("result_review", "result_cancel", "result_compare"):
        ask = client.get if name == "result_compare" else client.post
        assert ask(reverse(name, args=[ids[1]])).status_code == 404
    assert set(RecolorTask.objects.values_list("review", flat=True)) == {"to_review"}
    assert selectors.trashed_tasks(results[0].workspace).count() == 1


def test_new_results_come_with_the_poll_of_a_page_that_shows_the_newest(signed_in, new_task):
    first = new_task()
    page = signed_in.get(reverse("gallery"), {"garment": "blouse"}).text
    query = poll_of(page)
    fitting, other = new_task(), new_task(changes=[{"target": "lehenga", "color": "red"}])
    fragment = signed_in.get(f"{reverse('live')}?{query}", **HTMX).text
    assert "afterbegin:#tasks" in fragment
    assert f'id="task-{fitting.pk}"' in fragment
    assert f'id="task-{other.pk}"' not in fragment, "the filters count"
    assert f'id="task-{first.pk}"' not in fragment
    query = poll_of(fragment)
    assert f'id="task-{fitting.pk}"' not in signed_in.get(f"{reverse('live')}?{query}", **HTMX).text, "only once"


def test_the_poll_backs_off(signed_in, new_task):
    new_task()
    address = f"{reverse('live')}?task={RecolorTask.objects.get().pk}.queued.0"
    pauses = [
        signed_in.get(f"{address}&polls={polls}", **HTMX).text.split("every ")[1].split("ms")[0]
        for polls in (0, 30, 9999)
    ]
    assert int(pauses[0]) < int(pauses[1]) < int(pauses[2]) <= 6000


def test_a_full_gallery_is_quick_and_small(signed_in, results, new_task, django_assert_max_num_queries):
    for _ in range(44):
        new_task()
    # session, user, workspaces, garments to choose from, count, tasks with their photos, their changes
    with django_assert_max_num_queries(7):
        page = signed_in.get(reverse("gallery"), {"page_size": 48})
    assert len(shown(page.text)) == 48
    assert len(page.content) < 350_000


def test_the_lightbox(signed_in, results, new_task):
    fragment = signed_in.get(reverse("result_compare", args=[results[0].pk]), **HTMX).text
    assert "img-comparison-slider" in fragment
    assert "<html" not in fragment
    assert "verdict-pass" in fragment, "0.1 is within the tolerance"
    assert signed_in.get(reverse("result_compare", args=[new_task().pk]), **HTMX).status_code == 200


def test_the_task_tells_its_story(signed_in, person, workspace, results, new_task):
    made = new_task(created_by=person, quality="original")
    services.task_run(made.pk)
    page = signed_in.get(reverse("result", args=[made.pk])).text
    assert "by asha" in page
    assert "Recoloring" in page
    assert "curl" in page and "$RECOLOR_API_KEY" in page and "&quot;original&quot;" in page
    key = services.api_key_create(workspace, "shop import")[0]
    by_program = new_task(created_key=key)
    assert "shop import" in signed_in.get(reverse("result", args=[by_program.pk])).text
    assert "Cancel" in signed_in.get(reverse("result", args=[by_program.pk])).text
    signed_in.post(reverse("result_cancel", args=[by_program.pk]))
    assert "Canceled" in signed_in.get(reverse("result", args=[by_program.pk])).text
