"""The filters of the list of tasks."""

import pytest
from django.utils import timezone

from recolor import services
from recolor.models import RecolorTask

LIST = "/v4/models/multipose-image-recolor/"


@pytest.fixture
def listed(api):
    """Return a function that returns the ids of the tasks that match filters."""
    return lambda **filters: [task["id"] for task in api.get(LIST, filters).json()["results"]]


def test_tasks_are_filtered_by_status_review_and_target(ask, listed, photo, person):
    first = ask().json()["id"]
    body = {"models_image_generation_task_id": photo.pk, "color_changes": [{"target": "lehenga", "color": "red"}]}
    second = ask(body).json()["id"]
    services.task_run(first)
    services.tasks_review(RecolorTask.objects.filter(pk=first), "approved", by=person)
    assert listed(status="completed") == [first]
    assert listed(status="queued") == [second]
    assert listed(review="approved") == [first]
    assert listed(review="to_review") == [second]
    assert listed(target="Blouse") == [first]
    assert listed(target="lehenga") == [second, first]
    assert listed(target="lehenga", status="queued") == [second]
    assert listed() == [second, first]


def test_tasks_are_filtered_by_photo_and_time(ask, listed, new_photo, photo):
    first = ask().json()["id"]
    other = new_photo()
    body = {"models_image_generation_task_id": other.pk, "color_changes": [{"target": "blouse", "color": "red"}]}
    second = ask(body).json()["id"]
    assert listed(photo=photo.pk) == [first]
    assert listed(photo=other.pk) == [second]
    assert listed(photo=999) == []
    RecolorTask.objects.filter(pk=first).update(created_at=timezone.now() - timezone.timedelta(days=2))
    yesterday = (timezone.now() - timezone.timedelta(days=1)).isoformat()
    assert listed(created_after=yesterday) == [second]


@pytest.mark.parametrize(
    ("field", "value"),
    [("status", "done"), ("review", "maybe"), ("created_after", "yesterday"), ("photo", "x"), ("photo", "9" * 30)],
)
def test_wrong_filters_are_refused_by_name(api, field, value):
    response = api.get(LIST, {field: value})
    assert response.status_code == 400
    assert list(response.json()) == [field]


def test_answers_and_pages_keep_the_review_and_the_filters(api, ask):
    for _ in range(3):
        ask()
    page = api.get(LIST, {"status": "queued", "page_size": 2}).json()
    assert page["count"] == 3
    assert page["results"][0]["review"] == "to_review"
    assert "status=queued" in page["next"]
