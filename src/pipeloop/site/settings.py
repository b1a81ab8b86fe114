"""Django settings; what differs between installations comes from the environment.

| variable | what it sets |
| --- | --- |
| DATABASE_URL | an external PostgreSQL; `pipeloop up` sets it for its own one |
| PIPELOOP_DATA | the data folder: uploads, the secret key, the embedded database |
| PIPELOOP_HOSTS | host names to answer to, comma between; this machine by default |
| PIPELOOP_HTTPS | 1 when a proxy in front speaks HTTPS: cookies become secure |
| PIPELOOP_PRIVATE_ADDRESSES | 1 to let connections reach systems inside one's own network |
| SECRET_KEY | signs sessions; made once in the data folder when not given |
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from pipeloop.site.database import django_database
from pipeloop.site.secret import secret_key

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("PIPELOOP_DATA", Path.home() / ".pipeloop"))
HTTPS = os.environ.get("PIPELOOP_HTTPS") == "1"

SECRET_KEY = os.environ.get("SECRET_KEY") or secret_key(DATA)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("PIPELOOP_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "pipeloop.site.apps.SiteConfig",
    "pipeloop.home",
    "pipeloop.exchange",
    "pipeloop.history",
    "pipeloop.conveyor",
    "pipeloop.clients",
    "pipeloop.process",
    "pipeloop.company",
    "pipeloop.ui",
    "pipeloop.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "pipeloop.company.web.middleware.reader",
    "pipeloop.site.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "pipeloop.site.urls"
WSGI_APPLICATION = "pipeloop.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pipeloop.ui.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "pipeloop.ui.templatetags.display"],
        },
    }
]

DATABASES = {"default": django_database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Counts of failed sign-ins and of API calls must be seen by every server process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "pipeloop_cache",
    }
}

AUTH_USER_MODEL = "company.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "pipeloop.site.sign_in.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "pipeloop.site.sign_in.display"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "login": "30/m/ip"}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"

# Other systems are asked over HTTPS on the open internet, unless this lets them be anywhere.
PRIVATE_ADDRESSES = os.environ.get("PIPELOOP_PRIVATE_ADDRESSES") == "1"

LANGUAGE_CODE = "en"
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Moscow"
# A number of a row in a page is no quantity: quantities are written by the filters of ui.
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA / "files"
# Columns of event logs: built from files and from events, so they can be rebuilt.
LOGS_ROOT = DATA / "logs"
LOG_MAX_BYTES = 2_000_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_TEMP_DIR = None

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "pipeloop@localhost")

# An address is unique whatever its case, by a constraint that Django's check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

PROCRASTINATE_ON_APP_READY = "pipeloop.site.queue.register"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
