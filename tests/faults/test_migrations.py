"""A `manage.py migrate` that is killed can be run again."""

import pytest
from django.core.management import load_command_class
from django.db import connection, migrations, models
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from recolor.management.commands import migrate

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
