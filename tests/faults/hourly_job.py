"""`python -m tests.faults.hourly_job`: do at once what workers do in a day about what a crash has left."""

from datetime import timedelta

import django


def main() -> None:
    django.setup()
    from recolor.services import orphan_folders_remove, photo_leftovers_remove, storage_repair
    from recolor.stored_files import PHOTO_PARTS

    storage_repair.SAFE_AGE = timedelta(0)  # no process works any more, so no file can belong to work in progress
    folders, names = orphan_folders_remove(), sum(map(photo_leftovers_remove, range(PHOTO_PARTS)))
    print(f"The hourly job removed {folders} folders, and {names} files of photos.")


if __name__ == "__main__":
    main()
