"""The one settings file. Everything an installation chooses comes from the environment: see docs/settings.md."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from spillerum.site import environment

HERE = Path(__file__).parent
DATA = Path(environment.text("SPILLERUM_DATA", "var")).absolute()
DEMO = environment.boolean("SPILLERUM_DEMO")
DEBUG = environment.boolean("SPILLERUM_DEBUG")
# Commands that serve nobody need no secret; spillerum.site.wsgi refuses to serve with this one.
NO_SECRET = "no-secret"  # noqa: S105 -- it is none
SECRET_KEY = environment.text("SPILLERUM_SECRET_KEY") or NO_SECRET
ALLOWED_HOSTS = environment.text("SPILLERUM_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ORIGIN = environment.text("SPILLERUM_ORIGIN", "http://localhost:8000")
CSRF_TRUSTED_ORIGINS = [ORIGIN]
HTTPS = ORIGIN.startswith("https://")

INSTALLED_APPS = [
    "spillerum.site",
    "spillerum.agreements",
    "spillerum.forecasts",
    "spillerum.money",
    "spillerum.deviations",
    "spillerum.figures",
    "spillerum.organisation",
    "spillerum.matters",
    "spillerum.people",
    "allauth",
    "allauth.account",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "spillerum.site.middleware.demo_day",
    "spillerum.site.middleware.language",
    "spillerum.site.middleware.ClosedUnlessOpened",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "spillerum.site.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "spillerum.site.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "spillerum.site.templatetags.words",
                "spillerum.site.templatetags.pictures",
                "spillerum.site.templatetags.money",
            ],
        },
    }
]

DATABASES = {"default": environment.database(environment.text("DATABASE_URL"), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "demo_who" if DEMO else "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "spillerum.people.adapter.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "spillerum.people.passwords.SignInForm",
    "reset_password": "spillerum.people.passwords.AskForm",
    "reset_password_from_key": "spillerum.people.passwords.ChooseForm",
    "user_token": "spillerum.people.passwords.KeyForm",
}
ACCOUNT_PREVENT_ENUMERATION = True  # an unknown address gets the same answer
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # and nobody can make us write to strangers
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # seconds
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,3/5m/key",
    "reset_password_from_key": "20/m/ip",
}

LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("en", "English")]
LOCALE_PATHS = [
    HERE.parent / room / "locale" for room in ("exchange", "cli")
]  # rooms that are no Django apps
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # straight from the package: there is nothing to collect

FILE_UPLOAD_HANDLERS = [
    "spillerum.figures.uploads.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
MAX_UPLOAD = environment.integer("SPILLERUM_MAX_UPLOAD_MB", 20) * 1024 * 1024

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if environment.text("SPILLERUM_SMTP_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = environment.text("SPILLERUM_SMTP_HOST")
EMAIL_PORT = environment.integer("SPILLERUM_SMTP_PORT", 25)
EMAIL_HOST_USER = environment.text("SPILLERUM_SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("SPILLERUM_SMTP_PASSWORD")
EMAIL_USE_TLS = environment.boolean("SPILLERUM_SMTP_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.text("SPILLERUM_MAIL_FROM", "spillerum@localhost")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS and environment.boolean("SPILLERUM_SSL_REDIRECT", default=True)
BEHIND_PROXY = environment.boolean("SPILLERUM_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # else all who come through it share one rate limit
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
FALSE_ALARMS = environment.integer("SPILLERUM_FALSE_ALARMS", 1)
FORECAST_SURE = environment.integer("SPILLERUM_FORECAST_SURE", 90)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}},  # a closed door is no fault
}
