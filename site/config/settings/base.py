"""Settings that hold everywhere. Secrets and addresses come from the environment."""

import os
from pathlib import Path

import dj_database_url
import django.conf.locale
from django.utils.translation import gettext_lazy as _

from core.catalogues import compile_stale

ROOT = Path(__file__).resolve().parents[3]
#: Everything the running site writes: database, uploads, collected static files.
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))

SECRET_KEY = os.environ.get("SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS: list[str] = []
#: The address people type, without a trailing slash: used in QR codes, mails and PDFs.
PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://localhost:8000")
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAIL_SITE_NAME = "MICIC Training"
# The CMS asks no other host for faces or for news about itself.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
#: Where people write to; shown in the footer and in the privacy notice.
CONTACT_EMAIL = os.environ.get("CONTACT_EMAIL", "")

INSTALLED_APPS = [
    "config",
    "reports",
    "assessments.certificates",
    "assessments.quizzes",
    "courses.workshops",
    "courses.curriculum",
    "people",
    "website",
    "core",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "people.cms.apps.CMSUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "modeltranslation",
    "whitenoise.runserver_nostatic",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.CompressText",
    "core.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.middleware.LanguageOfAddress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.middleware.KeepLanguage",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.site_frame",
                "people.context.roles",
                "website.context.menus",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "core.templatetags.frame",
            ],
        },
    }
]
FORM_RENDERER = "core.forms.SiteFormRenderer"

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR / 'db.sqlite3'}", conn_max_age=600, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Languages: Lao first ---------------------------------------------------------------------
# Neither Django nor Wagtail knows Lao; everything else about it lives in locale/lo and
# config/formats/lo.
django.conf.locale.LANG_INFO["lo"] = {
    "bidi": False,
    "code": "lo",
    "name": "Lao",
    "name_local": "ລາວ",
}
LANGUAGE_CODE = "lo"
LANGUAGES = [("lo", _("Lao")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English")]
MODELTRANSLATION_LANGUAGES = ("en", "lo")
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
#: A missing Lao text shows the English one and the other way round; pages say so.
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("en", "lo"), "lo": ("en",), "en": ("lo",)}
MODELTRANSLATION_CUSTOM_FIELDS = ("StreamField", "RichTextField")
LOCALE_PATHS = [ROOT / "locale"]
compile_stale(LOCALE_PATHS)
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Vientiane"

# --- People and sign-in -----------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "people.backends.AnyIdentifierBackend",
    "people.backends.AccessCardBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {
            "user_attributes": (
                "username",
                "given_name_latin",
                "family_name_latin",
                "given_name_lo",
                "family_name_lo",
                "email",
                "phone",
            )
        },
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_learning"
ACCOUNT_ADAPTER = "people.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "people.forms.SignInForm",
    "change_password": "people.forms.PasswordChangeForm",
    "set_password": "people.forms.PasswordSetForm",
    "reset_password": "people.forms.PasswordResetForm",
    "reset_password_from_key": "people.forms.PasswordFromLinkForm",
}
#: One field takes a user name, phone number or e-mail: people.backends finds out which.
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
#: No mail to addresses that nobody here has.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
#: A whole meeting room signs in from one address, so the limit per address is wide and the one per
#: person (whatever name they are tried by) is narrow.
ACCOUNT_RATE_LIMITS = {
    "login": "200/m/ip",
    "login_failed": "60/m/ip,8/10m/key",
    "reset_password": "20/m/ip,5/h/key",
    "reset_password_from_key": "60/m/ip",
    "change_password": "10/m/user",
    # Wrong codes typed at a self check-in; two of a million count at a time.
    "check_in_person": "8/10m/key",
    "check_in_phone": "16/10m/key",
}
#: Links to set a password, also those a facilitator hands over, hold this long.
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 3
# The CMS has no door of its own: people sign in on the site, where attempts are counted.
WAGTAILADMIN_LOGIN_URL = "cms_sign_in"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
SESSION_ENGINE = "core.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True

# --- Files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    #: Papers with people's names (issued certificates, print runs): never under MEDIA_URL.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "private", "base_url": None},
    },
    "staticfiles": {"BACKEND": "core.storage.SiteStaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
#: What editors may offer for download, and the files of videos with their subtitles.
WAGTAILDOCS_EXTENSIONS = [
    *("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv", "txt"),
    *("mp3", "mp4", "webm", "vtt"),
]
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "gif", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024

# --- Background work --------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
#: Seconds after which an open job that has not been heard of has lost its worker and is queued again.
JOB_SILENCE = int(os.environ.get("JOB_SILENCE", "60"))

# --- Tests ------------------------------------------------------------------------------------
#: Days after its end for which the single answers of a test are kept; then only sums remain
#: (``manage.py forget_answers``). Twelve months, from the retention schedule of the project.
QUIZ_ANSWERS_KEPT_DAYS = int(os.environ.get("QUIZ_ANSWERS_KEPT_DAYS", "365"))

# --- Sign-in sheets that come back ------------------------------------------------------------
#: Days after the end of a workshop for which the pictures of its signed sheets are kept: they are
#: evidence of attendance, kept as long as it (five years, from the retention schedule).
SCANS_KEPT_DAYS = int(os.environ.get("SCANS_KEPT_DAYS", str(5 * 365 + 1)))
#: Days for which a picture is kept from which nobody has confirmed anything.
UNCONFIRMED_SCANS_KEPT_DAYS = int(os.environ.get("UNCONFIRMED_SCANS_KEPT_DAYS", "30"))

# --- Search -----------------------------------------------------------------------------------
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- Security ---------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # previews in the CMS say for themselves that they may be framed
CSRF_FAILURE_VIEW = "core.errors.csrf_failure"

# Counts of sign-in attempts must be the same for all workers, so the default cache is shared, in the
# database (a migration of people makes the table). "local" is per process, for what may be rebuilt.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 20000},
    },
    #: Of each process: texts and pages as they were rendered last.
    "local": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 3000},
    },
}
