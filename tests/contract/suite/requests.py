"""What the suite sends, and checks of the shape of answers."""

LOCAL = ["our server, fake engine", "our server, local engine"]
HOSTED = ["our server, hosted engine", "our server, failing hosted service", "our server, another studio"]
BLUE_BLOUSE = [{"target": "blouse", "color": "royal blue"}]
POSE, MODEL = "pose_image_generation_id", "models_image_generation_task_id"


def task_path(pk):
    return f"/v2/models/multipose-tasks/{pk}/"


def refusal(api, body):
    """Return the text with which a request is refused, at once or, by the hosted service, later."""
    response = api.create(body)
    if api.checks_photos:
        assert response.status_code == 400
        assert_problems_by_field(response.json())
        return response.text
    assert response.status_code == 200
    task = api.finish(response.json()["id"])
    assert task.status == "failed"
    return task.error.message


def assert_problems_by_field(body):
    """Check the shape of a 400 answer: a list of sentences for each field."""
    for problems in body.values():
        assert problems and all(isinstance(problem, str) and problem for problem in problems)
