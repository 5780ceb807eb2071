"""The API's schema, for people who are signed in and with an API key, and its interactive documentation."""

from django.contrib.auth.decorators import login_required
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

schema = SpectacularAPIView.as_view()
page = login_required(SpectacularSwaggerSplitView.as_view(url_name="api_schema", template_name="recolor/api/docs.html"))
