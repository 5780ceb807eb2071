"""schemathesis throws what our own schema allows, and what it does not, at the API: never a 5xx."""

import pytest
import schemathesis
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

OPERATIONS = {
    "/v4/models/multipose-image-recolor/": {"get", "post"},
    "/v2/models/multipose-tasks/{id}/": {"get", "delete"},
    "/v4/models/base-images/": {"get", "post"},
    "/v4/models/base-images/{id}/": {"get", "delete"},
    "/v4/models/base-images/{id}/garments/{name}/": {"put"},
}


@pytest.fixture(scope="module")
def schema():
    from recolor_site.wsgi import application

    loaded = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))
    loaded.app = application
    return loaded


def test_the_schema_names_the_contracts_calls(schema):
    paths = schema.raw_schema["paths"]
    assert {path: set(operations) for path, operations in paths.items()} == OPERATIONS


def throw(schema, path, method, api_key, examples):
    operation = schema[path][method]
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    statuses = set()
    for mode in modes:

        @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def probe(case):
            response = case.call(headers={"x-api-key": api_key})
            statuses.add(response.status_code)
            assert response.status_code < 500, case.as_curl_command()

        probe()
    return statuses


CALLS = [(path, method) for path, methods in OPERATIONS.items() for method in sorted(methods)]


@pytest.mark.parametrize(("path", "method"), CALLS)
def test_no_request_breaks_the_server(schema, api_key, photo, path, method):
    assert throw(schema, path, method, api_key, examples=10) - {401}, "it got past the key"


@pytest.mark.slow
@pytest.mark.parametrize(("path", "method"), CALLS)
def test_thousands_of_requests_do_not_either(schema, api_key, photo, settings, path, method):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_CLASSES": []}
    assert throw(schema, path, method, api_key, examples=250) - {401}
