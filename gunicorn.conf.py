"""Gunicorn's configuration, which `gunicorn recolor_site.wsgi` reads automatically."""

import os

bind = f"{os.environ.get('RECOLOR_BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 60
graceful_timeout = 10
# Load the application once before forking, to share its memory; restart workers regularly, to limit memory leaks.
preload_app = True
max_requests = 20_000
max_requests_jitter = 2_000
