"""Uploads all files of the corpus in a process of its own: `python -m tests.uploads.run` prints what happened.

One JSON object a line: `name`, `expected`, `outcome` ("accepted" or "refused") and `text`, or `error`. The last one has
`megabytes`, the most memory that the process has had.
"""

import json
import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recolor_site.settings")
django.setup()

from django.core.exceptions import ValidationError  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402

from recolor import uploads  # noqa: E402

from .corpus import PAYLOAD, Case, corpus  # noqa: E402


def result(case: Case) -> dict[str, object]:
    answer: dict[str, object] = {"name": case.name, "expected": case.expected}
    try:
        picture = uploads.read_photo(SimpleUploadedFile("photo.jpg", case.content, "image/jpeg"))
    except ValidationError as error:
        return answer | {"outcome": "refused", "text": error.message_dict["image"][0]}
    except BaseException as error:
        return answer | {"error": repr(error)}
    kept = PAYLOAD[:20] in picture.content + picture.preview + picture.thumbnail
    return answer | {"outcome": "accepted", "payload": kept}


def peak() -> float:
    # Not ru_maxrss, which a process inherits from the one that started it.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    for case in corpus():
        print(json.dumps(result(case)), flush=True)
    print(json.dumps({"megabytes": peak()}))
