"""The count of open work in the titles of pages."""

import re
import sys

from django.urls import reverse

from recolor import selectors, services
from recolor.models import RecolorTask

from .conftest import HTMX


def title(page: str) -> str:
    return re.search(r"<title>\s*(.*?)\s*</title>", page, re.DOTALL)[1].replace("&nbsp;", "\u00a0")


def mark(page: str) -> str:
    return page.split('id="open-work" data-mark="', 1)[1].split('"', maxsplit=1)[0]


def test_the_title_counts_what_is_queued_or_running(signed_in, new_task, workspace):
    tasks = [new_task() for _ in range(4)]
    services.task_run(tasks[0].pk)
    RecolorTask.objects.filter(pk=tasks[1].pk).update(status="processing")
    assert title(signed_in.get(reverse("gallery")).text) == "(3)\u00a0Gallery · Recolor Studio"
    services.tasks_trash([tasks[2]])
    page = signed_in.get(reverse("settings")).text
    assert title(page) == "(2)\u00a0Settings · Recolor Studio"
    assert mark(page) == "(2)"
    RecolorTask.objects.update(status="completed")
    page = signed_in.get(reverse("photos")).text
    assert title(page) == "Photos · Recolor Studio"
    assert reverse("open_work") not in page, "it polls only while there is open work"


def test_polls_bring_the_count_up_to_date(signed_in, new_task):
    done, queued = new_task(), new_task()
    services.task_run(done.pk)
    tokens = {"task": [f"{done.pk}.queued.0", f"{queued.pk}.queued.0"]}
    assert mark(signed_in.get(reverse("live"), tokens, **HTMX).text) == "(1)"
    tokens = {"task": [f"{queued.pk}.queued.0"]}
    assert "open-work" not in signed_in.get(reverse("live"), tokens, **HTMX).text, "it is counted only after a change"
    assert mark(signed_in.get(reverse("open_work"), **HTMX).text) == "(1)"


def test_other_workspaces_and_people_without_one_see_nothing_of_it(client, stranger_client, new_task):
    new_task()
    assert title(stranger_client.get(reverse("gallery")).text) == "Gallery · Recolor Studio"
    client.logout()
    assert "open-work" not in client.get(reverse("sign_in")).text


def test_very_many_are_not_counted(signed_in, new_task, workspace, monkeypatch, django_assert_num_queries):
    for _ in range(4):
        new_task()
    # The package exports a function of the module's name.
    monkeypatch.setattr(sys.modules["recolor.selectors.open_work"], "MOST_COUNTED", 2)
    monkeypatch.setattr(selectors, "MOST_COUNTED", 2)
    with django_assert_num_queries(1):
        assert selectors.open_work(workspace) == 3
    assert title(signed_in.get(reverse("gallery")).text) == "(2+)\u00a0Gallery · Recolor Studio"
