"""Django's settings, in sections. Everything that depends on the deployment comes from environment variables."""

from pathlib import Path

from corsheaders.defaults import default_headers
from csp.constants import NONE, SELF
from django.contrib.messages import constants as messages
from django.core.exceptions import ImproperlyConfigured

from . import backends, env
from .secret import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Paths: code and static files in the repository, data under RECOLOR_VAR -----------------------

VAR = env.folder("RECOLOR_VAR", BASE_DIR / "var")
MEDIA_ROOT = VAR / "media"
STATIC_ROOT = BASE_DIR / ".static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_URL = "static/"

# --- Core -----------------------------------------------------------------------------------------

DEBUG = env.boolean("RECOLOR_DEBUG", False)
SECRET_KEY = env.text("RECOLOR_SECRET_KEY") or secret_key(VAR / "secret_key")
ALLOWED_HOSTS = env.hosts("RECOLOR_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", wildcard=True)
CSRF_TRUSTED_ORIGINS = env.origins("RECOLOR_TRUSTED_ORIGINS", wildcard=True)
ROOT_URLCONF = "recolor_site.urls"
WSGI_APPLICATION = "recolor_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "corsheaders",
    "csp",
    "django_guid",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "recolor",
    "rest_framework",
    "rest_framework_api_key",
    "template_partials",
]

MIDDLEWARE = [
    "django_guid.middleware.guid_middleware",
    "recolor.web.monitoring.latency.LatencyMiddleware",
    "recolor.web.client_address.ClientAddressMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "recolor_site.body_limit.BodyLimitMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "recolor_site.compression.PageCompressionMiddleware",
    "recolor.web.client_address.AddressRateMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # before the check against forgery, which reads uploads
    "django.middleware.csrf.CsrfViewMiddleware",
    "recolor.web.null_characters.NullCharacterMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "recolor.web.middleware.WorkspaceMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "template_partials.templatetags.partials",
                "recolor.templatetags.markup",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "recolor.web.context.hosted_engine",
                "recolor.web.context.problem",
                "recolor.web.context.copied",
                "recolor.web.context.open_work",
            ],
        },
    }
]

# --- Data -----------------------------------------------------------------------------------------

DATABASES = {"default": backends.database(VAR)}

