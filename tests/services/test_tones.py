"""One tone: a photo that cannot show a color as the others do sets the tone of the others."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from recolor import jobs, selectors, services
from recolor.models import Batch, RecolorTask, ToneCheck
from recolor.services.tones import task_equalize

RED, DULL_RED, FAR_RED = "#ff0000", "#f2200f", "#a04040"  # DULL_RED differs by about 3 from RED, FAR_RED by 20


@pytest.fixture
def poses(new_photo):
    """Return a model and two poses of it."""
    model = new_photo(name="Main")
    return [model, *(new_photo(name=name, kind="pose", model=model) for name in ("Side", "Back"))]


@pytest.fixture
def make(workspace):
    """Return a function that creates a batch of the blouses of photos, and runs its tasks."""

    def batch_of(photos, targets=("blouse",), **options):
        changes = [{"target": target, "color": RED} for target in targets]
        requests = [
            {"pose" if photo.kind == "pose" else "model": photo, "changes": changes, "name": "Look"} for photo in photos
        ]
        batch = services.batch_create(workspace, requests, **options)
        run(batch)
        return batch

    return batch_of


def run(batch):
    """Run the queued tasks of a batch, in turn, and those that follow from them."""
    while task := batch.tasks.filter(status="queued").order_by("pk").first():
        services.task_run(task.pk)


def tone(batch):
    (only,) = selectors.tones(batch)
    return only


def again(batch):
    """Return the names of the photos whose results were made again, and the tones at which these aim."""
    tasks = batch.tasks.filter(first_version__isnull=False).order_by("pk")
    return [(task.photo.name, *(change.tone_hex for change in task.color_changes.all())) for task in tasks]


def test_poses_that_reach_the_color_are_made_once(make, poses):
    batch = make(poses)
    assert batch.tasks.count() == 3 and tone(batch).delta_e == 0


def test_the_poses_take_the_tone_of_the_one_that_cannot_reach_the_color(make, poses, fake_engine):
    fake_engine.limits = {poses[1].pk: DULL_RED}
    batch = make(poses)
    assert again(batch) == [("Main", DULL_RED), ("Back", DULL_RED)]
    assert tone(batch).within_goal and tone(batch).count == 3 and not tone(batch).off
    newest = batch.tasks.order_by("-pk").first()
    assert (newest.color_changes.get().color_hex, newest.name) == (RED, "Look")


def test_nothing_is_made_again_before_all_poses_are_finished(make, poses, fake_engine, workspace):
    fake_engine.limits = {poses[0].pk: DULL_RED}
    changes = [{"target": "blouse", "color": RED}]
    batch = services.batch_create(workspace, [{"model": poses[0], "changes": changes}])
    services.batch_create(workspace, [{"pose": poses[1], "changes": changes}])
    RecolorTask.objects.update(batch=batch)
    first, second = batch.tasks.order_by("pk")
    services.task_run(first.pk)
    assert batch.tasks.count() == 2
    services.task_run(second.pk)
    assert again(batch) == [("Side", DULL_RED)]


@pytest.fixture
def unequal(poses, fake_engine, workspace):
    """Return a batch of three poses, two of which are finished in different tones, and the task of the third one."""
    fake_engine.limits = {poses[0].pk: DULL_RED}
    fields = [{"pose" if photo.kind == "pose" else "model": photo} for photo in poses]
    changes = [{"target": "blouse", "color": RED}]
    batch = services.batch_create(workspace, [each | {"changes": changes} for each in fields])
    *finished, last = batch.tasks.order_by("pk")
    for task in finished:
        services.task_run(task.pk)
    assert batch.tasks.count() == 3
    return batch, last


def test_the_others_get_one_tone_if_the_last_one_fails(unequal, poses):
    batch, last = unequal
    poses[2].garments.all().delete()
    services.task_run(last.pk)
    last.refresh_from_db()
    assert (last.status, last.error_code) == ("failed", "garment_not_found")
    assert again(batch) == [("Side", DULL_RED)], "at once"


@pytest.mark.parametrize("end", [services.task_cancel, services.task_delete, lambda task: services.tasks_trash([task])])
def test_the_others_get_one_tone_if_the_last_one_is_canceled_or_deleted(unequal, end):
    batch, last = unequal
    end(last)
    services.sweep()
    assert again(batch) == [("Side", DULL_RED)]
    assert not ToneCheck.objects.exists()


def test_the_others_get_one_tone_if_the_last_one_was_interrupted_too_often(unequal, settings):
    batch, last = unequal
    settings.RECOLOR_MAX_ATTEMPTS = 1
    assert jobs.claim(last)
    RecolorTask.objects.filter(pk=last.pk).update(lease_expires_at=timezone.now() - timedelta(seconds=1))
    services.sweep()
    assert again(batch) == [("Side", DULL_RED)]


@pytest.mark.parametrize("one_tone", [True, False])
def test_a_worker_that_dies_after_the_last_result_leaves_its_tone_to_the_sweep(unequal, monkeypatch, one_tone):
    batch, last = unequal
    Batch.objects.update(one_tone=one_tone)
    with monkeypatch.context() as patched:
        patched.setattr("recolor.services.tasks.task_equalize", lambda task: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            services.task_run(last.pk)
    assert again(batch) == []
    services.sweep()
    assert again(batch) == [("Side", DULL_RED), ("Back", DULL_RED)]
    run(batch)
    services.sweep()
    assert batch.tasks.count() == 5 and not ToneCheck.objects.exists()


def test_the_sweep_keeps_what_it_cannot_compare_and_goes_on(unequal, monkeypatch):
    batch, last = unequal
    services.task_cancel(last)
    with monkeypatch.context() as patched:
        patched.setattr("recolor.services.tones.tasks_create", lambda *_given, **_options: 1 / 0)
        services.sweep()
    assert ToneCheck.objects.count() == 3
    services.sweep()
    assert again(batch) == [("Side", DULL_RED)]


def test_the_checks_of_a_deleted_batch_are_removed(unequal):
    batch, last = unequal
    services.task_cancel(last)
    ToneCheck.objects.update(batch_id=batch.pk + 1)
    services.sweep()
    assert not ToneCheck.objects.exists()


def test_an_unfinished_batch_is_not_read_for_each_result(make, poses, workspace, django_assert_num_queries):
    make(poses)
    done = RecolorTask.objects.earliest("pk")
    RecolorTask.objects.filter(pk=RecolorTask.objects.latest("pk").pk).update(status="processing")
    finished = RecolorTask.objects.select_related("batch").prefetch_related("color_changes").get(pk=done.pk)
    with django_assert_num_queries(1):  # the numbers of results by color; no result is read, and nothing is locked
        assert task_equalize(finished) == 0


def test_a_color_that_is_too_far_away_waits_for_a_person(make, poses, fake_engine):
    fake_engine.limits = {poses[1].pk: FAR_RED}
    batch = make(poses)
    off = batch.tasks.get(photo_id=poses[1].pk)
    assert batch.tasks.count() == 3 and tone(batch).off == [off.pk] and not tone(batch).within_goal
    assert services.batch_equalize(batch, garment="blouse", color_hex=RED) == 2
    run(batch)
    assert tone(batch).within_goal


def test_all_photos_of_a_batch_get_one_tone_when_it_completes(make, photo, new_photo, fake_engine):
    fake_engine.limits = {photo.pk: DULL_RED}
    batch = make([photo, new_photo(name="Other"), new_photo(name="Third")])
    assert again(batch) == [("Other", DULL_RED), ("Third", DULL_RED)]
    assert tone(batch).within_goal and (tone(batch).made_again, tone(batch).skipped) == (2, None)


def test_one_tone_can_be_switched_off(make, photo, new_photo, fake_engine):
    fake_engine.limits = {photo.pk: DULL_RED}
    batch = make([photo, new_photo(name="Other")], one_tone=False)
    assert batch.tasks.count() == 2 and not tone(batch).within_goal and tone(batch).skipped == "off"
    assert services.batch_equalize(batch, garment="blouse", color_hex=RED) == 1
    run(batch)
    assert again(batch) == [("Other", DULL_RED)] and tone(batch).within_goal
    assert services.batch_equalize(batch, garment="blouse", color_hex=RED) == 0


def test_poses_get_one_tone_beside_a_photo_that_is_too_far_away(make, poses, new_photo, fake_engine):
    far = new_photo(name="Far")
    fake_engine.limits = {poses[1].pk: DULL_RED, far.pk: FAR_RED}
    batch = make([*poses, far])
    assert again(batch) == [("Main", DULL_RED), ("Back", DULL_RED)]
    assert tone(batch).skipped == "far"


def test_reviewed_results_are_kept(make, photo, new_photo, fake_engine, person):
    fake_engine.limits = {photo.pk: DULL_RED}
    batch = make([photo, new_photo()], one_tone=False)
    services.tasks_review(batch.tasks.all(), "approved", by=person)
    assert services.batch_equalize(batch, garment="blouse", color_hex=RED) == 0


@pytest.mark.parametrize("targets", [("blouse",), ("blouse", "lehenga")])
def test_a_pose_that_misses_the_common_tone_does_not_cause_endless_work(make, poses, fake_engine, targets):
    fake_engine.limits = {poses[0].pk: DULL_RED, poses[1].pk: "#ff3f20"}
    batch = make(poses, targets)
    made = batch.tasks.count()
    assert made <= 5
    services.sweep()
    run(batch)
    assert batch.tasks.count() == made
    assert not ToneCheck.objects.exists()


def test_a_pose_with_a_corrected_outline_takes_the_tone_of_the_others_again(make, poses, fake_engine, new_task):
    fake_engine.limits = {poses[1].pk: DULL_RED}
    batch = make(poses)
    main = batch.tasks.filter(photo_id=poses[0].pk).order_by("pk").last()
    new_task(of=poses[0], replaces=main, changes=[{"target": "blouse", "color": RED}])
    run(batch)
    assert tone(batch).within_goal and tone(batch).count == 3
    assert again(batch)[-1] == ("Main", DULL_RED)


def test_each_garment_has_its_own_tone(make, poses, fake_engine):
    fake_engine.limits = {poses[1].pk: DULL_RED}
    batch = make(poses, ("blouse", "lehenga"))
    assert again(batch) == [("Main", DULL_RED, DULL_RED), ("Back", DULL_RED, DULL_RED)]
    assert all(each.within_goal for each in selectors.tones(batch))


def test_a_garment_that_was_deleted_meanwhile_is_no_failure(make, poses, fake_engine):
    fake_engine.limits = {poses[1].pk: DULL_RED}
    poses[0].garments.filter(name="blouse").update(name="top")
    fake_engine.during_recolor = lambda task: poses[0].garments.all().delete()
    batch = make(poses)
    assert not batch.tasks.exclude(status="completed").exists()
    assert again(batch) == [("Back", DULL_RED)], "but not Main"
    with pytest.raises(ValidationError, match="not found in this photo"):
        services.batch_equalize(batch, garment="blouse", color_hex=RED)


@pytest.fixture
def ambiguous(new_photo, fake_engine, make):
    """Return a batch of three photos, of which the first is off tone, and the target has become ambiguous in another.

    With the task of the latter.
    """
    photos = [new_photo(name=name) for name in ("First", "Other", "Third")]
    fake_engine.limits = {photos[0].pk: DULL_RED}

    def rename(task):
        if task.photo_id == photos[2].pk:
            photos[1].garments.filter(name="blouse").update(name="red top")
            photos[1].garments.filter(name="lehenga").update(name="blue top")

    fake_engine.during_recolor = rename
    batch = make(photos, targets=("top",))
    return batch, batch.tasks.get(photo_id=photos[1].pk)


def test_a_result_that_cannot_be_made_again_does_not_keep_the_others_from_it(ambiguous):
    batch, refused = ambiguous
    assert again(batch) == [("Third", DULL_RED)]
    assert tone(batch).skipped == "left"
    with pytest.raises(ValidationError, match=f"Result {refused.pk} cannot be made again: .*red top"):
        services.batch_equalize(batch, garment="top", color_hex=RED)
    refused.photo.garments.filter(name="blue top").update(name="skirt")
    assert services.batch_equalize(batch, garment="top", color_hex=RED) == 1
    run(batch)
    assert tone(batch).within_goal


def test_a_request_for_one_tone_makes_the_others_again_too(ambiguous):
    batch, refused = ambiguous
    services.tasks_delete(batch.tasks.filter(first_version__isnull=False))
    with pytest.raises(ValidationError, match=f"Result {refused.pk} cannot"):
        services.batch_equalize(batch, garment="top", color_hex=RED)
    assert again(batch) == [("Third", DULL_RED)]


def test_a_task_alone_has_no_tone_to_keep(new_task, fake_engine, photo):
    fake_engine.limits = {photo.pk: DULL_RED}
    services.task_run(new_task().pk)
    assert RecolorTask.objects.count() == 1
