"""All settings, read from the environment and `.env`; the safe value is always the default."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(BASE_DIR / ".env", recurse=False)

# --- What kind of place is this? -------------------------------------------------------------

DEVELOPMENT = env.bool("DEVELOPMENT", False)
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or ("development-only-" * 4 if DEVELOPMENT else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "缺少 SECRET_KEY：请在 .env 中写入一串 50 位以上的随机字符；仅本机试用可写 DEVELOPMENT=1。"
    )
# The health check of a container asks itself, whatever the site is called.
ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", ["localhost", "[::1]"]), "127.0.0.1"]
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
DATA_DIR = env.path("DATA_DIR", BASE_DIR / "var")
DATA_DIR.mkdir(parents=True, exist_ok=True)

# --- What it is made of ----------------------------------------------------------------------

INSTALLED_APPS = [
    "disclosure",
    "reports",
    "disclosure.catalogue",
    "disclosure.pages",
    "disclosure.agencies",
    "disclosure.workflow",
    "django_prose_editor",
    "import_export",
    "axes",
    "disclosure.deskapp.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "disclosure.lib.contentpolicy.ContentPolicyMiddleware",
    "disclosure.pages.middleware.CachingMiddleware",
    "disclosure.opendata.middleware.OpenDataMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "disclosure.agencies.middleware.PasswordChangeMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "disclosure.urls"
WSGI_APPLICATION = "disclosure.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "disclosure.pages.context.site",
            ],
        },
    },
]

# What differs between kinds of entry, see disclosure/catalogue/kinds.py.
ENTRY_KINDS = {
    "document": "disclosure.catalogue.document.DocumentKind",
    "report": "reports.kind.ReportKind",
}

# --- Databases and stores --------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'disclosure.sqlite3'}")
}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["ENGINE"] = "disclosure.lib.postgresql"
    # What readers ask in the same words is planned once; see disclosure/pages/statements.py.
    PREPARE_AFTER = 5 if env.bool("DATABASE_PREPARES", True) else None
    DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = PREPARE_AFTER
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # One writer at a time, and it waits: a transaction that begins as a reader cannot
        # become a writer under another one.
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        # What is deleted or overwritten is zeroed in the file: an erasure leaves nothing behind.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"
        ),
    }
    # Tests use a file too: a database in memory knows no concurrent writers.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
# The address of an OpenSearch server; without one the database is searched.
SEARCH_URL = env.str("SEARCH_URL", "")
# Holds the counts of OPEN_DATA_PER_MINUTE; see disclosure/opendata/limiting.py.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
# No page is older than the program that makes it: gunicorn says when all its processes began.
STARTED_AT = datetime.fromtimestamp(float(os.environ.get("STARTED_AT", time.time())), UTC)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PRIVATE_ROOT = env.path("PRIVATE_ROOT", DATA_DIR / "private")  # every uploaded file, by digest
PUBLIC_ROOT = env.path("PUBLIC_ROOT", DATA_DIR / "public")  # released files, served by nginx
STATIC_ROOT = env.path("STATIC_ROOT", DATA_DIR / "static")
# The public site as files, kept true by the worker for nginx; without it nothing is written.
SITE_DIR = env.str("SITE_DIR", "")
for folder in (PRIVATE_ROOT, PUBLIC_ROOT, STATIC_ROOT):
    folder.mkdir(parents=True, exist_ok=True)
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "uploads"},
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEVELOPMENT
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEVELOPMENT

UPLOAD_LIMIT_MB = env.int("UPLOAD_LIMIT_MB", 50)
# Whether releasing a report also makes a PDF: needs Pango and a second or two of one processor.
PDF_RENDITIONS = env.bool("PDF_RENDITIONS", True)
CLOSED_REVIEW_MONTHS = env.int("CLOSED_REVIEW_MONTHS", 12)  # 条例 Art. 18: 定期评估审查
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o640

# --- Language and time -----------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LOCALE_PATHS = [BASE_DIR / "locale"]  # words that the libraries leave in English
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- People ----------------------------------------------------------------------------------

AUTH_USER_MODEL = "agencies.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "disclosure.agencies.passwords.MixedCharactersValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=env.int("LOCKOUT_MINUTES", 15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Our own access log tells of log-ins; of a name that is no account neither log keeps the text.
AXES_HANDLER = "disclosure.agencies.sessions.SessionHandler"
AXES_USERNAME_CALLABLE = "disclosure.agencies.sessions.counted_name"
AXES_SENSITIVE_PARAMETERS = ["username"]
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_TEMPLATE = "agencies/locked_out.html"
# How many proxies stand in front: 0 trusts no forwarded address.
PROXY_COUNT = env.int("PROXY_COUNT", 0)
AXES_CLIENT_IP_CALLABLE = "disclosure.agencies.access.address_of"
AXES_VERBOSE = False
SESSION_COOKIE_AGE = env.int("SESSION_MINUTES", 60) * 60
SESSION_SAVE_EVERY_REQUEST = True  # the timeout counts from the last request, not from the log-in
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Mail --------------------------------------------------------------------------------------
# Without a host no letter leaves; the desk's front page says the same.

EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
EMAIL_PORT = env.int("EMAIL_PORT", 465)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", True)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", EMAIL_HOST_USER or "webmaster@localhost")
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 5)  # seconds; whoever presses a button waits for it

# --- Headers ---------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", not DEVELOPMENT)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if env.bool("BEHIND_TLS_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 0 if DEVELOPMENT else 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", not DEVELOPMENT)
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEVELOPMENT
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False  # the grid reads it to save a section
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# --- The site's own texts: what is empty is not shown ----------------------------------------

SITE_NAME = env.str("SITE_NAME", "政府信息公开")
SITE_DOMAIN = env.str("SITE_DOMAIN", "")
SITE_ID_CODE = env.str("SITE_ID_CODE", "")
SITE_SPONSOR = env.str("SITE_SPONSOR", "")
SITE_CONTACT = env.str("SITE_CONTACT", "")
SITE_ICP = env.str("SITE_ICP", "")
SITE_POLICE = env.str("SITE_POLICE", "")
SITE_ERROR_REPORT_URL = env.str("SITE_ERROR_REPORT_URL", "")
SITE_COLOUR = env.str("SITE_COLOUR", "blue")

# How often one address may ask the open data in a minute, in each process; 0: no limit.
OPEN_DATA_PER_MINUTE = env.int("OPEN_DATA_PER_MINUTE", 300)

# Characters of a summary beyond which the clerk is told to shorten it; 0: no limit.
SUMMARY_LENGTH = env.int("SUMMARY_LENGTH", 100)

# --- Logging: one line a record on standard output --------------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
IMPORT_EXPORT_USE_TRANSACTIONS = True
