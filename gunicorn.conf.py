"""Gunicorn's configuration, which `gunicorn recolor_site.wsgi` reads automatically."""

import logging
import os
from pathlib import Path

from django.db import connection
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from recolor_site import env

bind = f"{env.text('RECOLOR_BIND', '127.0.0.1')}:{env.integer('PORT', 8000, least=1, most=65535)}"
workers = env.integer("WEB_CONCURRENCY", 2, least=1, most=256)
threads = env.integer("RECOLOR_WEB_THREADS", 4, least=1, most=256)
timeout = 60
# Seconds that a stopping process has for its requests: a large ZIP file takes minutes to download. A process without
# requests stops at once. The timeouts of supervisord.conf and of the systemd unit in docs/deploy.md are longer.
graceful_timeout = 600
# Load the application once before forking, to share its memory; restart workers regularly, to limit memory leaks, but
# seldom: a worker that finishes its last downloads takes no new requests.
preload_app = True
max_requests = 200_000
max_requests_jitter = 20_000
# Who may say that a client uses HTTPS is decided by the application, by RECOLOR_TRUSTED_PROXIES: by default, gunicorn
# would believe every program on the same machine.
forwarded_allow_ips = ""
# All processes store their measurements in this folder, so that whichever is asked for metrics knows them all.
_measurements = env.folder("RECOLOR_VAR", Path(__file__).with_name("var")) / "metrics"
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_measurements))
if env.text("RECOLOR_LOG_FORMAT").lower() == "json":
    logconfig_dict = {
        "formatters": {"generic": {"()": "recolor_site.logs.JsonFormatter"}},
        "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["error_console"], "propagate": False}},
    }


def on_starting(server: Arbiter) -> None:
    """Remove the measurements of earlier starts, and nothing else: the environment may name any folder."""
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    for measurements in folder.glob("*.db"):
        measurements.unlink(missing_ok=True)


def worker_exit(server: Arbiter, worker: Worker) -> None:
    """End a worker without the clean-up of C++ libraries, after gunicorn's own.

    onnxruntime is imported before the fork, and its threads exist in the parent process only: its clean-up waits for
    them in vain, or aborts with "terminate called". A worker that could not start still reports its error.
    """
    if worker.booted:
        logging.shutdown()
        os._exit(0)


def on_exit(server: Arbiter) -> None:
    """Open and close SQLite once more: the last connection that is closed moves all changes into the database's file.

    The workers have ended without closing theirs.
    """
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.close()
