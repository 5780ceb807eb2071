"""A `manage.py migrate` that is killed can be run again, and loses no row."""

import contextlib
import os
import subprocess
import sys

import pytest
from django.core.management import load_command_class
from django.db import connection, migrations, models
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from recolor.management.commands import migrate

from ..browser.conftest import ROOT
from .harness import SEED, own_postgresql

TABLE = "recolor_parcel"


class CreateParcel(migrations.Migration):
    """Has a deferred statement, the index, because of which Django records the migration after its transaction."""

    operations = [
        migrations.CreateModel(
            "Parcel", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(db_index=True))]
        )
    ]


def test_the_product_has_its_own_command():
    assert isinstance(load_command_class("recolor", "migrate"), migrate.Command)


def test_a_migration_that_is_not_recorded_is_not_applied(transactional_db, monkeypatch):
    def killed(*given):
        assert TABLE in connection.introspection.table_names()
        raise KeyboardInterrupt

    migration, executor = CreateParcel("parcel", "recolor"), migrate.Executor(connection)
    with monkeypatch.context() as patch:
        patch.setattr(MigrationRecorder, "record_applied", killed)
        with pytest.raises(KeyboardInterrupt):
            executor.apply_migration(ProjectState(), migration)
    assert TABLE not in connection.introspection.table_names()
    executor.apply_migration(ProjectState(), migration)
    executor.unapply_migration(ProjectState(), migration)
    assert TABLE not in connection.introspection.table_names()


def kill_migrations(folder, *seed, url):
    settings = {
        "DJANGO_SETTINGS_MODULE": "recolor_site.settings",
        "RECOLOR_VAR": str(folder),
        "RECOLOR_DATABASE_URL": url,
    }
    subprocess.run(
        [sys.executable, "-m", "tests.faults.killed_migrations", *seed],
        cwd=ROOT,
        env=os.environ | settings,
        timeout=900,
        check=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", [(), (str(SEED),)], ids=["each record", "random moments"])
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_killed_migrations_lose_nothing(tmp_path, database, seed):
    with own_postgresql() if database == "postgresql" else contextlib.nullcontext("") as url:
        kill_migrations(tmp_path, *seed, url=url)
