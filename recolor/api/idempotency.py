"""`Idempotency-Key` on a POST: the same key and body within 24 hours gives the first answer again.

The key's row, the work and the answer are one transaction: a second request with the key waits for the
first one at the unique index and then reads its answer; a crash in between leaves neither.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from ..exceptions import Conflict
from ..models import IdempotentAnswer

KEPT = timedelta(hours=24)

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Any text of up to 255 characters: the same key and body within 24 hours give the first answer.",
)


class IdempotentPost:
    """A view's `post` becomes repeatable: it must be called `create` instead."""

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return self.create(request, *args, **kwargs)  # type: ignore[attr-defined]
        if len(key) > 255:
            raise ValidationError({"Idempotency-Key": ["Send at most 255 characters."]})
        workspace, fingerprint = request.auth.workspace, _fingerprint(request)
        IdempotentAnswer.objects.filter(workspace=workspace, key=key, created_at__lt=timezone.now() - KEPT).delete()
        try:
            with transaction.atomic():
                row = IdempotentAnswer.objects.create(workspace=workspace, key=key, fingerprint=fingerprint)
                response = self.create(request, *args, **kwargs)  # type: ignore[attr-defined]
                row.status = response.status_code
                row.body = json.loads(json.dumps(response.data, cls=JSONEncoder))
                row.save(update_fields=["status", "body"])
                return response
        except IntegrityError:
            first = IdempotentAnswer.objects.filter(workspace=workspace, key=key).first()
            if first is None:
                raise
        if first.fingerprint != fingerprint:
            raise Conflict("This Idempotency-Key was used with another body; send a new key.")
        return Response(first.body, status=first.status, headers={"Idempotency-Replayed": "true"})


def _fingerprint(request: Request) -> str:
    digest = hashlib.sha256(request.path.encode())
    fields = request.data  # JSON may be a list, which the serializer refuses later
    if isinstance(fields, Mapping):
        fields = {name: value for name, value in fields.items() if name not in request.FILES}
    digest.update(json.dumps(fields, sort_keys=True, default=str).encode())
    for name, file in sorted(request.FILES.items()):
        digest.update(name.encode())
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
    return digest.hexdigest()
