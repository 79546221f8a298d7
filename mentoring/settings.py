"""Every setting, read from the environment; docs/operating.md describes each name."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import django
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from redis.backoff import NoBackoff
from redis.retry import Retry

from mentoring import given
from mentoring.postgres.connection import Connection

BASE_DIR = Path(__file__).resolve().parent.parent
HAS_OWN_PARTIALS = django.VERSION >= (6, 0)


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    value = text(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int, *, least: int = 0) -> int:
    value = text(name)
    if value and not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, it is “{value}”.")
    if int(value or default) < least:
        raise ImproperlyConfigured(f"{name} must be {least} or more, it is “{value}”.")
    return int(value or default)


# The installation
DEBUG = flag("DEBUG")
DEMO = flag("DEMO")
WEB_PORT = number("PORT", 8000)
given.everything(os.environ)
SITE_URL = given.site(text("SITE_URL"))
SITE_NETLOC = urlsplit(SITE_URL).netloc
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
SITE_IS_SECURE = SITE_URL.startswith("https://")
SECRET_KEY = text("SECRET_KEY")
SECRET_KEY_FALLBACKS = text("SECRET_KEY_FALLBACKS").replace(",", " ").split()
if DEMO and SITE_IS_SECURE:
    raise ImproperlyConfigured(
        f"DEMO shows every email to everybody, so it doesn't start with SITE_URL={SITE_URL}. "
        "Leave DEMO empty on a real installation; to look at the demo, leave SITE_URL empty."
    )
ALLOWED_HOSTS = [SITE_HOST, *text("ALLOWED_HOSTS").replace(",", " ").split()]
if not SITE_IS_SECURE:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# The parts
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    *([] if HAS_OWN_PARTIALS else ["template_partials.apps.SimpleAppConfig"]),
    "django_cotton.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "mentoring.web",
    "mentoring.accounts",
    "mentoring.activity",
    "mentoring.security",
    "mentoring.notifications",
    "programs",
    "pairings",
    "goals",
    "mentoring.home",
    "mentoring.watching",
    "mentoring.demo",
]
MIDDLEWARE = [
    "mentoring.web.middleware.request_id",
    "mentoring.watching.middleware.counted",
    "mentoring.watching.middleware.figures",
    "mentoring.web.middleware.in_time",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "mentoring.web.middleware.page_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mentoring.web.middleware.signed_out",
    "mentoring.web.middleware.possible_address",
    "mentoring.web.middleware.Refusals",
    "mentoring.accounts.middleware.at_its_address",
    "mentoring.accounts.middleware.Stays",
    "mentoring.accounts.middleware.local_time",
    "mentoring.accounts.middleware.UnprocessableForms",
]
ROOT_URLCONF = "mentoring.urls"
WSGI_APPLICATION = "mentoring.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "mentoring.web.forms.Renderer"
CACHED = (
    "django.template.loaders.cached.Loader",
    [
        "django_cotton.cotton_loader.Loader",
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ],
)
LOADERS = [CACHED] if HAS_OWN_PARTIALS else [("template_partials.loader.Loader", [CACHED])]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mentoring.accounts.context_processors.page",
                "mentoring.home.navigation.nav",
            ],
            "loaders": LOADERS,
            "builtins": [
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "mentoring.web.templatetags.ui",
                *([] if HAS_OWN_PARTIALS else ["template_partials.templatetags.partials"]),
            ],
        },
    }
]
COTTON_DIR = "cotton"
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees its arguments, not the page's variables

# Database, cache, jobs
WEB_THREADS = number("WEB_THREADS", 8, least=1)  # of a process, for pages
POOL = number("DATABASE_POOL", WEB_THREADS + 2)  # a web process has two more threads (mentoring/serving/gate.py)
DATABASE = dj_database_url.parse(given.database(text("DATABASE_URL")), conn_health_checks=not POOL)
DATABASE["ENGINE"] = "mentoring.postgres"
# Seconds and, for the last, milliseconds. A network that swallows everything is noticed within a minute.
PATIENT = {"connect_timeout": 5, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
DATABASE["OPTIONS"] = {**PATIENT, "tcp_user_timeout": 60_000, **DATABASE.get("OPTIONS", {})}
DATABASE["OPTIONS"].setdefault("application_name", "mentoring")  # who looks at the server's connections sees whose
if POOL:  # mentoring/postgres/base.py checks what it gives, waits longer than it does, and asks it anew
    waits = {"timeout": 0.5, "reconnect_timeout": 0.5}
    DATABASE["OPTIONS"]["pool"] = {"min_size": 1, "max_size": POOL, "connection_class": Connection, **waits}
DATABASES = {"default": DATABASE}
REDIS_URL = given.redis(text("REDIS_URL"))
# Two installations with another prefix each can share one Redis: no key, queue or channel of theirs is the same.
REDIS_PREFIX = given.name("REDIS_PREFIX", text("REDIS_PREFIX", "mentoring") or "mentoring")
# What sign-in counts and remembers (wrong passwords, codes that were used) has to outlast Redis: it is in PostgreSQL.
# What may be lost at any moment is in Redis, and nobody waits for it (mentoring/web/passing.py). Both hold JSON only.
CACHES = {
    "default": {
        "BACKEND": "mentoring.web.kept.KeptValues",
        "LOCATION": "kept_values",  # a table, made by a migration of mentoring.accounts
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # then those that have expired go
    },
    "passing": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
        "OPTIONS": {
            "serializer": "mentoring.web.kept.Json",
            "socket_connect_timeout": 0.4,
            "socket_timeout": 0.4,
            "retry": Retry(NoBackoff(), 0),
        },
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * number("IDLE_MINUTES", 30 * 24 * 60, least=15)  # since it was used (accounts/stays.py)
SIGNED_IN_HOURS = number("SIGNED_IN_HOURS", 90 * 24, least=1)  # however often it is used
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
# For the worker. A request that hands over a task waits for less (mentoring/notifications/planning/wake.py).
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": f"{REDIS_PREFIX}:",
    "socket_connect_timeout": 1,
    "socket_timeout": 3,
}
CELERY_TASK_DEFAULT_QUEUE = REDIS_PREFIX
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]  # whoever can write to the broker must not run code in a worker
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_IMPORTS = [  # every room that has tasks
    "mentoring.notifications.sending.tasks",
    "mentoring.home.tasks",
    "mentoring.security.tasks",
    "pairings.reminders.tasks",
]
TICK_SECONDS = number("TICK_SECONDS", 60)
CELERY_BEAT_SCHEDULE = {
    "plan": {"task": "pairings.reminders.tasks.plan", "schedule": TICK_SECONDS, "options": {"expires": TICK_SECONDS}},
    "deliver": {
        "task": "mentoring.notifications.sending.tasks.deliver",
        "schedule": TICK_SECONDS,
        "args": [True],  # called by beat; the health page tells this from a call by the web process
        "options": {"expires": TICK_SECONDS},
    },
    "reap": {"task": "mentoring.notifications.sending.tasks.reap", "schedule": 60},
    "roll": {"task": "pairings.reminders.tasks.roll", "schedule": 3600},
    "security log": {"task": "mentoring.security.tasks.delete_old_events", "schedule": crontab(hour=3, minute=40)},
    "clear sessions": {"task": "mentoring.home.tasks.clear_sessions", "schedule": crontab(hour=3, minute=20)},
    "clear old": {"task": "mentoring.home.tasks.clear_old", "schedule": crontab(hour=3, minute=40)},
}

# People and how they sign in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
COMMON_PASSWORDS = text("COMMON_PASSWORDS")
if COMMON_PASSWORDS and not Path(COMMON_PASSWORDS).is_file():
    raise ImproperlyConfigured(f"COMMON_PASSWORDS names {COMMON_PASSWORDS}, which is no file.")
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "mentoring.accounts.passwords.MaximumLengthValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.CommonPasswordValidator",
        "OPTIONS": {"password_list_path": COMMON_PASSWORDS} if COMMON_PASSWORDS else {},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_IS_SECURE else "http"
ACCOUNT_ADAPTER = "mentoring.notifications.planning.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "mentoring.accounts.adapter.SocialAccountAdapter"
MFA_ADAPTER = "mentoring.accounts.adapter.MFAAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "mentoring.accounts.forms.sign_in.LoginForm",
    "request_login_code": "mentoring.accounts.forms.sign_in.RequestCodeForm",
    "confirm_login_code": "mentoring.accounts.forms.sign_in.LoginCodeForm",
    "confirm_email_verification_code": "mentoring.accounts.forms.sign_in.AddressCodeForm",
    "reauthenticate": "mentoring.accounts.forms.sign_in.ReauthenticateForm",
    "signup": "mentoring.accounts.forms.sign_up.SignupForm",
    "reset_password": "mentoring.accounts.forms.secrets.ResetPasswordForm",
    "reset_password_from_key": "mentoring.accounts.forms.secrets.NewPasswordForm",
    "change_password": "mentoring.accounts.forms.secrets.ChangePasswordForm",
    "set_password": "mentoring.accounts.forms.secrets.SetPasswordForm",
    "add_email": "mentoring.accounts.forms.secrets.ChangeAddressForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # mail servers that delay unknown senders can take minutes
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
# Forty people in one room have one address, and sign in or up within a minute. Who signs in with the right password
# counts nowhere; guessing is slowed down for each account by itself (three wrong codes end one).
WRONG_PASSWORDS_A_MINUTE = 30
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": f"{WRONG_PASSWORDS_A_MINUTE}/m/ip,5/300s/key",
    # Each is a mail to whoever's address was typed, so an address gets no more than a handful an hour.
    "request_login_code": "60/m/ip,3/m/key,15/h/key",
    "reset_password": "20/m/ip,3/m/key,10/h/key",
    "manage_email": "10/m/user,20/h/user",
    "signup": "60/m/ip",
}
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}  # nobody guesses a passkey
MFA_FORMS = {
    "authenticate": "mentoring.accounts.forms.sign_in.SecondStepForm",
    "reauthenticate": "mentoring.accounts.forms.sign_in.SecondStepAgainForm",
    "activate_totp": "mentoring.accounts.forms.secrets.ActivateAppForm",
    "add_webauthn": "mentoring.accounts.forms.secrets.AddPasskeyForm",
    "login_webauthn": "mentoring.accounts.forms.sign_in.PasskeyLoginForm",
    "authenticate_webauthn": "mentoring.accounts.forms.sign_in.PasskeyStepForm",
    "reauthenticate_webauthn": "mentoring.accounts.forms.sign_in.PasskeyAgainForm",
    "edit_webauthn": "mentoring.accounts.forms.secrets.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_IS_SECURE
MFA_TOTP_ISSUER = "Mentoring"
MFA_TOTP_TOLERANCE = 1  # a code works half a minute longer: clocks differ and people type slowly
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXIES", 0)

# Who came in, what was refused, what changed about accounts and roles: for administrators, for so many days
SECURITY_LOG_DAYS = number("SECURITY_LOG_DAYS", 365)
if SECURITY_LOG_DAYS < 30:
    raise ImproperlyConfigured("SECURITY_LOG_DAYS must be 30 or more, so that what happened can still be looked into.")

# The organization's identity provider, if it has one (OpenID Connect, SAML)
SOCIALACCOUNT_FORMS = {
    "signup": "mentoring.accounts.forms.sign_up.ProviderSignupForm",
    "disconnect": "mentoring.accounts.forms.connections.DisconnectForm",
}
SOCIALACCOUNT_LOGIN_ON_GET = True  # form-action 'self' would block a POST that redirects to the provider
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # we trust the organization's own provider about addresses
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds for each answer of the provider, while a person and a thread wait
SOCIALACCOUNT_PROVIDERS = {}
SSO_SIGNUP = flag("SSO_SIGNUP")
SSO_EMAIL_VERIFIED = flag("SSO_EMAIL_VERIFIED")  # where the provider says nothing (accounts/provider/vouching.py)
OIDC_TOKEN_METHOD = text("OIDC_TOKEN_METHOD")
TOKEN_METHODS = ("client_secret_post", "client_secret_basic")
if OIDC_TOKEN_METHOD and OIDC_TOKEN_METHOD not in TOKEN_METHODS:
    raise ImproperlyConfigured(
        f"OIDC_TOKEN_METHOD must be {' or '.join(TOKEN_METHODS)}, or empty for what the provider says; "
        f"it is “{OIDC_TOKEN_METHOD}”."
    )
if text("OIDC_SERVER_URL") and not text("OIDC_CLIENT_ID"):
    raise ImproperlyConfigured("OIDC_SERVER_URL is set, so OIDC_CLIENT_ID has to be the provider’s name for us.")
if text("OIDC_SERVER_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": text("OIDC_NAME", "your organization"),
                "client_id": text("OIDC_CLIENT_ID"),
                "secret": text("OIDC_SECRET"),
                "settings": {
                    "server_url": text("OIDC_SERVER_URL").rstrip("/"),
                    "token_auth_method": OIDC_TOKEN_METHOD,
                },
            }
        ],
    }
if text("SAML_METADATA_URL"):
    SOCIALACCOUNT_PROVIDERS["saml"] = {
        "APPS": [
            {
                "provider_id": "saml",
                "name": text("SAML_NAME", "your organization"),
                "client_id": "saml",
                "settings": {
                    "idp": {
                        "entity_id": text("SAML_ENTITY_ID"),
                        "metadata_url": text("SAML_METADATA_URL"),
                        "metadata_request_timeout": SOCIALACCOUNT_REQUESTS_TIMEOUT,
                    },
                    "advanced": {"want_assertion_signed": True, "allow_single_label_domains": True},
                },
            }
        ],
    }

# Mail
DEFAULT_FROM_EMAIL = text("MAIL_FROM", f"mentoring@{SITE_HOST}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
SMTP = "mentoring.notifications.sending.backends.Smtp"
NO_MAIL_SERVER = "mentoring.notifications.sending.backends.NoServer"
MAIL_BACKEND = text("EMAIL_BACKEND") or (SMTP if text("EMAIL_HOST") else NO_MAIL_SERVER)
if MAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":  # ours is the same, and more
    MAIL_BACKEND = SMTP
# For a mail service with an HTTP API: its key and its webhook's secret (docs/operating.md, "Mail server").
ANYMAIL = {name.removeprefix("ANYMAIL_"): value for name, value in os.environ.items() if name.startswith("ANYMAIL_")}
HAS_MAIL_SERVER = MAIL_BACKEND != NO_MAIL_SERVER
WAYS_OF_TLS = {"": "off", "off": "off", "starttls": "starttls", "1": "starttls", "tls": "tls"}
EMAIL_TLS = given.choice("EMAIL_TLS", text("EMAIL_TLS"), WAYS_OF_TLS, must_be="starttls, tls or off")
SMTP_OPTIONS = {
    "host": text("EMAIL_HOST"),
    "port": number("EMAIL_PORT", {"off": 25, "starttls": 587, "tls": 465}[EMAIL_TLS], least=1),
    "username": text("EMAIL_USER"),
    "password": text("EMAIL_PASSWORD"),
    "use_tls": EMAIL_TLS == "starttls",
    "use_ssl": EMAIL_TLS == "tls",
    "ca_file": given.certificates("EMAIL_CA_FILE", text("EMAIL_CA_FILE")),
    "timeout": 30,
}
# The form Django 6.1 wants instead of EMAIL_*; under 5.2, notifications.sending.backends.connection() reads it.
MAILERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": MAIL_BACKEND, "OPTIONS": SMTP_OPTIONS if MAIL_BACKEND == SMTP else {}}
}

# Words, dates, files
LANGUAGE_CODE = "en-us"
LANGUAGES = [("en-us", "English (United States)"), ("en-gb", "English (United Kingdom)")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
STATIC_ROOT = Path(text("STATIC_ROOT") or BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Headers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = SITE_IS_SECURE and flag("SSL_REDIRECT", True)
SECURE_SSL_HOST = SITE_NETLOC
given.leads_to_itself(redirects=SECURE_SSL_REDIRECT, proxies=ALLAUTH_TRUSTED_PROXY_COUNT)
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 31_536_000 if SITE_IS_SECURE else 0
# What is said about all hosts below ours holds for those that others run there, and stays in browsers for a year.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_IS_SECURE and flag("HSTS_SUBDOMAINS")
SECURE_HSTS_PRELOAD = SITE_IS_SECURE and flag("HSTS_PRELOAD")
if flag("HSTS_PRELOAD") and not flag("HSTS_SUBDOMAINS"):
    raise ImproperlyConfigured(
        "HSTS_PRELOAD needs HSTS_SUBDOMAINS: browsers' lists take no host without those below it."
    )
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if number("TRUSTED_PROXIES", 0) else None
# Over https no other host, and no page without https, can set a cookie of such a name. Over http browsers keep cookies
# by host, not by port; two copies on one machine must not sign out each other's users.
SESSION_COOKIE_NAME = "__Host-sessionid" if SITE_IS_SECURE else f"sessionid-{WEB_PORT}"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SITE_IS_SECURE else f"csrftoken-{WEB_PORT}"
THEME_COOKIE_NAME = "__Host-theme" if SITE_IS_SECURE else f"theme-{WEB_PORT}"
SESSION_COOKIE_SECURE = SITE_IS_SECURE
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SITE_IS_SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "mentoring.security.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
        "frame-src": ["'self'"],
    }
}

# To be watched (docs/operating.md, “To watch over it”)
METRICS_TOKEN = text("METRICS_TOKEN")
SENTRY_DSN = text("SENTRY_DSN")

# Logs: JSON lines in production, readable lines with DEBUG or DEMO
LOGGING_CONFIG = "mentoring.web.logs.configure"
LEVELS = {"": "INFO"} | {name.lower(): name for name in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")}
LOG_LEVEL = given.choice("LOG_LEVEL", text("LOG_LEVEL"), LEVELS, must_be="DEBUG, INFO, WARNING or ERROR")
LOGGING = {"readable": DEBUG or DEMO, "level": LOG_LEVEL}
