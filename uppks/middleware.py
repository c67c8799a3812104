"""The front door's own manners: which language a page speaks, and what an error looks like."""

from ipaddress import ip_address

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import translation
from django_structlog.middlewares import RequestMiddleware

from regions.once import one_page
from uppks.logs import without_secrets

SAFE = ("GET", "HEAD")


class ClientAddressMiddleware:
    """Puts into REMOTE_ADDR who sent the request, as the office's own proxies saw it (`TRUSTED_PROXIES`).

    Throttled sign-in, audit trail and log lines read it there. Behind a proxy all users would otherwise be one address,
    and five wrong passwords of anybody would lock an account for its owner too; and a sender's own X-Forwarded-For,
    which stands before the entries of the proxies, must count for nothing.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        request.META["REMOTE_ADDR"] = _address_of(forwarded) or request.META.get("REMOTE_ADDR", "")
        return self.get_response(request)


def _address_of(forwarded: str) -> str:
    """The entry that the outermost own proxy wrote; empty where there is none, or where it is no address."""
    entries = [entry.strip() for entry in forwarded.split(",")]
    if not 0 < settings.TRUSTED_PROXIES <= len(entries):
        return ""
    try:
        return str(ip_address(entries[-settings.TRUSTED_PROXIES]))
    except ValueError:
        return ""


class LanguageMiddleware:
    """Indonesian unless the user chose otherwise. An English browser is no choice, so its header is not asked."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        if chosen not in dict(settings.LANGUAGES):
            chosen = settings.LANGUAGE_CODE
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", chosen)
            return response


class OnePageMiddleware:
    """A request that only reads asks the database the same question once."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in SAFE:
            return self.get_response(request)
        with one_page():
            return self.get_response(request)


class OwnErrorPagesMiddleware:
    """With DEBUG on, a missing page is still the product's own page, so that a demo looks like the product."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.DEBUG and response.status_code == 404 and request.resolver_match is None:
            return render(request, "404.html", status=404)
        return response

    def process_exception(self, request, exception):
        """A record outside the territory or unknown: the product's own page."""
        if settings.DEBUG and isinstance(exception, Http404):
            return render(request, "404.html", status=404)
        return None


class RequestLogMiddleware(RequestMiddleware):
    """Log lines of requests name the path alone: a query string may carry what a person searched for."""

    @staticmethod
    def format_request(request) -> str:
        """Method and path, secret addresses masked."""
        return f"{request.method} {without_secrets(request.path)}"
