"""The header `Idempotency-Key` on a POST: the same call, key and body within 24 hours give the first answer again.

The row of the key, the work and the answer are written in one transaction. A second request with the same key waits
at the unique index for the first one, and then reads its answer; after a crash, neither the row nor the work is there.
On SQLite, the transaction keeps all others from writing: what takes long, such as decoding a picture or canceling a
thousand tasks, comes before it.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from ..exceptions import Conflict
from ..models import ApiKey, IdempotentAnswer
from .authentication import api_key_of

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Any text of up to 255 characters. The same call and body with it, under the same API key, give the "
    "first answer again within 24 hours; another call or body gives 409.",
)


class IdempotentPost:
    """A mixin for views: POST honors `Idempotency-Key`. The view implements `create` or `prepare` instead of `post`."""

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise NotImplementedError

    def prepare(self, request: Request, *args: Any, **kwargs: Any) -> Callable[[], Response]:
        """Do what takes long, before the transaction; return what writes and answers.

        It writes nothing, or in portions, so that it can be done again after a crash.
        """
        return partial(self.create, request, *args, **kwargs)

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return self.prepare(request, *args, **kwargs)()
        if len(key) > 255:
            raise ValidationError({"Idempotency-Key": ["The key is too long. Send at most 255 characters."]})
        workspace, fingerprint = api_key_of(request).workspace, _fingerprint(request)
        stored_key = _stored_key(api_key_of(request), key)
        oldest = timezone.now() - IdempotentAnswer.LIFETIME
        answers = IdempotentAnswer.objects.filter(workspace=workspace, key=stored_key)
        answers.filter(created_at__lt=oldest).delete()
        if first := answers.first():
            return _answer_again(first, fingerprint)
        create = self.prepare(request, *args, **kwargs)
        try:
            with transaction.atomic():
                row = IdempotentAnswer.objects.create(workspace=workspace, key=stored_key, fingerprint=fingerprint)
                response = create()
                row.status = response.status_code
                row.body = json.loads(json.dumps(response.data, cls=JSONEncoder))
                row.save(update_fields=["status", "body"])
                return response
        except IntegrityError:
            first = answers.first()
            if first is None:
                raise
            return _answer_again(first, fingerprint)


def _answer_again(first: IdempotentAnswer, fingerprint: str) -> Response:
    """Return the first answer again. Raises Conflict if it was given to another call or body."""
    if first.fingerprint != fingerprint:
        raise Conflict("This Idempotency-Key was used with another call or body. Send a new key.")
    return Response(first.body, status=first.status, headers={"Idempotency-Replayed": "true"})


def _stored_key(api_key: ApiKey, key: str) -> str:
    """Return a hash of both: the answer to one program, such as the secret of its webhook, is not for another one."""
    return hashlib.sha256(f"{api_key.pk} {key}".encode()).hexdigest()


def _fingerprint(request: Request) -> str:
    """Return a hash of the request's path, fields and files."""
    digest = hashlib.sha256(request.path.encode())
    fields = request.data  # any JSON value; the serializer refuses everything but objects later
    if isinstance(fields, Mapping):
        fields = {name: value for name, value in fields.items() if name not in request.FILES}
    digest.update(json.dumps(fields, sort_keys=True, default=str).encode())
    for name, file in sorted(request.FILES.items()):
        digest.update(name.encode())
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
    return digest.hexdigest()
