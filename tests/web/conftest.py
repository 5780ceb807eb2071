"""Fixtures and helpers of the dashboard's tests."""

import pytest

from recolor import services
from recolor.models import Membership

HTMX = {"HTTP_HX_REQUEST": "true"}


def shown_ids(page: str) -> list[int]:
    """Return the ids of the results on a page of the gallery, in its order."""
    return [int(part.split('"')[0]) for part in page.split('<li id="task-')[1:]]


def problem_at(page: str, place: str) -> str:
    """Return the problem that a page shows at a place, which it does not show as a toast, too."""
    shown = page.split(f'id="problem-{place}"')[1].split("</p>", maxsplit=1)[0]
    assert "alert-danger" not in page.split('id="messages"')[1].split("</main>", maxsplit=1)[0]
    return shown


@pytest.fixture
def results(new_photo, new_task):
    """Create four completed results of two photos, in three color families."""
    red, green = new_photo(name="Red dress SKU-7"), new_photo(name="Green dress")
    changes = [
        (red, "blouse", "royal blue"),
        (red, "lehenga", "navy"),
        (green, "blouse", "mustard"),
        (green, "blouse", "#c2185b"),
    ]
    tasks = [new_task(photo, changes=[{"target": target, "color": color}]) for photo, target, color in changes]
    for task in tasks:
        services.task_run(task.pk)
    return tasks


@pytest.fixture
def stranger_client(client, other_workspace, django_user_model):
    """Return a client that is signed in as a member of another workspace."""
    stranger = django_user_model.objects.create_user("stranger")
    other_workspace.members.add(stranger)
    client.force_login(stranger)
    return client


@pytest.fixture
def owner_client(signed_in, person):
    """Return a client that is signed in as an owner of the workspace."""
    Membership.objects.filter(user=person).update(role=Membership.Role.OWNER)
    return signed_in
