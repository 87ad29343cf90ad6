"""Settings, read top to bottom from the environment; ``.env.example`` lists its variables."""

import os
from pathlib import Path

from celery.schedules import schedule
from django.urls import reverse_lazy

from config.env import Environment
from config.logs import LOG_FORMATS, logging_config
from config.private_files import keep_private
from config.secrets import load_or_create_secrets

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ)

DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
keep_private(DATA_DIR)
DEBUG = env.boolean("DEBUG", default=False)
PUBLIC_BASE_URL = env.origin("PUBLIC_BASE_URL")

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR}/db.sqlite3")}
ON_SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
DATABASES["default"].setdefault("OPTIONS", {})
if ON_SQLITE:
    DATABASES["default"]["OPTIONS"] |= {
        # A transaction that writes takes the lock when it begins, so it waits instead of failing.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# opening one costs more than most requests, with SQLite too
DATABASES["default"]["CONN_MAX_AGE"] = env.integer("DATABASE_CONNECTION_SECONDS", 60)

_on_one_machine = DEBUG or ON_SQLITE
SECRET_KEY = env.text("SECRET_KEY")
KEY_ENCRYPTION_KEYS = env.words("KEY_ENCRYPTION_KEYS")
KEY_DIGEST_PEPPERS = env.words("KEY_DIGEST_PEPPER")
if _on_one_machine and not (SECRET_KEY and KEY_ENCRYPTION_KEYS and KEY_DIGEST_PEPPERS):
    _made = load_or_create_secrets(DATA_DIR)
    SECRET_KEY = SECRET_KEY or _made["SECRET_KEY"]
    KEY_ENCRYPTION_KEYS = KEY_ENCRYPTION_KEYS or [_made["KEY_ENCRYPTION_KEYS"]]
    KEY_DIGEST_PEPPERS = KEY_DIGEST_PEPPERS or [_made["KEY_DIGEST_PEPPER"]]
_needed = "is required with a database server; `make secrets` prints fresh values."
env.require("SECRET_KEY", SECRET_KEY, _needed)
env.require("KEY_ENCRYPTION_KEYS", KEY_ENCRYPTION_KEYS, _needed)
env.require("KEY_DIGEST_PEPPER", KEY_DIGEST_PEPPERS, _needed)

# the machine itself may always ask, about health for one
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.words("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
BEHIND_HTTPS = env.boolean("BEHIND_HTTPS", default=PUBLIC_BASE_URL.startswith("https://"))
WEB_THREADS = env.integer("WEB_THREADS", 8, minimum=2)
USE_X_FORWARDED_HOST = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SECURE_SSL_REDIRECT = BEHIND_HTTPS
# The proxy in front asks for health over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^health"]
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_HTTPS
SECURE_HSTS_PRELOAD = BEHIND_HTTPS
SESSION_ENGINE = "organizations.identity.sessions"
SESSION_COOKIE_SECURE = BEHIND_HTTPS
CSRF_COOKIE_SECURE = BEHIND_HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "common.api.errors.csrf_failure"

INSTALLED_APPS = [
    "organizations",
    "connections",
    "prompt_studio",
    "workflows",
    "deployments",
    "api_keys",
    "executions",
    "demo",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "axes",
]

MIDDLEWARE = [
    "config.logs.logged_requests",
    "common.api.middleware.errors_in_the_envelope",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "common.api.middleware.slash_on_writes",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True

AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/api/v1/login"
# a new platform key's secret passes through a message, which must not pass through the database
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
AXES_FAILURE_LIMIT = env.integer("LOGIN_FAILURE_LIMIT", 10, minimum=1)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# authenticate() is called with a username, whatever the user model calls it
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "organizations.identity.views.throttled_name"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "organizations.identity.views.sign_in_locked"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "organizations.authentication.PlatformKeyAuthentication",
        "organizations.authentication.SignedInAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["organizations.permissions.DeclaredPermission"],
    "DEFAULT_PAGINATION_CLASS": "common.api.pagination.PageNumberPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["common.api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.api.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "common.api.negotiation.ContentNegotiation",
    "DEFAULT_SCHEMA_CLASS": "common.api.openapi.AutoSchema",
    "DEFAULT_VERSIONING_CLASS": None,
    "EXCEPTION_HANDLER": "common.api.errors.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNICODE_JSON": True,
}
DRF_STANDARDIZED_ERRORS = {"EXCEPTION_FORMATTER_CLASS": "common.api.errors.EnvelopeFormatter"}

SPECTACULAR_SETTINGS = {
    "TITLE": "Document workflow APIs",
    "DESCRIPTION": "Deploy document workflows as REST APIs: deployments, their keys, executions.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SORT_OPERATIONS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ExecutionStatusEnum": "executions.models.Execution.Status",
        "FileResultStatusEnum": "executions.serializers.FILE_RESULT_STATUSES",
        "WebhookDeliveryStatusEnum": "executions.models.WebhookDelivery.Status",
    },
    "PREPROCESSING_HOOKS": ["common.api.openapi.api_paths_only"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "common.api.openapi.modern_nullables",
    ],
}

MAX_FILES_PER_EXECUTION = 32
MAX_FILE_BYTES = env.integer("MAX_FILE_MEGABYTES", 50, minimum=1) * 1024 * 1024
MAX_DOCUMENT_PAGES = env.integer("MAX_DOCUMENT_PAGES", 500, minimum=1)
DOCUMENT_SECONDS = env.integer("DOCUMENT_SECONDS", 60, minimum=1)
DOCUMENT_MEMORY_BYTES = env.integer("DOCUMENT_MEMORY_MEGABYTES", 1024, minimum=128) * 1024 * 1024
MAX_SCANNED_PAGES = env.integer("MAX_SCANNED_PAGES", 100, minimum=1)
MAX_IMAGE_PIXELS = env.integer("MAX_IMAGE_MEGAPIXELS", 80, minimum=1) * 1_000_000
# What a page read by OCR may take in addition to the document's own limits.
OCR_PAGE_SECONDS = env.integer("OCR_PAGE_SECONDS", 20, minimum=1)
OCR_MEMORY_BYTES = env.integer("OCR_MEMORY_MEGABYTES", 1024, minimum=512) * 1024 * 1024
# Per worker process: together they shouldn't use more than the machine has.
OCR_THREADS = env.integer("OCR_THREADS", 1, minimum=1)
MAX_RUNNING_EXECUTIONS = env.integer("MAX_RUNNING_EXECUTIONS", 20, minimum=1)
# in the whole service; 0 for no such limit
MAX_RUNNING_EXECUTIONS_TOTAL = env.integer("MAX_RUNNING_EXECUTIONS_TOTAL", 200)

# Hosts that presigned URLs may name, as patterns; S3's own unless told. A port other than 443 is
# part of the pattern.
PRESIGNED_URL_HOSTS = env.words(
    "PRESIGNED_URL_HOSTS",
    (
        "s3.amazonaws.com",
        "*.s3.amazonaws.com",
        "s3.*.amazonaws.com",
        "*.s3.*.amazonaws.com",
        "*.s3-accelerate.amazonaws.com",
    ),
)
PRESIGNED_URL_SECONDS = env.integer("PRESIGNED_URL_SECONDS", 60, minimum=1)
PRESIGNED_URL_ALLOW_LOOPBACK = env.boolean("PRESIGNED_URL_ALLOW_LOOPBACK", default=False)
WEBHOOK_ALLOW_LOOPBACK = env.boolean("WEBHOOK_ALLOW_LOOPBACK", default=False)
OUTBOUND_CA_BUNDLE = env.certificates("OUTBOUND_CA_BUNDLE")
# Whether adapters may reach private addresses, where models of one's own network stand.
ADAPTER_PRIVATE_ADDRESSES = env.boolean("ADAPTER_PRIVATE_ADDRESSES", default=True)

# JSON bodies, and the fields of a form. Documents stream to disk and have limits of their own; only
# those of a small request stay in memory.
FILE_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 64
FILE_UPLOAD_TEMP_DIR = str(DATA_DIR / "tmp")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

DOCUMENT_DIR = DATA_DIR / "documents"
STORAGES = {
    "default": env.storage("STORAGE_URL", DOCUMENT_DIR),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

EXECUTION_DEADLINE_SECONDS = env.integer("EXECUTION_DEADLINE_SECONDS", 3600, minimum=10)
FILE_ATTEMPTS = env.integer("FILE_ATTEMPTS", 3, minimum=1)
LEASE_SECONDS = env.integer("LEASE_SECONDS", 30, minimum=3)
SWEEP_SECONDS = env.integer("SWEEP_SECONDS", 10, minimum=1)
DOCUMENT_HOURS = env.integer("DOCUMENT_HOURS", 24)
RESULT_DAYS = env.integer("RESULT_DAYS", 30, minimum=1)

EXTRACTOR = env.choice("EXTRACTOR", "rules", ("rules", "llm"))
LLM_BASE_URL = env.text("LLM_BASE_URL", "https://api.openai.com/v1")
LLM_API_KEY = env.text("LLM_API_KEY")
LLM_MODEL = env.text("LLM_MODEL", "gpt-4o-mini")
LLM_TIMEOUT_SECONDS = env.integer("LLM_TIMEOUT_SECONDS", 60, minimum=1)
LLM_CONTEXT_CHARACTERS = env.integer("LLM_CONTEXT_CHARACTERS", 100_000, minimum=4000)
LLM_INPUT_PRICE = env.decimal("LLM_INPUT_PRICE")
LLM_OUTPUT_PRICE = env.decimal("LLM_OUTPUT_PRICE")
if EXTRACTOR == "llm":
    env.require("LLM_API_KEY", LLM_API_KEY, "is required while EXTRACTOR is llm.")

QUEUE_DIR = DATA_DIR / "queue"
BROKER_URL = env.address(
    "BROKER_URL", "filesystem://", ("filesystem", "amqp", "amqps", "redis", "rediss")
)
CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_DEFAULT_QUEUE = env.text("QUEUE_NAME", "documents")
UPKEEP_QUEUE = f"{CELERY_TASK_DEFAULT_QUEUE}-upkeep"
CELERY_TASK_ROUTES = {
    "executions.tasks.sweep": {"queue": UPKEEP_QUEUE},
    "executions.tasks.remove_orphans": {"queue": UPKEEP_QUEUE},
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Nobody commands running workers. The queue for it is one per host name, and on RabbitMQ it keeps a
# second worker of that name, or the successor of one just killed, from starting.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 2, "interval_start": 0.1, "interval_step": 0.2}
CELERY_BEAT_SCHEDULE = {
    "sweep-executions": {
        "task": "executions.tasks.sweep",
        "schedule": schedule(run_every=SWEEP_SECONDS),
        "options": {"expires": SWEEP_SECONDS * 2},
    },
    "remove-orphans": {
        "task": "executions.tasks.remove_orphans",
        "schedule": schedule(run_every=3600),
        "options": {"expires": 3600},
    },
}
CELERY_BEAT_SCHEDULER = "config.heart:Scheduler"
# in a folder that is always there; that of the queue belongs to the embedded one
CELERY_BEAT_SCHEDULE_FILENAME = f"{FILE_UPLOAD_TEMP_DIR}/schedule"
if BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT = "config.embedded_queue:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.03,
    }
elif BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"confirm_publish": True}

LOG_FORMAT = env.choice("LOG_FORMAT", "text", LOG_FORMATS)
LOGGING = logging_config(
    LOG_FORMAT, env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
)

# /metrics is there for whoever sends this token; nobody without it
METRICS_TOKEN = env.text("METRICS_TOKEN")
METRICS_DIR = DATA_DIR / "metrics"
if METRICS_TOKEN:
    MIDDLEWARE = [
        "django_prometheus.middleware.PrometheusBeforeMiddleware",
        *MIDDLEWARE,
        "django_prometheus.middleware.PrometheusAfterMiddleware",
    ]

UNFOLD = {
    "SITE_TITLE": "Document workflow APIs",
    "SITE_HEADER": "Document workflow APIs",
    "SITE_URL": reverse_lazy("swagger-ui"),
    "SHOW_HISTORY": True,
}

env.finish()
for _folder in (FILE_UPLOAD_TEMP_DIR, STATIC_ROOT, DOCUMENT_DIR):
    Path(_folder).mkdir(parents=True, exist_ok=True)
if BROKER_URL.startswith("filesystem"):
    for _name in ("messages", "control"):
        (QUEUE_DIR / _name).mkdir(parents=True, exist_ok=True)
