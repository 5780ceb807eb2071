"""The polling endpoint."""

from django.urls import reverse

from recolor import services
from recolor.models import RecolorTask

from ..conftest import poll_of
from .conftest import HTMX


def test_a_poll_returns_changed_cards_until_nothing_is_in_progress(signed_in, new_task):
    completed, queued, deleted = new_task(), new_task(), new_task()
    page = signed_in.get(reverse("gallery")).text
    query = poll_of(page)
    services.task_run(completed.pk)
    services.task_delete(deleted)
    fragment = signed_in.get(f"{reverse('live')}?{query}", **HTMX).text
    assert f'id="task-{completed.pk}"' in fragment
    assert f'id="task-{queued.pk}"' not in fragment
    assert "was deleted" in fragment
    assert "hx-trigger" in fragment, "one task is still queued"
    services.task_run(queued.pk)
    query = f"task={queued.pk}.queued.0&{poll_of(fragment)}"
    assert "hx-trigger" not in signed_in.get(f"{reverse('live')}?{query}", **HTMX).text
    assert signed_in.get(reverse("live"), {"task": ["x", "1.x", "9" * 30]}, **HTMX).status_code == 200


def test_cards_in_the_studio_cannot_be_selected_after_a_poll_either(signed_in, photo, new_task):
    first, second = new_task(), new_task()
    query = poll_of(signed_in.get(reverse("photo", args=[photo.pk])).text)
    services.task_run(first.pk)
    fragment = signed_in.get(f"{reverse('live')}?{query}", **HTMX).text
    assert f'id="task-{first.pk}"' in fragment and 'form="bulk"' not in fragment
    services.task_run(second.pk)
    query = f"task={second.pk}.queued.0&{poll_of(fragment)}"
    fragment = signed_in.get(f"{reverse('live')}?{query}", **HTMX).text
    assert f'id="task-{second.pk}"' in fragment and 'form="bulk"' not in fragment, "nor after the next one"


def test_a_poll_adds_new_results_that_match_the_filters(signed_in, new_task):
    first = new_task()
    page = signed_in.get(reverse("gallery"), {"garment": "blouse"}).text
    query = poll_of(page)
    matching, other = new_task(), new_task(changes=[{"target": "lehenga", "color": "red"}])
    fragment = signed_in.get(f"{reverse('live')}?{query}", **HTMX).text
    assert "afterbegin:#tasks" in fragment
    assert f'id="task-{matching.pk}"' in fragment
    assert f'id="task-{other.pk}"' not in fragment, "the filters apply"
    assert f'id="task-{first.pk}"' not in fragment
    query = poll_of(fragment)
    assert f'id="task-{matching.pk}"' not in signed_in.get(f"{reverse('live')}?{query}", **HTMX).text, "only once"


def test_the_pause_between_polls_grows(signed_in, new_task):
    new_task()
    address = f"{reverse('live')}?task={RecolorTask.objects.get().pk}.queued.0"
    pauses = [
        signed_in.get(f"{address}&polls={polls}", **HTMX).text.split("every ")[1].split("ms")[0]
        for polls in (0, 30, 9999)
    ]
    assert int(pauses[0]) < int(pauses[1]) < int(pauses[2]) <= 6000
