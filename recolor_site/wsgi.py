"""The WSGI application that gunicorn serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from .body_limit import BodyLimit
from .charset import WithoutCharset

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recolor_site.settings")

application = BodyLimit(
    WithoutCharset(get_wsgi_application()),
    largest_upload=settings.RECOLOR_MAX_REQUEST_MB * 1024 * 1024,
    largest_other=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
)
