"""The way from a list to a page and back: neighbors in the order of the list, and its filters."""

import html
import re
from urllib.parse import quote

import pytest

from recolor import selectors, services
from recolor.filters import SORTS, filter_tasks
from recolor.models import ColorChange


def links(page: str) -> dict[str, str]:
    """Return the addresses of the links with `rel`."""
    return dict(re.findall(r'rel="(prev|next)"[^>]* href="([^"]+)"', page))


def test_photos_are_walked_through_in_the_order_of_the_library(signed_in, new_photo):
    first, second, third = (new_photo(kind=kind, found=False) for kind in ("model", "pose", "model"))
    everything = links(signed_in.get(f"/photos/{second.pk}/").content.decode())
    assert everything == {"prev": f"/photos/{third.pk}/", "next": f"/photos/{first.pk}/"}
    carried = "list=" + quote("kind=model&page=1", safe="")
    library = signed_in.get("/photos/?kind=model&page=1").content.decode()
    assert f'href="/photos/{third.pk}/?{carried}"' in library
    page = signed_in.get(f"/photos/{third.pk}/?{carried}").content.decode()
    assert links(page) == {"next": f"/photos/{first.pk}/?{carried}"}
    assert 'href="/photos/?kind=model&amp;page=1"' in page


def test_results_are_walked_through_in_the_order_of_the_gallery(signed_in, new_task):
    tasks = [new_task() for _ in range(4)]
    for task in tasks[1:]:
        services.task_run(task.pk)
    carried = "list=" + quote("status=completed&sort=oldest", safe="")
    page = signed_in.get(f"/results/{tasks[2].pk}/?{carried}").content.decode()
    assert links(page) == {rel: f"/results/{tasks[n].pk}/?{carried}" for rel, n in (("prev", 1), ("next", 3))}
    assert 'href="/results/?status=completed&amp;sort=oldest"' in page
    not_listed = signed_in.get(f"/results/{tasks[0].pk}/?{carried}").content.decode()
    assert links(not_listed) == {"next": f"/results/{tasks[1].pk}/?{carried}"}


@pytest.mark.parametrize("sort", SORTS)
def test_neighbors_follow_every_order(workspace, new_task, new_photo, sort):
    photos = [new_photo(name=name) for name in ("b", "a", "c")]
    tasks = [new_task(of=photos[n % 3]) for n in range(5)]
    for n, task in enumerate(tasks):
        ColorChange.objects.filter(task=task).update(delta_e=(3 * n) % 5)
    rows = filter_tasks(selectors.tasks(workspace), workspace, {"sort": sort})
    ids = [task.pk for task in rows]
    for n, pk in enumerate(ids):
        before, after = (ids[n - 1] if n else None), (ids[n + 1] if n < 4 else None)
        assert selectors.neighbors(rows, pk) == (before, after)


def forms(page: str) -> dict[str, str]:
    """Return where each form of a result's page leads, by the name of its view."""
    form = r'<form[^>]*action="/results/\d+/(\w+)/">.*?name="next" value="([^"]+)"'
    return {name: html.unescape(address) for name, address in re.findall(form, page, re.DOTALL)}


def test_what_is_done_on_the_page_of_a_result_keeps_the_list(signed_in, new_task):
    tasks = [new_task() for _ in range(3)]
    carried = "list=" + quote("review=to_review&page=1", safe="")
    addresses = [f"/results/{task.pk}/?{carried}" for task in tasks]
    gallery = "/results/?review=to_review&page=1"
    page = signed_in.get(addresses[1]).text
    assert f'hx-get="{addresses[1]}"' in page
    assert forms(page) == {"cancel": addresses[1], "copy": addresses[1], "delete": gallery}
    services.task_run(tasks[1].pk)
    current = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{addresses[1]}"}
    polled = forms(signed_in.get(addresses[1], headers=current).text)
    assert polled == {"review": addresses[1], "copy": addresses[1], "delete": gallery}
    approve = {"review": "approved", "next": polled["review"]}
    answer = signed_in.post(f"/results/{tasks[1].pk}/review/", approve, follow=True)
    assert links(answer.text) == {"prev": addresses[2], "next": addresses[0]}, "though it is not to be reviewed anymore"


def test_results_of_a_batch_are_walked_through_alone(signed_in, new_task, batch):
    first, second = batch.tasks.order_by("pk")
    new_task()
    ColorChange.objects.filter(task=second).update(
        color_hex=first.color_changes.get().color_hex, achieved_hex="#ff0000"
    )
    carried = "list=" + quote(f"batch={batch.pk}&sort=oldest", safe="")
    page = signed_in.get(f"/batches/{batch.pk}/").text
    assert page.count(f'href="/results/{second.pk}/?{carried}"') == 2, "in the grid, and among the tones"
    assert links(signed_in.get(f"/results/{first.pk}/?{carried}").text) == {"next": f"/results/{second.pk}/?{carried}"}
    assert links(signed_in.get(f"/results/{second.pk}/?{carried}").text) == {"prev": f"/results/{first.pk}/?{carried}"}


def test_results_of_a_photo_are_walked_through_alone(signed_in, new_task, new_photo):
    task, _other = new_task(), new_task(of=new_photo())
    studio = f"/photos/{task.photo.pk}/"
    carried = "list=" + quote(f"photo={task.photo.pk}", safe="")
    assert f'href="/results/{task.pk}/?{carried}"' in signed_in.get(studio).text
    current = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{studio}?list=kind%3Dmodel"}
    assert (
        f'href="/results/{task.pk}/?{carried}"' in signed_in.get(f"/results/{task.pk}/compare/", headers=current).text
    )
    assert links(signed_in.get(f"/results/{task.pk}/?{carried}").text) == {}


def test_a_card_that_a_poll_draws_keeps_the_list(signed_in, new_task):
    task = new_task()
    current = {"HX-Request": "true", "HX-Current-URL": "http://testserver/results/?status=queued"}
    answer = signed_in.get(f"/live/?task={task.pk}.processing.0", headers=current).content.decode()
    assert f'href="/results/{task.pk}/?list=status%3Dqueued"' in answer


def test_cards_of_a_new_filter_carry_it_before_the_address_changes(signed_in, photo):
    current = {"HX-Request": "true", "HX-Current-URL": "http://testserver/photos/"}
    answer = signed_in.get("/photos/?q=dress", headers=current).content.decode()
    assert f'href="/photos/{photo.pk}/?list=q%3Ddress"' in answer
