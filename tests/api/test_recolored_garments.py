"""Which garment a task recolored, and what should be checked about a new task."""

from recolor import services

LIST = "/v4/models/multipose-image-recolor/"


def _body(photo, target="blouse", **options):
    changes = [{"target": target, "color": "red"}]
    return {"models_image_generation_task_id": photo.pk, "color_changes": changes, **options}


def test_a_task_names_the_garment_that_was_recolored(api, ask, photo):
    created = ask(_body(photo, "skirt")).json()
    assert created["color_changes"][0]["garment"] == ""
    services.task_run(created["id"])
    for body in (api.get(f"/v2/models/multipose-tasks/{created['id']}/").json(), api.get(LIST).json()["results"][0]):
        (change,) = body["color_changes"]
        assert (change["target"], change["garment"]) == ("skirt", "lehenga")
        assert change["warning"].startswith("“skirt” was taken to mean “lehenga”")


def test_a_create_warns_as_that_of_a_batch(ask, photo, doubtful_blouse):
    doubt = "check the outline of blouse first; the engine is not sure."
    assert ask(_body(photo, "top")).json()["warnings"] == [doubt, "“top” means “blouse” here."]
    assert ask(_body(photo, "top")).json()["warnings"][-1] == "the photo has this result already."


def test_a_version_in_place_of_another_result_is_no_repetition(ask, photo):
    first = ask(_body(photo)).json()
    assert ask(_body(photo, replaces=first["id"])).json()["warnings"] == []
