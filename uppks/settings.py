"""The one settings file. Everything an office may change comes from the environment or from `.env`."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env", overwrite=False)

# --- What an office decides -------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="")
NIK_ENCRYPTION_KEYS = env("NIK_ENCRYPTION_KEYS", default="")
NIK_INDEX_KEY = env("NIK_INDEX_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=not DEBUG)
# Behind a proxy that ends TLS: cookies travel by https only and http is sent on to https.
HTTPS = env.bool("HTTPS", default=False)
# How many proxies of the office's own stand before the server. The last so many entries of X-Forwarded-For are theirs
# and believed; with none, the header is anybody's word and ignored.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1 if HTTPS else 0)

# --- What the registry's rules leave to a setting ---------------------------------------------------------------------
MIN_MEMBERS = env.int("MIN_MEMBERS", default=5)
# "warning" or "error": what happens when one person becomes active in a second group.
SECOND_GROUP_RULE = env("SECOND_GROUP_RULE", default="warning")
CAPITAL_STALE_DAYS = env.int("CAPITAL_STALE_DAYS", default=365)
# A loan with its oldest instalment overdue for longer than this is bad (kolektibilitas: macet).
LOAN_BAD_DAYS = env.int("LOAN_BAD_DAYS", default=180)
# After how many days in a state a referral to a lender has waited too long.
REFERRAL_SLOW_DAYS = {
    "proposed": env.int("REFERRAL_SLOW_PROPOSED_DAYS", default=14),
    "sent": env.int("REFERRAL_SLOW_SENT_DAYS", default=30),
}
# Naik kelas: so many observations in a row in the highest tier, each so many days after the one before.
GRADUATION_OBSERVATIONS = env.int("GRADUATION_OBSERVATIONS", default=2)
GRADUATION_DAYS = env.int("GRADUATION_DAYS", default=90)
# Changes that a second person reviews before they apply; of capital, a fall of more than so many per cent.
REVIEWED_CHANGES = env.list("REVIEWED_CHANGES", default=[])
CAPITAL_CUT_REVIEW_PERCENT = env.int("CAPITAL_CUT_REVIEW_PERCENT", default=50)
# How many times a minute one address may open the links that groups gave to partners.
CONSENT_OPENINGS_A_MINUTE = env.int("CONSENT_OPENINGS_A_MINUTE", default=30)
CAPITAL_JUMP_FACTOR = env.int("CAPITAL_JUMP_FACTOR", default=5)
# The month's register is due on this day of the next month, and locked when so many months more have ended.
REPORT_DUE_DAY = env.int("REPORT_DUE_DAY", default=3)
REPORT_CORRECTION_MONTHS = env.int("REPORT_CORRECTION_MONTHS", default=1)
# Up to how many months after it was last seen a group counts as verified, ageing, stale; later it is presumed dormant.
FRESHNESS_MONTHS = (3, 6, 12)

# --- Files that leave -------------------------------------------------------------------------------------------------
# A list of up to so many rows is answered at once; a longer one is prepared in the background, and kept for so long.
EXPORT_DIRECT_ROWS = env.int("EXPORT_DIRECT_ROWS", default=20_000)
EXPORT_HOURS = env.int("EXPORT_HOURS", default=24)
# So many rows has a sheet of a workbook beneath its headings; a longer list leaves as CSV.
EXPORT_XLSX_ROWS = env.int("EXPORT_XLSX_ROWS", default=1_048_575)
# A report that was kept without anybody's wish (of a past day, or a heavy one) can be compared for so long.
REPORT_KEPT_DAYS = env.int("REPORT_KEPT_DAYS", default=400)

# --- Applications, in the order of the street -------------------------------------------------------------------------
INSTALLED_APPS = [
    "uppks.apps.UppksConfig",
    "uppks.apps.RegistryAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "regions",
    "accounts",
    "jobs",
    "groups",
    "members",
    "activities",
    "associations",
    "imports",
    "reports",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "auditlog",
    "csp",
    "django_htmx",
    "django_structlog",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "uppks.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "uppks.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "uppks.middleware.OnePageMiddleware",
    "accounts.middleware.AuditMiddleware",
    "uppks.middleware.RequestLogMiddleware",
    "accounts.middleware.AccessMiddleware",
    "accounts.middleware.DutyMiddleware",
    "uppks.middleware.OwnErrorPagesMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "uppks.urls"
WSGI_APPLICATION = "uppks.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "uppks.context.registry",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Databases --------------------------------------------------------------------------------------------------------
# An empty DATABASE_URL breaks django-environ, so it counts as not set.
DATABASES = {"default": env.db_url_config(env("DATABASE_URL", default="") or f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # recursive_triggers: without it INSERT OR REPLACE removes a row of an append-only table past its trigger.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON; "
                "PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY;"
            ),
        }
    )
else:
    pool = {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8)}
    # Every question here is short; translating its plan into machine code first only made long lists slower.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
    if env.bool("DATABASE_POOLED", default=True):
        DATABASES["default"].setdefault("OPTIONS", {})["pool"] = pool
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Throttling counts tries in the cache: it must be one cache for all server processes.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entries"},
    # Parts of pages, each process its own (reports/drawn.py); a hundred of the largest take about 20 MB.
    "drawn": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100}},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- E-mail -----------------------------------------------------------------------------------------------------------
# Written to the console until an office names its server. No mail carries figures or personal data, only links.
vars().update(env.email_url_config(env("EMAIL_URL", default="") or "consolemail://"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="") or "Registri UPPKS <registri@localhost>"
# The address at which people open this product; links in mails begin with it.
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")

# --- Who --------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "full_name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "change_password": "accounts.forms.PasswordChangeForm",
    "reauthenticate": "accounts.forms.PasswordAgainForm",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * 15
# The wide nets: one address behind which a whole office sits, and one account tried from many addresses (AC06).
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "50/5m/ip,20/15m/key"}
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondStepForm",
    "reauthenticate": "accounts.forms.SecondStepAgainForm",
    "activate_totp": "accounts.forms.ActivateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Registri UPPKS"
MFA_TOTP_TOLERANCE = 1

# The narrow net: one account from one address, five failures, a quarter of an hour (hours).
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "accounts.locking.typed_username"
AXES_LOCKOUT_CALLABLE = "accounts.locking.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
# The audit tables keep what matters; axes' own log lines and rows would keep what people typed.
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login"]
# ClientAddressMiddleware has settled whose address it is; no library looks into headers again.
IPWARE_META_PRECEDENCE_ORDER = AXES_IPWARE_META_PRECEDENCE_ORDER = ("REMOTE_ADDR",)

# --- Audit ------------------------------------------------------------------------------------------------------------
AUDITLOG_LOGENTRY_MODEL = "accounts.AuditEntry"
AUDITLOG_DISABLE_REMOTE_ADDR = False
AUDITLOG_CID_GETTER = "accounts.authorship.current_request_id"
AUDITLOG_STORE_JSON_CHANGES = True

# --- Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Inggris"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

# --- Files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env("STATIC_STORAGE", default="uppks.static_bundle.BundledManifestStorage"),
    },
}
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False
MEDIA_ROOT = BASE_DIR / "media"

# --- The browser's side -----------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
# Subdomains and the browsers' preload list bind an office's whole domain: its own decision, at its proxy.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_ENGINE = "django.contrib.sessions.backends.db"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# A file is kept only for a view that asks for one, from a user who may use it (`accounts/uploads.py`).
FILE_UPLOAD_HANDLERS = ["accounts.uploads.AskedForUploadHandler"]

# --- Log: JSON lines on the console, no personal data -----------------------------------------------------------------
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
# The number comes from AuditMiddleware, which checks it.
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "uppks.logs.json_formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        # Without the framework's own console lines beside ours: with DEBUG they quote messages and query strings.
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # Paths only: a query string may carry what a person searched for.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "WARNING"},
    },
}
