"""The test suite: fast hashing, no manifest, tasks run at once."""

import os

from .base import *

SECRET_KEY = "for-tests-only-" + "x" * 50
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PUBLIC_URL = "https://training.example.la"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
VAR = ROOT / "var" / "test"
VAR.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = VAR / "media"
STATIC_ROOT = VAR / "static"
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in CACHES
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, so that a second run can keep it (pytest --reuse-db) and threads can share it.
    DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DB", str(VAR / "test.sqlite3"))}
