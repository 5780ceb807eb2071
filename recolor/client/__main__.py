"""The command line of the client, `python -m recolor.client`: one subcommand for each call of the Recolor API.

The environment variables RECOLOR_API_URL and RECOLOR_API_KEY hold the address and the key.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence

from . import ColorChange, RecolorAPIError, RecolorClient, Task


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one call and print its answer as JSON.

    Parameters
    ----------
    arguments : sequence of str, optional
        The arguments of the command line; those of the process by default.

    Returns
    -------
    int
        The exit code: 0 for success, 1 after a failed call, 2 without an address or a key.
    """
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

    create = calls.add_parser("create", help="create a task")
    create.add_argument("--pose", help="the id of a pose")
    create.add_argument("--model", help="the id of a model")
    create.add_argument("--photo", metavar="FILE", help="a photo to upload as a model; only to our own servers")
    create.add_argument(
        "--change", action="append", required=True, type=_parse_change, metavar="GARMENT=COLOR", help="may be repeated"
    )
    create.add_argument("--quality", default="2k", help="2k (default) or 4k; on our own servers also original")
    create.add_argument("--idempotency-key", help="makes the call safe to repeat")
    create.add_argument("--out", metavar="FILE", help="wait for the result and write it to this file")
    create.set_defaults(run=_create)

    get = calls.add_parser("get", help="get one task")
    get.add_argument("id")
    get.add_argument("--out", metavar="FILE", help="wait for the result and write it to this file")
    get.set_defaults(run=_get)

    listing = calls.add_parser("list", help="list all tasks, newest first, one per line")
    listing.add_argument("--limit", type=int, default=100, help="the largest number of tasks to list (default 100)")
    listing.set_defaults(run=_list)

    delete = calls.add_parser("delete", help="delete a task permanently")
    delete.add_argument("id")
    delete.set_defaults(run=lambda client, options: client.delete(options.id))
    return parser


def _parse_change(text: str) -> ColorChange:
    target, equals, color = text.partition("=")
    if not equals or not target.strip() or not color.strip():
        raise argparse.ArgumentTypeError(f"{text!r} does not have the form blouse='royal blue'")
    return ColorChange(target.strip(), color.strip())


def _create(client: RecolorClient, options: argparse.Namespace) -> None:
    model = client.base_images.upload(options.photo).id if options.photo else options.model
    task = client.create(
        options.change,
        pose_id=options.pose,
        model_id=model,
        image_quality=options.quality,
        idempotency_key=options.idempotency_key,
    )
    _print_task(_download_if_requested(client, task, options.out))


def _get(client: RecolorClient, options: argparse.Namespace) -> None:
    _print_task(_download_if_requested(client, client.get(options.id), options.out))


def _list(client: RecolorClient, options: argparse.Namespace) -> None:
    for number, task in enumerate(client.list(), start=1):
        if number > options.limit:
            return
        _print_task(task, indent=None)


def _download_if_requested(client: RecolorClient, task: Task, out: str | None) -> Task:
    """Wait for the task and write its result to the file `out`, if there is one; return the task."""
    if not out:
        return task
    task = client.wait(task.id, on_poll=lambda polled: print(polled.status, _percent(polled), file=sys.stderr))
    if task.error:
        raise RecolorAPIError(task.error.message, code=task.error.code)
    client.download(task.result_url, out)
    return task


def _percent(task: Task) -> str:
    return "…" if task.progress is None else f"{task.progress} %"


def _print_task(task: Task, indent: int | None = 2) -> None:
    print(json.dumps(dict(task.raw), indent=indent, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
