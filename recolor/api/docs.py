"""The API's schema and its interactive documentation, for people who are signed in."""

from django.contrib.auth.decorators import login_required
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

schema = login_required(SpectacularAPIView.as_view())
page = login_required(SpectacularSwaggerSplitView.as_view(url_name="api_schema", template_name="recolor/api/docs.html"))
