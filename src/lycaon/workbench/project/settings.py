"""Django's settings, made from the environment of the installation.

Nothing here differs between two machines but through :class:`~lycaon.workbench.project.environment.Environment`.
"""

import os
from typing import Any

from csp.constants import NONCE, NONE, SELF

from lycaon.workbench.project import mail
from lycaon.workbench.project.database import django_settings
from lycaon.workbench.project.environment import Environment
from lycaon.workbench.project.keys import kept_key
from lycaon.workbench.ui import messages
from lycaon.workbench.ui.languages import NAMES

ENVIRONMENT = Environment.read(os.environ)
_SECURE = ENVIRONMENT.lycaon_url.startswith("https://")

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key or kept_key(ENVIRONMENT.lycaon_home, "sessions")
SELLER_KEY = ENVIRONMENT.seller_key or kept_key(ENVIRONMENT.lycaon_home, "sellers")
DECONFLICTION_KEY = kept_key(ENVIRONMENT.lycaon_home, "deconfliction")
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)

INSTALLED_APPS = [
    "lycaon.workbench.ui",
    "lycaon.workbench.record",
    "lycaon.workbench.people",
    "lycaon.workbench.offers",
    "lycaon.workbench.cases",
    "lycaon.workbench.correspondence",
    "lycaon.workbench.triage",
    "lycaon.workbench.deconfliction",
    "lycaon.workbench.surveys",
    "lycaon.workbench.privacy",
    "lycaon.workbench.api",
    "lycaon.workbench.project",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "lycaon.workbench.project.middleware.name_request",
    "lycaon.workbench.project.middleware.refuse_what_is_too_large",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "lycaon.workbench.project.middleware.keep_apart",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lycaon.workbench.people.middleware.know_actor",
    "lycaon.workbench.project.middleware.refuse_in_words",
]

ROOT_URLCONF = "lycaon.workbench.project.urls"
WSGI_APPLICATION = "lycaon.workbench.project.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "lycaon.workbench.ui.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "lycaon.workbench.ui.templatetags.lycaon"],
        },
    }
]
FORM_RENDERER = "lycaon.workbench.ui.forms.Renderer"

# Without DATABASE_URL, `manage` starts a server and says here where it is.
DATABASES = {"default": django_settings(ENVIRONMENT.database_url or "postgresql:///lycaon?host=/nowhere")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "lycaon.workbench.people.signing_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation reached the address; nobody signs up by himself
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # for so long after a confirmation the second factor may be changed
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,3/h/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENVIRONMENT.trusted_proxy else 0
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Lycaon"
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_FORMS = {
    "authenticate_webauthn": "lycaon.workbench.people.security_keys.KeyForm",
    "reauthenticate_webauthn": "lycaon.workbench.people.security_keys.ConfirmingKeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _SECURE
USERSESSIONS_TRACK_ACTIVITY = True
SECOND_FACTOR_REQUIRED = ENVIRONMENT.is_production

# One table for all processes: a limit that each worker counts alone is no limit.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"},
}

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "lycaon.workbench.ui.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # no address of a case reaches another site; forms of ours still show theirs
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _SECURE else 0
SECURE_SSL_REDIRECT = _SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.trusted_proxy else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o600

EMAIL_BACKEND, _MAIL = mail.backend(ENVIRONMENT)
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.starts_tls, _MAIL.is_tls
EMAIL_FILE_PATH = str(ENVIRONMENT.lycaon_home / "outbox")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.email_from

LANGUAGE_CODE = "en"
LANGUAGES = list(NAMES)
LANGUAGE_COOKIE_NAME = "lycaon_language"
LANGUAGE_COOKIE_SECURE = _SECURE
LANGUAGE_COOKIE_HTTPONLY = True
LOCALE_PATHS = [str(messages.compiled())]
USE_I18N = USE_TZ = True
TIME_ZONE = ENVIRONMENT.time_zone

EVIDENCE_HOME = str(ENVIRONMENT.lycaon_home / "evidence")
CAPTURE_ALLOW = ENVIRONMENT.capture_allow
HEADS_HOME = str(ENVIRONMENT.lycaon_home / "heads")  # a folder to be copied to where others can see it
RECORD_KEY_FILE = str(ENVIRONMENT.lycaon_home / "keys" / "record.pem")
HEADS_TO = ENVIRONMENT.heads_to
SURVEYS_HOME = str(ENVIRONMENT.lycaon_home / "surveys")
BOUNCES_HOME = str(ENVIRONMENT.lycaon_home / "bounces")  # a Maildir: the mail server puts there what comes back

STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "lycaon.workbench.ui.look.Finder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = True  # straight from the packages: nothing to collect before a start
WHITENOISE_MAX_AGE = 3600
LYCAON_MASTHEAD = "lycaon.workbench.project.masthead.masthead"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"lycaon": {"level": "INFO"}, "django.security.csrf": {"level": "ERROR"}},
}
