"""`python -m tests.faults.hourly_job`: do at once what workers do every hour about files that a crash has left."""

from datetime import timedelta

import django


def main() -> None:
    django.setup()
    from recolor.services import orphan_folders_remove, storage_repair

    storage_repair.SAFE_AGE = timedelta(0)  # no process works any more, so no file can belong to work in progress
    print(f"The hourly job removed {orphan_folders_remove()} folders.")


if __name__ == "__main__":
    main()
