"""Compressed pages. WhiteNoise serves compressed static files; pictures and ZIP files are compressed already."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PageCompressionMiddleware(GZipMiddleware):
    """Compress HTML with gzip, with Django's random padding against BREACH.

    Answers of the API stay as they are: compressing would make their ETags weak.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