RECOLOR_S3_BUCKET = env.text("RECOLOR_S3_BUCKET")
STORAGES = {
    "default": backends.storage(RECOLOR_S3_BUCKET),
    "staticfiles": {"BACKEND": "recolor_site.static.StaticStorage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 100
# The plan of a batch sends a field for each ticked result, at most 1000 (`services.batches.MAX_TASKS`), beside its own;
# Django takes 1000 fields in all. The size of the body, see above, limits the memory that fields need.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2500

RECOLOR_REDIS_URL = env.redis_url("RECOLOR_REDIS_URL")
CACHES = {"default": backends.cache(RECOLOR_REDIS_URL, VAR / "cache")}

# --- Background work ------------------------------------------------------------------------------

RECOLOR_WORKER_THREADS = env.integer("RECOLOR_WORKER_THREADS", 1, least=1, most=64)
RECOLOR_QUEUE = "recolor.redis_queue" if RECOLOR_REDIS_URL else "recolor.database_queue"
TASKS: dict[str, dict[str, object]] = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
if RECOLOR_REDIS_URL:
    INSTALLED_APPS.append("django_rq")
    # The queue of RQ for each priority of a background task, by the least priority; workers empty them in this order.
    RECOLOR_RQ_PRIORITIES = {
        "recolor-first": 11,
        "recolor": 10,
        "recolor-photos": 0,
        "recolor-layers": -10,
        "recolor-last": -100,
    }
    # No timeout: a job's lease says whether its worker is alive.
    RQ_QUEUES = {name: {"URL": RECOLOR_REDIS_URL, "DEFAULT_TIMEOUT": -1} for name in RECOLOR_RQ_PRIORITIES}
    TASKS["default"] = {"BACKEND": "recolor.redis_queue.PriorityBackend", "QUEUES": [*RQ_QUEUES, "default"]}
    RQ_QUEUES["default"] = RQ_QUEUES["recolor"]  # the name that a background task has before its queue is chosen

# --- Recolor Studio -------------------------------------------------------------------------------

RECOLOR_ENGINE = env.choice("RECOLOR_ENGINE", env.engine_by_old_name(), ("local", "hosted"))
RECOLOR_MAX_UPLOAD_MB = env.integer("RECOLOR_MAX_UPLOAD_MB", 40, least=1, most=500)
RECOLOR_MAX_REQUEST_MB = 10 * RECOLOR_MAX_UPLOAD_MB  # the upload form without a script sends several photos at once
RECOLOR_LINK_HOURS = env.integer("RECOLOR_LINK_HOURS", 24, least=1, most=24 * 7)
RECOLOR_LEASE_SECONDS = env.integer("RECOLOR_LEASE_SECONDS", 20, least=2, most=3600)
RECOLOR_TRASH_DAYS = env.integer("RECOLOR_TRASH_DAYS", 30, least=1, most=3650)
RECOLOR_MAX_ATTEMPTS = env.integer("RECOLOR_MAX_ATTEMPTS", 3, least=1, most=20)

# --- Webhooks -------------------------------------------------------------------------------------

RECOLOR_WEBHOOKS_ALLOW_PRIVATE = env.boolean("RECOLOR_WEBHOOKS_ALLOW_PRIVATE", False)
RECOLOR_WEBHOOKS_KEEP_DAYS = env.integer("RECOLOR_WEBHOOKS_KEEP_DAYS", 30, least=1, most=3650)

# --- The hosted service ---------------------------------------------------------------------------

# Used for new photos and tasks with RECOLOR_ENGINE=hosted, and for existing hosted tasks with any engine.
RECOLOR_API_URL = env.service_url("RECOLOR_API_URL")
RECOLOR_API_KEY = env.header_value("RECOLOR_API_KEY")
if RECOLOR_ENGINE == "hosted" and not (RECOLOR_API_URL and RECOLOR_API_KEY):
    raise ImproperlyConfigured("RECOLOR_ENGINE=hosted needs RECOLOR_API_URL and RECOLOR_API_KEY. Set both.")
if bool(RECOLOR_API_URL) != bool(RECOLOR_API_KEY):
    raise ImproperlyConfigured("RECOLOR_API_URL and RECOLOR_API_KEY belong together. Set both or neither.")
RECOLOR_API_IDEMPOTENT = env.boolean("RECOLOR_API_IDEMPOTENT", False)
RECOLOR_API_FILE_HOSTS = env.hosts("RECOLOR_API_FILE_HOSTS")
RECOLOR_API_LOOPBACK = env.boolean("RECOLOR_API_LOOPBACK", False)
RECOLOR_API_SYNC_MINUTES = env.integer("RECOLOR_API_SYNC_MINUTES", 5, least=1, most=24 * 60)

# --- People and keys ------------------------------------------------------------------------------

LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "photos"
LOGOUT_REDIRECT_URL = "sign_in"
PASSWORD_RESET_TIMEOUT = 24 * 3600  # also the time for which a one-time sign-in link works
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
API_KEY_CUSTOM_HEADER = "HTTP_X_API_KEY"
RECOLOR_SIGN_IN_RATE = env.rate("RECOLOR_SIGN_IN_RATE", "20/hour")  # failed ones, of an address or for a user name
RECOLOR_AUDIT_DAYS = env.integer("RECOLOR_AUDIT_DAYS", 365, least=1, most=3650)

# --- The API --------------------------------------------------------------------------------------

RECOLOR_API_RATE = env.rate("RECOLOR_API_RATE", "1200/min")
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["recolor.api.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["recolor.api.throttling.ApiKeyThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["recolor.api.parsers.FlatJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "recolor.api.errors.exception_handler",
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%SZ",
    "UNAUTHENTICATED_USER": None,
}
CORS_ALLOWED_ORIGINS = env.origins("RECOLOR_CORS_ORIGINS")
CORS_URLS_REGEX = r"^/(v2|v4|api/schema|files)/"
CORS_ALLOW_HEADERS = [*default_headers, "idempotency-key", "if-none-match", "x-api-key", "x-request-id"]
CORS_EXPOSE_HEADERS = ["ETag", "Idempotency-Replayed", "Retry-After", "X-Request-Id"]
SPECTACULAR_SETTINGS = {
    "TITLE": "Recolor API",
    "DESCRIPTION": "Recolor garments in photographs. Every request needs the header `x-api-key`.",
    "VERSION": "4",
    "SCHEMA_PATH_PREFIX": "/v[0-9]",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [
        "recolor.api.authentication.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_SPLIT_PATCH": False,  # renaming needs the name; where all fields may be missing, the serializer says so
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",  # the default, which gives enums their names
        "recolor.api.error_schema.add_error_answers",
    ],
    "ENUM_NAME_OVERRIDES": {
        "TaskStatus": "recolor.states.TaskStatus",
        "PhotoStatus": "recolor.states.PhotoStatus",
        "Kind": "recolor.models.Photo.Kind",
        "BatchStatus": "recolor.states.BatchStatus",
    },
}

# --- Security -------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # data: for the icons in Tabler's style sheet; blob: for the preview of a file before it is uploaded.
        "img-src": [SELF, "data:", "blob:"],
        "base-uri": [NONE],
        "object-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
RECOLOR_ADDRESS_RATE = env.rate("RECOLOR_ADDRESS_RATE", "6000/min")
RECOLOR_TRUSTED_PROXIES = env.networks("RECOLOR_TRUSTED_PROXIES")
HTTPS = env.boolean("RECOLOR_HTTPS", False)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS or RECOLOR_TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
# All ports of a host share cookies: without the port in the name, two installations would sign each other out.
RECOLOR_PORT = env.integer("PORT", 8000, least=1, most=65535)
SESSION_COOKIE_NAME = f"recolor_session_{RECOLOR_PORT}"
CSRF_COOKIE_NAME = f"recolor_csrf_{RECOLOR_PORT}"

# --- Health and metrics ---------------------------------------------------------------------------

RECOLOR_METRICS_TOKEN = env.header_value("RECOLOR_METRICS_TOKEN")  # without it, there is no /metrics
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]  # asked from within the network, without the proxy

# --- Language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# --- Messages and logs ----------------------------------------------------------------------------

MESSAGE_TAGS = {messages.ERROR: "danger"}
# A caller's own X-Request-Id is kept, whatever its form, and is in the logs and in the answer.
DJANGO_GUID = {"GUID_HEADER_NAME": "X-Request-Id", "VALIDATE_GUID": False, "EXPOSE_HEADER": False}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "%(asctime)s %(levelname)s %(name)s%(context)s %(message)s"},
        "json": {"()": "recolor_site.logs.JsonFormatter"},
    },
    "filters": {
        "context": {"()": "recolor_site.logs.ContextFilter"},
        "secret paths": {"()": "recolor_site.logs.SecretPathFilter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.choice("RECOLOR_LOG_FORMAT", "text", ("text", "json")),
            "filters": ["context"],
        }
    },
    "root": {"handlers": ["console"], "level": env.choice("RECOLOR_LOG_LEVEL", "INFO", env.LOG_LEVELS)},
    "loggers": {name: {"level": "WARNING"} for name in ("django_guid", "django_tasks", "django_tasks_db")}
    # The loggers whose lines contain paths.
    | {name: {"filters": ["secret paths"]} for name in ("django.request", "django.security.csrf")},
}
