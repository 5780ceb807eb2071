"""The Recolor API: palettes."""

import pytest

from recolor import services
from recolor.models import AuditEntry, Palette
from recolor.palette_files import Entry

URL = "/v4/palettes/"
SPRING = {
    "name": "Spring 2027",
    "swatches": [{"name": "Sea", "color": "#1F6F8B", "code": "TPX 18-4528"}, {"color": "royal blue"}],
}


@pytest.fixture
def create(api):
    return lambda body=SPRING, **headers: api.post(URL, body, format="json", headers=headers)


def test_a_palette_is_created_read_replaced_and_deleted(api, create):
    created = create()
    assert created.status_code == 201
    body = created.json()
    assert body["name"] == "Spring 2027"
    assert body["swatches"][0] == {"name": "Sea", "hex": "#1f6f8b", "code": "TPX 18-4528"}
    assert (body["swatches"][1]["hex"], bool(body["swatches"][1]["name"])) == ("#4169e1", True)
    address = f"{URL}{body['id']}/"
    assert api.get(address).json() == body
    changed = {"name": "Spring", "swatches": [{"name": "Sea", "color": "teal"}, {"name": "sea", "color": "red"}]}
    replaced = api.put(address, changed, format="json").json()
    assert (replaced["id"], replaced["name"]) == (body["id"], "Spring")
    assert [each["name"] for each in replaced["swatches"]] == ["Sea", "sea 2"]
    assert api.get(URL).json() == {"count": 1, "next": None, "previous": None, "results": [replaced]}
    assert api.delete(address).json() == {"detail": "Deleted successfully"}
    assert AuditEntry.objects.get().subject == "palette “Spring”"
    assert api.get(address).status_code == 404


def test_names_and_codes_of_swatches_are_colors_of_tasks(create, ask, photo):
    create()
    for color in ("sea", "tpx 18-4528"):
        changes = [{"target": "blouse", "color": color}]
        task = ask({"models_image_generation_task_id": photo.pk, "color_changes": changes}).json()
        assert task["color_changes"][0]["color_hex"] == "#1f6f8b"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"swatches": None}, "swatches"),
        ({"swatches": [{"color": "red"}, {"color": "bluuu"}]}, "item 2, color: “bluuu”"),
        ({"swatches": [{"name": "Sea"}]}, "item 1, color"),
        ({"swatches": [{"color": "red"}] * 257}, "256"),
    ],
)
def test_a_wrong_palette_is_refused_and_changes_nothing(api, create, change, problem):
    kept = create().json()
    for answer in (create(SPRING | change), api.put(f"{URL}{kept['id']}/", SPRING | change, format="json")):
        assert answer.status_code == 400 and problem in str(answer.json())
    assert api.get(URL).json()["results"] == [kept]


def test_a_name_that_is_taken_is_refused(api, create):
    create()
    assert create().json() == {"name": ["There is already a palette “Spring 2027”. Choose another name."]}
    second = create(SPRING | {"name": "Summer"}).json()
    taken = api.put(f"{URL}{second['id']}/", SPRING | {"swatches": []}, format="json")
    assert taken.status_code == 400 and Palette.objects.get(pk=second["id"]).swatches.count() == 2


def test_the_list_takes_a_fixed_number_of_queries(api, create, django_assert_num_queries):
    for name in ("Spring", "Summer", "Winter"):
        create(SPRING | {"name": name})
    # the key, the count, the palettes, their swatches
    with django_assert_num_queries(4):
        assert api.get(URL).json()["count"] == 3


def test_palettes_of_another_workspace_are_missing(api, other_workspace):
    palette = services.palette_create(other_workspace, "Other", [Entry("Sea", "#1f6f8b")])
    address = f"{URL}{palette.pk}/"
    answers = (api.get(address), api.put(address, SPRING, format="json"), api.delete(address))
    assert [answer.status_code for answer in answers] == [404] * 3
    assert api.get(URL).json()["count"] == 0 and palette.swatches.get().name == "Sea"


def test_the_same_idempotency_key_creates_one_palette(create):
    first, again = (create(**{"Idempotency-Key": "spring"}) for _ in range(2))
    assert (again.status_code, again.json()) == (201, first.json())
