"""A server. Every secret and address comes from the environment; what is missing is said at once."""

import os
import sys

from .base import *

REQUIRED = {
    "SECRET_KEY": "a long random string",
    "DATABASE_URL": "for example postgres://user:password@host/name",
    "PUBLIC_URL": "the address people type, for example https://training.example.la",
    "ALLOWED_HOSTS": "host names, separated by commas",
    "DEFAULT_FROM_EMAIL": "the sender of the site's mail",
    "EMAIL_HOST": "the mail server",
    "CONTACT_EMAIL": "where people write to, shown on every page",
}
_missing = [name for name in REQUIRED if not os.environ.get(name)]
if _missing:
    sys.exit(
        "Cannot start in production. Set in the environment: "
        + "; ".join(f"{name} ({REQUIRED[name]})" for name in _missing)
    )

ALLOWED_HOSTS = [h.strip() for h in os.environ["ALLOWED_HOSTS"].split(",") if h.strip()]
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ["DEFAULT_FROM_EMAIL"]
EMAIL_HOST = os.environ["EMAIL_HOST"]
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "1") == "1"

CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
#: Proxies in front of us that add to X-Forwarded-For; without it every visitor has the proxy's address.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "1"))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = os.environ.get("SECURE_SSL_REDIRECT", "1") == "1"
SECURE_HSTS_SECONDS = int(os.environ.get("SECURE_HSTS_SECONDS", str(60 * 60 * 24 * 365)))
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}
