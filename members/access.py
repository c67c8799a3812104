"""What is kept of every look at people, and how often one user may ask about numbers she cannot see (AU02, NX11)."""

from django.core.cache import cache

from accounts.audit import log_access
from accounts.models import AccessKind

# A NIK can be guessed digit by digit; an officer at work asks for far fewer unknown ones in an hour.
UNSEEN_PER_HOUR = 60
HOUR = 60 * 60


def note_opened(user, person) -> None:
    """A person's page was opened."""
    log_access(user, AccessKind.PERSON_OPENED, person=person)


def note_search(user, kind: str, hits: int) -> None:
    """People were searched: by what kind of thing and with how many hits, never the words."""
    code = user.territory_codes[0] if user.territory_codes else ""
    log_access(user, AccessKind.PERSON_SEARCHED, region_code=code, detail=f"{kind}: {hits}")


def note_unseen(user, *, is_elsewhere: bool) -> None:
    """The user asked for a NIK that nobody in the territory holds; counted towards the limit of the hour.

    Whether it exists elsewhere makes no difference in what is done, so that the time taken tells nothing (NX11).
    """
    note_search(user, "nik di wilayah lain" if is_elsewhere else "nik", int(is_elsewhere))
    key = _key(user)
    if not cache.add(key, 1, HOUR):
        cache.incr(key)


def may_ask_numbers(user) -> bool:
    """False once the user has asked for too many unseen numbers within the hour."""
    return cache.get(_key(user), 0) < UNSEEN_PER_HOUR


def _key(user) -> str:
    return f"nik-unseen:{user.pk}"
