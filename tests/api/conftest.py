import pytest
from rest_framework.test import APIClient


@pytest.fixture
def api(api_key):
    return APIClient(headers={"x-api-key": api_key})


@pytest.fixture
def ask(api, photo):
    """Return a function that creates a task with the API."""

    def post(body=None, **headers):
        body = body or {
            "models_image_generation_task_id": photo.pk,
            "color_changes": [
                {"target": "blouse", "color": "royal blue"},
                {"target": "lehenga", "color": "#00f"},
            ],
        }
        return api.post("/v4/models/multipose-image-recolor/", body, format="json", headers=headers)

    return post
