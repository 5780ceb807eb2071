"""`manage.py migrate`: Django's command, which may be killed at any moment and run again.

Django records a migration with deferred statements, such as those that create indexes, after the transaction of its
changes. A process that is killed in between leaves a migration that is applied but not recorded, and each later
`migrate` fails on it. Here, one transaction contains both.
"""

from functools import partial
from typing import Any

from django.core.management.commands import migrate
from django.db import transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class Executor(MigrationExecutor):
    def apply_migration(self, state: ProjectState, migration: Migration, *given: Any, **named: Any) -> ProjectState:
        apply = partial(super().apply_migration, state, migration, *given, **named)
        if not migration.atomic:
            return apply()
        # SQLite cannot disable the checks, as changes of tables need it, when the transaction has begun.
        with self.connection.constraint_checks_disabled(), transaction.atomic(self.connection.alias):
            return apply()


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        migrate.MigrationExecutor = Executor  # type: ignore[attr-defined]  # the command names its class there
        super().handle(*args, **options)
