"""Parts of pages drawn once, and shown again while the stored figures they are drawn from are the same.

Drawing the nation's table takes many times as long as reading its figures, and everybody of one role and territory gets
the same. What is kept is found again only under the same role, territory, language, local day and version of the stored
totals, so a write shows as soon as the totals do. Only what is drawn from stored totals alone may be kept here.
"""

from collections.abc import Callable
from hashlib import sha256

from django.core.cache import caches
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from regions.clock import local_today
from regions.models import Region

# Names of regions are in no version: a renamed one shows after this many seconds at the latest.
KEPT_SECONDS = 600


def drawn(*, user, region: Region, version: str, asked: tuple, draw: Callable[[], str]) -> SafeString:
    """What `draw` gives, or gave to someone with the same rights for the same question and version."""
    who = (user.role, user.is_superuser, *user.territory_codes, get_language())
    question = repr((*asked, region.pk, local_today(region), version, who))
    key, cache = sha256(question.encode()).hexdigest(), caches["drawn"]
    found = cache.get(key)
    if found is None:
        found = draw()
        cache.set(key, found, KEPT_SECONDS)
    return SafeString(found)
