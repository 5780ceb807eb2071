"""How gunicorn serves the site; `gunicorn recolor_site.wsgi` finds this file by itself."""

import os

bind = f"{os.environ.get('RECOLOR_BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 60
graceful_timeout = 10
# Workers share what the first import costs, and start again now and then, so that no leak lasts.
preload_app = True
max_requests = 20_000
max_requests_jitter = 2_000
