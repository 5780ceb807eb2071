"""`python -m recolor.client`: the calls of the Recolor API from a terminal.

The address and the key come from RECOLOR_API_URL and RECOLOR_API_KEY.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from . import ColorChange, RecolorAPIError, RecolorClient, Task


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one call, print its answer as JSON and return the exit code: 0, or 1 after an error."""
    options = _parser().parse_args(arguments)
    url, key = os.environ.get("RECOLOR_API_URL", ""), os.environ.get("RECOLOR_API_KEY", "")
    if not url or not key:
        print("Set RECOLOR_API_URL and RECOLOR_API_KEY.", file=sys.stderr)
        return 2
    try:
        with RecolorClient(url, key) as client:
            options.run(client, options)
    except (RecolorAPIError, ValueError, OSError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m recolor.client", description=__doc__)
    calls = parser.add_subparsers(required=True, metavar="CALL")

    create = calls.add_parser("create", help="ask for a recolored picture")
    create.add_argument("--pose", help="a pose's id")
    create.add_argument("--model", help="a model's id")
    create.add_argument(
        "--change", action="append", required=True, type=_change, metavar="GARMENT=COLOR", help="may be repeated"
    )
    create.add_argument("--quality", default="2k", help="2k, 4k; on our own servers also original")
    create.add_argument("--idempotency-key", help="makes the call safe to repeat")
    create.add_argument("--out", metavar="FILE", help="wait for the picture and write it here")
    create.set_defaults(run=_create)

    get = calls.add_parser("get", help="one task")
    get.add_argument("id")
    get.add_argument("--out", metavar="FILE", help="wait for the picture and write it here")
    get.set_defaults(run=_get)

    listing = calls.add_parser("list", help="all tasks, newest first, one a line")
    listing.add_argument("--limit", type=int, default=100, help="at most so many (default 100)")
    listing.set_defaults(run=_list)

    delete = calls.add_parser("delete", help="delete a task for good")
    delete.add_argument("id")
    delete.set_defaults(run=lambda client, options: client.delete(options.id))
    return parser


def _change(text: str) -> ColorChange:
    target, equals, color = text.partition("=")
    if not equals or not target.strip() or not color.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form blouse='royal blue'")
    return ColorChange(target.strip(), color.strip())


def _create(client: RecolorClient, options: argparse.Namespace) -> None:
    task = client.create(
        options.change,
        pose_id=options.pose,
        model_id=options.model,
        image_quality=options.quality,
        idempotency_key=options.idempotency_key,
    )
    _show(_finished(client, task, options.out))


def _get(client: RecolorClient, options: argparse.Namespace) -> None:
    _show(_finished(client, client.get(options.id), options.out))


def _list(client: RecolorClient, options: argparse.Namespace) -> None:
    for number, task in enumerate(client.list(), start=1):
        if number > options.limit:
            return
        _show(task, indent=None)


def _finished(client: RecolorClient, task: Task, out: str | None) -> Task:
    if not out:
        return task
    task = client.wait(task.id, on_poll=lambda seen: print(f"{seen.status} …", file=sys.stderr))
    if task.error:
        raise RecolorAPIError(task.error.message, code=task.error.code)
    client.download(task.result_url, out)
    return task


def _show(task: Task, indent: Any = 2) -> None:
    print(json.dumps(dict(task.raw), indent=indent, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
