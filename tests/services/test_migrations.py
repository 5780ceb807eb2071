"""Rows of earlier versions after the migrations."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.slow  # each test migrates a database back and forth

BEFORE, AFTER = [("recolor", "0006_owners_and_families")], [("recolor", "0008_fill_engine_and_spelling")]


@pytest.fixture
def migrate(transactional_db):
    """Return a function that migrates to a state and returns its models; the latest state is restored afterwards."""

    def migrate(state):
        executor = MigrationExecutor(connection)
        executor.migrate(state)
        return MigrationExecutor(connection).loader.project_state(state).apps

    yield migrate
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_engines_are_filled_and_words_are_american(migrate):
    apps = migrate(BEFORE)
    create = {name: apps.get_model("recolor", name).objects.create for name in (
        "Workspace", "BaseImage", "RecolorTask", "ColorChange", "HostedTask",
    )}  # fmt: skip
    workspace = create["Workspace"](name="Studio")
    common = {"workspace": workspace, "kind": "model"}
    local = create["BaseImage"](**common, name="local", file="photo.jpg")
    hosted = create["BaseImage"](**common, name="hosted", remote_id="7", file="picture.jpg")
    elsewhere = create["BaseImage"](**common, name="elsewhere")
    canceled = create["RecolorTask"](
        workspace=workspace,
        model=local,
        error_code="cancelled",  # codespell:ignore cancelled
        error_message="Cancelled.",  # codespell:ignore cancelled
        timeline=[["recolouring", "t"]],
    )
    sent = create["RecolorTask"](workspace=workspace, model=hosted)
    create["HostedTask"](workspace=workspace, task=sent, remote_id="501")
    mirrored = create["RecolorTask"](workspace=workspace, model=elsewhere)
    create["ColorChange"](
        task=canceled,
        position=0,
        target="top",
        color="slate grey",
        family="grey",
        warning="the new colour",  # codespell:ignore colour
    )
    apps = migrate(AFTER)
    photos, tasks = (apps.get_model("recolor", name).objects for name in ("Photo", "RecolorTask"))
    engines = dict(photos.values_list("pk", "engine"))
    assert engines == {local.pk: "local", hosted.pk: "hosted", elsewhere.pk: "hosted"}
    engines = dict(tasks.values_list("pk", "engine"))
    assert engines == {canceled.pk: "local", sent.pk: "hosted", mirrored.pk: "hosted"}
    assert photos.get(pk=hosted.pk).hosted_id == "7" and tasks.get(pk=sent.pk).hosted.hosted_id == "501"
    task = tasks.get(pk=canceled.pk)
    assert (task.error_code, task.error_message, task.timeline) == ("canceled", "Canceled.", [["recoloring", "t"]])
    change = task.color_changes.get()
    assert (change.family, change.warning, change.color) == ("gray", "the new color", "slate grey")


def test_swatches_are_put_into_a_palette_of_their_workspace(migrate):
    apps = migrate([("recolor", "0011_provenance")])
    workspace, swatch = apps.get_model("recolor", "Workspace").objects, apps.get_model("recolor", "Swatch").objects
    rows = [workspace.create(name=name) for name in ("Studio", "Another shop", "Empty")]
    for row in rows[:2]:
        swatch.create(workspace=row, name="Rani", hex="#c2185b", position=2)
        swatch.create(workspace=row, name="Navy", hex="#000080", position=1)
    apps = migrate([("recolor", "0018_swatches_of_palettes")])
    palettes = apps.get_model("recolor", "Palette").objects.all()
    assert [(palette.workspace_id, palette.name) for palette in palettes] == [(row.pk, "Swatches") for row in rows[:2]]
    for palette in palettes:
        assert list(palette.swatches.values_list("name", flat=True)) == ["Navy", "Rani"]


def test_reviews_of_earlier_versions_are_recorded(migrate):
    apps = migrate([("recolor", "0024_batches")])
    person = apps.get_model("auth", "User").objects.create(username="asha")
    workspace = apps.get_model("recolor", "Workspace").objects.create(name="Studio")
    photo = apps.get_model("recolor", "Photo").objects.create(workspace=workspace, kind="model", name="Dress")
    tasks = apps.get_model("recolor", "RecolorTask").objects
    at = datetime(2026, 11, 1, 9, tzinfo=UTC)
    rejected = tasks.create(
        workspace=workspace, model=photo, review="rejected", review_note="dark", reviewed_at=at, reviewed_by=person
    )
    tasks.create(workspace=workspace, model=photo)
    apps = migrate([("recolor", "0028_reviewed_in_records")])
    (record,) = apps.get_model("recolor", "ReviewRecord").objects.all()
    assert (record.task_id, record.review, record.note) == (rejected.pk, "rejected", "dark")
    assert (record.at, record.by_id, record.key_id) == (at, person.pk, None)


def test_color_changes_of_earlier_versions_are_of_whole_garments(migrate):
    apps = migrate([("recolor", "0042_batches_in_trash")])
    create = {
        name: apps.get_model("recolor", name).objects.create
        for name in ("Workspace", "Photo", "Garment", "RecolorTask", "ColorChange")
    }
    workspace = create["Workspace"](name="Studio")
    photo = create["Photo"](workspace=workspace, kind="model", name="Look", file="photo.jpg")
    create["Garment"](photo=photo, name="blouse", color="#c83c5a", confidence=0.9, mask="mask.png")
    task = create["RecolorTask"](workspace=workspace, model=photo, photo_id=photo.pk, photo_name="Look")
    create["ColorChange"](
        task=task, workspace=workspace, position=0, target="blouse", color="teal", color_hex="#008080"
    )
    apps = migrate([("recolor", "0045_color_layers")])
    change = apps.get_model("recolor", "ColorChange").objects.get()
    assert (change.layer, change.layers) == ("", None)
    assert apps.get_model("recolor", "Garment").objects.get().layers is None
