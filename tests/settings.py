"""The product's settings, with what makes tests quick and quiet."""

from pipeloop.site.settings import *  # noqa: F403
from pipeloop.site.settings import DATABASES, STATIC_ROOT, STORAGES

DATABASES["default"]["OPTIONS"].pop("pool")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Without the folder that static files are collected into, the server of them warns.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
