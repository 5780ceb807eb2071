"""The implementations of the contract that the suite runs against."""

import pytest

from .implementations import (
    fake_hosted_service,
    our_server_with_another_studio,
    our_server_with_failing_service,
    our_server_with_fake_engine,
    our_server_with_hosted_engine,
    our_server_with_local_engine,
)
from .requests import BLUE_BLOUSE, MODEL

BUILDERS = {
    "our server, fake engine": our_server_with_fake_engine,
    "our server, local engine": our_server_with_local_engine,
    "our server, hosted engine": our_server_with_hosted_engine,
    "our server, failing hosted service": our_server_with_failing_service,
    "our server, another studio": our_server_with_another_studio,
    "fake hosted service": fake_hosted_service,
}


@pytest.fixture(params=BUILDERS)
def api(request):
    return BUILDERS[request.param](request.getfixturevalue)


@pytest.fixture
def new_task(api):
    """Return a function that creates a task for the model and returns its id."""

    def create(**fields):
        response = api.create({MODEL: api.model, "color_changes": BLUE_BLOUSE} | fields)
        assert response.status_code == 200, response.text
        return response.json()["id"]

    return create
