"""The API's schema, for people who are signed in and with an API key, and its interactive documentation."""

from typing import Any

from django.contrib.auth.decorators import login_required
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response


class SchemaView(SpectacularAPIView):
    """The schema, in YAML or JSON; errors are in JSON like those of all calls."""

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.exception:
            response.accepted_renderer, response.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
            response.content_type = None
        return response


schema = SchemaView.as_view()
page = login_required(SpectacularSwaggerSplitView.as_view(url_name="api_schema", template_name="recolor/api/docs.html"))
