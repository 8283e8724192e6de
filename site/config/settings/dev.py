"""A laptop, at a desk or in a meeting room: SQLite, local files, no server beside the site's own."""

import os
import secrets

from .base import *

DEBUG = os.environ.get("DEBUG", "") == "1"
VAR.mkdir(parents=True, exist_ok=True)

_key_file = VAR / "secret.key"
if not _key_file.exists():
    _key_file.touch(mode=0o600)
    _key_file.write_text(secrets.token_urlsafe(50))
SECRET_KEY = os.environ.get("SECRET_KEY") or _key_file.read_text()

ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
#: The privacy notice says "the contact below": a laptop shows one too.
CONTACT_EMAIL = os.environ.get("CONTACT_EMAIL", "training@example.org")
