"""What a group may agree to show a partner, and the link under which the partner sees it (BD08, NX13).

The list is fixed: nothing about any person but the chair can be agreed to, and never a NIK or a KB status.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.models import Consent
from groups.capital_chart import CapitalChart, capital_chart
from groups.models import EnterpriseGroup, GroupStatus
from groups.tiers import published_bands, tier_of
from regions.clock import local_today
from regions.codes import WIT

SECRET_BYTES = 32
LONGEST_DAYS = 365


@dataclass(frozen=True)
class ShownField:
    """One agreed field as the partner reads it; the capital line also as a picture."""

    label: str | Promise
    value: str
    chart: CapitalChart | None = None


def new_secret() -> str:
    """A fresh secret for a link: 32 random bytes. It is shown once and kept nowhere."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(secret: str) -> str:
    """The fingerprint under which a link is found; 256 random bits cannot be guessed back, so it needs no salt."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def link_of(secret: str) -> str:
    """The address to hand to the partner."""
    return settings.SITE_URL + reverse("consent_open", args=[secret])


def in_force(consents: QuerySet[Consent], at: datetime | None = None) -> QuerySet[Consent]:
    """Consents that hold at the instant: neither withdrawn nor at their end; the end itself is too late.

    While the group is dissolved, or once the partner is none any more, nobody looks either.
    """
    at = at or timezone.now()
    held = consents.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at), expires_at__gt=at)
    return held.exclude(Q(group__status=GroupStatus.DISSOLVED) | Q(partner__retired_on__lte=_newest_day(at)))


def state_of(consent: Consent, at: datetime) -> str:
    """How one consent stands at the instant: `holds` is the rule of `in_force`."""
    if consent.withdrawn_at is not None:
        return "withdrawn"
    if consent.expires_at <= at:
        return "expired"
    retired_on = consent.partner.retired_on
    sleeps = consent.group.status == GroupStatus.DISSOLVED or (retired_on and retired_on <= _newest_day(at))
    return "sleeps" if sleeps else "holds"


def _newest_day(at: datetime) -> date:
    """The day it is where days begin first: what ends on a day is over everywhere from then."""
    return at.astimezone(ZoneInfo(WIT)).date()


def opened_by(secret: str) -> Consent | None:
    """The consent this link speaks of, if it holds this very second. Wrong, expired and withdrawn look the same."""
    rows = Consent.objects.select_related("group__village", "group__stage", "partner")
    return in_force(rows).filter(secret_digest=digest_of(secret)).first()


def latest_end(given_on: date) -> date:
    """The last day a consent given on this day may hold: a year."""
    return given_on + timedelta(days=LONGEST_DAYS)


def shown(consent: Consent) -> list[ShownField]:
    """The agreed fields of the group as it is now, in a fixed order; a field this list no longer knows is not shown."""
    return [FIELDS[code].shown(consent.group) for code in FIELDS if code in consent.agreed_fields]


@dataclass(frozen=True)
class _Field:
    label: str | Promise
    value: Callable[[EnterpriseGroup], str]
    chart: Callable[[EnterpriseGroup], CapitalChart | None] = lambda _group: None

    def shown(self, group: EnterpriseGroup) -> ShownField:
        """The field of a group, ready to be read."""
        return ShownField(self.label, self.value(group) or "–", self.chart(group))


def _business(group: EnterpriseGroup) -> str:
    products = group.products.filter(ended_on__isnull=True).values_list("name", flat=True)
    return ", ".join([*group.sectors.values_list("name", flat=True), *products])


def _tier(group: EnterpriseGroup) -> str:
    band = tier_of(group.capital_total, published_bands().at(local_today(group)))
    return band.name if band else ""


def _points(group: EnterpriseGroup) -> list[tuple[date, int]]:
    return list(group.capital_records.valid().order_by("on", "id").values_list("on", "total"))


def _capital(group: EnterpriseGroup) -> str:
    if group.capital_on is None:
        return ""
    amount = f"{group.capital_total or 0:,}".replace(",", ".")
    return _("Rp %(amount)s per %(day)s") % {"amount": amount, "day": date_format(group.capital_on, "j F Y")}


def _chart(group: EnterpriseGroup) -> CapitalChart | None:
    points = _points(group)
    return capital_chart(points, published_bands().at(local_today(group))) if points else None


def _chair(group: EnterpriseGroup):
    chairs = group.memberships.current(local_today(group)).filter(role="chair").select_related("person")
    return next((membership.person for membership in chairs[:1]), None)


def _chair_name(group: EnterpriseGroup) -> str:
    person = _chair(group)
    return person.name if person else ""


def _contact(group: EnterpriseGroup) -> str:
    person = _chair(group)
    address = [group.address, group.rt and f"RT {group.rt}", group.rw and f"RW {group.rw}"]
    return ", ".join(filter(None, [*address, person.phone if person else ""]))


def _members(group: EnterpriseGroup) -> str:
    return str(group.memberships.current(local_today(group)).count())


FIELDS: dict[str, _Field] = {
    "name": _Field(gettext_lazy("Nama dan nomor kelompok"), lambda group: f"{group.name}, {group.number_display}"),
    "village": _Field(gettext_lazy("Desa/Kelurahan"), lambda group: group.village.path_name),
    "business": _Field(gettext_lazy("Jenis usaha dan produk"), _business),
    "stage": _Field(gettext_lazy("Tahapan"), lambda group: group.stage.name if group.stage else ""),
    "tier": _Field(gettext_lazy("Jenjang modal"), _tier),
    "capital": _Field(gettext_lazy("Riwayat modal"), _capital, _chart),
    "members": _Field(gettext_lazy("Jumlah anggota"), _members),
    "chair": _Field(gettext_lazy("Nama ketua"), _chair_name),
    "contact": _Field(gettext_lazy("Alamat dan nomor HP ketua"), _contact),
}


def field_choices() -> list[tuple[str, str]]:
    """What can be agreed to, for a form."""
    return [(code, str(field.label)) for code, field in FIELDS.items()]


def field_words(consent: Consent) -> str:
    """What was agreed to, in words."""
    return ", ".join(str(field.label) for code, field in FIELDS.items() if code in consent.agreed_fields)
