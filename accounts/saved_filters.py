"""Filters of a list under a name of their own, private or shared (SD07).

A list says once what can be kept, and adds one line to its view and one to its page:

    GROUPS = keeps_filters("kelompok", "group_list", Permission.GROUP_VIEW, GroupFilterForm.base_fields, _("Kelompok"))

    context["saved"] = offered(request, GROUPS)                    # in the view
    {% include "components/saved_filters.html" %}                  # in the page, above the filters

Only the list's own parameters are kept, never its place in the pages. A kept filter is an address of the list and
nothing more: the list itself reads it and shows rows of the viewer's territory, so applying one never shows more.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import SavedFilter, Territory
from regions.clock import local_today
from regions.codes import NATION_CODE, ancestors_of
from regions.scoping import in_any_region

MOST_KEPT = 100
"""Filters one user may keep."""
MOST_OFFERED = 24
"""Filters shown above a list; the rest stands on the page of all."""
LONGEST = 500


@dataclass(frozen=True)
class Listing:
    """A list whose filters can be kept: its word, its page, who may open it, and the parameters that narrow it."""

    slug: str
    view_name: str
    permission: str
    fields: tuple[str, ...]
    title: str | Promise
    parts: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """The list without any filter."""
        return reverse(self.view_name, args=self.parts)

    def only_known(self, query: QueryDict) -> str:
        """The parameters of this list that a query gives, as a query again; cursors and anything foreign are gone."""
        pairs = [(name, value) for name in self.fields for value in query.getlist(name) if value]
        return urlencode(pairs)

    def address(self, asked: str) -> str:
        """The list narrowed like this."""
        return f"{self.url}?{asked}" if asked else self.url


LISTINGS: dict[str, Listing] = {}


def keeps_filters(slug: str, view_name: str, permission: str, fields, title, parts=()) -> Listing:
    """Make a list one whose filters can be kept."""
    LISTINGS[slug] = Listing(slug, view_name, permission, tuple(fields), title, tuple(parts))
    return LISTINGS[slug]


@dataclass(frozen=True)
class Offered:
    """What a list shows: the user's own kept filters and those shared with her, and the present one to be kept."""

    listing: Listing
    filters: list["Shown"]
    has_more: bool
    asked: str


@dataclass(frozen=True)
class Shown:
    """A kept filter, where it leads, and whether it is the viewer's own or the one in use."""

    kept: SavedFilter
    url: str
    is_own: bool
    is_current: bool = False


def offered(request, listing: Listing) -> Offered:
    """The kept filters of this list for this request, in one query."""
    asked = listing.only_known(request.GET)
    rows = list(visible_filters(request.user, listing)[: MOST_OFFERED + 1])
    return Offered(
        listing=listing,
        filters=[shown(kept, listing, request.user, asked) for kept in rows[:MOST_OFFERED]],
        has_more=len(rows) > MOST_OFFERED,
        asked=asked,
    )


def shown(kept: SavedFilter, listing: Listing, user, asked: str = "") -> Shown:
    """One kept filter as this user meets it; parameters that the list no longer has are left out."""
    query = listing.only_known(QueryDict(kept.asked))
    same = bool(query) and sorted(parse_qsl(query)) == sorted(parse_qsl(asked))
    return Shown(kept, listing.address(query), kept.owner_id == user.pk, same)


def visible_filters(user, listing: Listing):
    """The user's own filters of this list, and those shared by somebody whose territory lies inside or around hers."""
    if not user.allows(listing.permission):
        return SavedFilter.objects.none()
    near = Exists(_territories_near(user).filter(user_id=OuterRef("owner_id")))
    mine = Q(owner=user) | (Q(is_shared=True, owner__is_active=True) & near)
    return SavedFilter.objects.filter(mine, listing=listing.slug).select_related("owner").order_by("name", "pk")


def _territories_near(user):
    """Territories that hold today and lie inside one of the user's, or around it."""
    codes, today = user.territory_codes, local_today(user)
    held = Territory.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today), started_on__lte=today)
    if NATION_CODE in codes:
        return held
    above = {outer for code in codes for outer in ancestors_of(code)}
    return held.filter(in_any_region("region_id", codes) | Q(region_id__in=above))


def keep_filter(*, by, listing: Listing, name: str, asked: QueryDict, is_shared: bool) -> SavedFilter:
    """Keep the filters of an address under a name. Raises ValidationError; the same once more changes nothing."""
    query = listing.only_known(asked)
    same = SavedFilter.objects.filter(owner=by, listing=listing.slug, name=name, asked=query, is_shared=is_shared)
    if found := same.first():
        return found
    _check(by, query)
    return _saved(SavedFilter(owner=by, listing=listing.slug, name=name, asked=query, is_shared=is_shared))


def change_filter(*, kept: SavedFilter, name: str, is_shared: bool) -> SavedFilter:
    """Give a kept filter another name, share it or take it back. Raises ValidationError."""
    kept.name, kept.is_shared = name, is_shared
    return _saved(kept)


def _check(by, query: str) -> None:
    if not query:
        raise ValidationError(_("Daftar ini belum disaring. Pilih saringan dulu, lalu simpan."), code="empty")
    if len(query) > LONGEST:
        raise ValidationError(_("Saringan ini terlalu panjang untuk disimpan. Pakai lebih sedikit kata."), code="long")
    if SavedFilter.objects.filter(owner=by).count() >= MOST_KEPT:
        raise ValidationError(
            _("Anda sudah menyimpan %(count)d saringan. Hapus yang tidak dipakai lagi.") % {"count": MOST_KEPT},
            code="many",
        )


def _saved(kept: SavedFilter) -> SavedFilter:
    """Written, or refused where another of one's own has the name; two at once are told apart by the database."""
    taken = ValidationError({"name": _("Anda sudah menyimpan saringan dengan nama ini. Pilih nama lain.")})
    others = SavedFilter.objects.filter(owner_id=kept.owner_id, listing=kept.listing, name=kept.name)
    if others.exclude(pk=kept.pk).exists():
        raise taken
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        raise taken from None
    return kept
