"""`manage.py verify_storage`: compare the stored files with the rows that name them, and repair what differs."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ... import services
from ...stored_files import missing_files, orphan_files


class Command(BaseCommand):
    help = (
        "List the files that rows name and that are not stored, and the stored files that no row names. The exit "
        "status is 1 if there are any. It may run while the site works."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--repair",
            action="store_true",
            help="remove files without a row; compute missing previews again, have garments found again, and mark "
            "tasks without their result as failed. The exit status is 1 only if something is lost.",
        )
        parser.add_argument(
            "--minutes",
            type=int,
            default=services.SAFE_AGE // timedelta(minutes=1),
            help="ignore younger files without a row: they may belong to a job in progress (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["minutes"] < 0:
            raise CommandError("--minutes must be at least 0.")
        missing = list(missing_files())
        orphans = list(orphan_files(timezone.now() - timedelta(minutes=options["minutes"])))
        for each in missing:
            self.stdout.write(f"missing: {each}")
        for name in orphans:
            self.stdout.write(f"without a row: {name}")
        self.stdout.write(f"Missing files: {len(missing)}. Files without a row: {len(orphans)}.")
        if options["repair"]:
            self._repair(missing, orphans)
        elif missing or orphans:
            raise CommandError("The files and the rows differ. Run the command with --repair.")

    def _repair(self, missing: list[Any], orphans: list[str]) -> None:
        losses = services.missing_files_repair(missing)
        self.stdout.write(f"Removed files without a row: {services.orphans_remove(orphans)}.")
        for loss in losses:
            self.stdout.write(loss)
        if losses:
            raise CommandError(f"Losses that need a person: {len(losses)}. Everything else is repaired.")
        self.stdout.write("Everything is repaired.")
