"""Signed links to files: they open one file without a session, for a limited time."""

import hashlib

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.urls import reverse

from ..models import Garment, RecolorTask

_signer = TimestampSigner(salt="recolor.file")


class LinkExpired(Exception):
    """The link was valid, but it has expired."""


def signed_path(kind: str, pk: int, file_name: str = "") -> str:
    """Return the path of a link to one file: the `result` of a task, or the `mask` of a garment.

    file_name: that of the file in the storage, so that the link changes with it; empty where no link is compared with
    an earlier one. The link leads to the newest file in any case.
    """
    mark = hashlib.sha256(file_name.encode()).hexdigest()[:12]
    return reverse("signed_file", args=[_signer.sign(f"{kind}:{pk}:{mark}")])


def without_signature(link: str) -> str:
    """Return what stays the same in all links to one file: the link without its time and its signature."""
    return link.rsplit(":", 2)[0]


def signed_file(token: str, max_age: int) -> str | None:
    """Return the storage name of a token's file; None if the file does not exist (any more).

    max_age: seconds. Raises LinkExpired for an older token.
    """
    try:
        kind, pk, *_mark = _signer.unsign(token, max_age=max_age).split(":")
    except SignatureExpired as error:
        raise LinkExpired from error
    except BadSignature:
        return None
    if kind == "result":
        return RecolorTask.objects.filter(pk=pk, trashed_at=None).values_list("result", flat=True).first() or None
    return Garment.objects.filter(pk=pk, photo__trashed_at=None).values_list("mask", flat=True).first()
