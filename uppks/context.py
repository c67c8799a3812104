"""What every page knows besides its own subject."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from uppks.navigation import menu_for

THEMES = ("light", "dark")
THEME_COOKIE = "theme"


def registry(request) -> dict:
    """The menu, the chosen theme and whether this is a demonstration."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "navigation": SimpleLazyObject(lambda: menu_for(request.user, request.path)),
        "theme": chosen if chosen in THEMES else "",
        "is_demo": settings.DEBUG,
    }
