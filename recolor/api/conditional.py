"""ETags: a client that polls sends the last one as `If-None-Match`, and gets 304 without a body if nothing changed."""

import hashlib
import json
import time
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase, JsonResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.views import APIView

from .. import selectors
from . import texts


class ConditionalGet(APIView):
    """A base class of views whose answers to GET carry an ETag.

    No cache may give the answer to one key, with its signed links, to another one, or an old one without asking.
    """

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["x-api-key"])
        if request.method not in ("GET", "HEAD") or response.status_code != 200:
            return response
        etag = quote_etag(_state(response.data))
        response["ETag"] = etag
        answer: HttpResponseBase | None = get_conditional_response(request._request, etag=etag, response=response)
        if answer is not None and answer.status_code == 412:
            return JsonResponse({"detail": texts.ETAG_DIFFERS}, status=412, headers={"ETag": etag})
        return answer


def _state(data: Any) -> str:
    """Return a hash of an answer without the signatures of its links, which differ in every answer.

    It changes twice within the time for which links work, so that a client with a 304 never keeps an expired one.
    """
    period = int(time.time() // (settings.RECOLOR_LINK_HOURS * 3600 / 2))
    text = json.dumps([period, _without_signatures(data)], cls=JSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _without_signatures(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _without_signatures(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_signatures(inner) for inner in value]
    return selectors.without_signature(value) if value and name.endswith("_url") else value
