"""ETags and `If-None-Match`."""

from recolor import services
from recolor.models import RecolorTask

from ..conftest import download
from ..services.masks import mask_upload

LIST = "/v4/models/multipose-image-recolor/"


def task_url(pk):
    return f"/v2/models/multipose-tasks/{pk}/"


def test_an_unchanged_task_is_answered_without_a_body(api, ask):
    address = task_url(ask().json()["id"])
    etag = api.get(address)["ETag"]
    again = api.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert api.get(address, headers={"If-None-Match": '"another"'}).status_code == 200


def test_a_shared_cache_asks_for_each_key(api, ask):
    address = task_url(ask().json()["id"])
    etag = api.get(address)["ETag"]
    for answer in (api.get(address), api.get(address, headers={"If-None-Match": etag}), api.get(task_url(999))):
        assert answer["Cache-Control"] == "private, no-cache"
        assert "x-api-key" in answer["Vary"]


def test_a_head_request_is_answered_like_a_get(api, ask):
    address = task_url(ask().json()["id"])
    etag = api.get(address)["ETag"]
    assert api.head(address)["ETag"] == etag
    assert api.head(address, headers={"If-None-Match": etag}).status_code == 304


def test_a_precondition_that_fails_is_answered_in_json(api, ask):
    answer = api.get(task_url(ask().json()["id"]), headers={"If-Match": '"another"'})
    assert (answer.status_code, list(answer.json())) == (412, ["detail"])


def test_every_change_of_a_task_changes_its_etag(api, ask, person):
    pk = ask().json()["id"]
    seen = {api.get(task_url(pk))["ETag"], api.get(LIST)["ETag"]}
    services.task_run(pk)
    seen |= {api.get(task_url(pk))["ETag"], api.get(LIST)["ETag"]}
    assert len(seen) == 4
    services.tasks_review(RecolorTask.objects.filter(pk=pk), "approved", by=person)
    seen |= {api.get(task_url(pk))["ETag"], api.get(LIST)["ETag"]}
    assert len(seen) == 6


def test_new_signed_links_do_not_change_the_etag_until_they_may_expire(api, ask, photo, hours_pass):
    pk = ask().json()["id"]
    services.task_run(pk)
    first, image = api.get(task_url(pk)), api.get(f"/v4/models/base-images/{photo.pk}/")
    hours_pass(0.001)
    second = api.get(task_url(pk))
    assert (second["ETag"], second.json()["result_url"] != first.json()["result_url"]) == (first["ETag"], True)
    hours_pass(13)
    assert api.get(task_url(pk))["ETag"] != first["ETag"]
    assert api.get(f"/v4/models/base-images/{photo.pk}/")["ETag"] != image["ETag"]


def test_another_file_changes_the_etag_and_the_link(api, photo):
    address = f"/v4/models/base-images/{photo.pk}/"

    def polled():
        answer = api.get(address)
        (link,) = [garment["mask_url"] for garment in answer.json()["garments"] if garment["name"] == "blouse"]
        return answer["ETag"], link

    services.garment_put(photo, "blouse", mask_upload())
    (etag, old), (same, link) = polled(), polled()
    assert etag == same
    services.garment_put(photo, "blouse", mask_upload(box=(0, 0, 60, 80)))
    changed, new = polled()
    assert changed != etag and new.rsplit(":", 2)[0] != link.rsplit(":", 2)[0]
    assert download(api, old) == download(api, new), "an older link leads to the newest mask"


def test_errors_have_no_etag(api, db):
    assert "ETag" not in api.get(task_url(999))
