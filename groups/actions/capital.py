"""Capital goes on record as dated observations; a mistake is corrected by a new one that names the old (DM03, DM06)."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from accounts.proposals import NeedsReview, asks_review
from groups.actions.rows import hold_group, need_reason, refuse_future, save_group
from groups.actions.standing import refuse_before_founding
from groups.models import CapitalRecord, CapitalSource, EnterpriseGroup
from groups.money import MAX_RUPIAH, figures
from groups.tiers import BandHistory, published_bands, tier_of
from regions.touching import touch_months

UNLIKELY = "unlikely"
CAPITAL_CUT = "capital_cut"
_TOLD = ("own", "loan", "grant", "source", "evidence", "note", "unlikely_reason", "correction_reason", "replaces_id")


class Observed(Protocol):
    """What is known of an observation beside another: a stored record, or one that is only planned."""

    @property
    def on(self) -> date: ...
    @property
    def total(self) -> int: ...


@transaction.atomic
def record_capital(
    *,
    by,
    group: EnterpriseGroup,
    on: date,
    own: int,
    loan: int = 0,
    grant: int = 0,
    source: str = CapitalSource.VISIT,
    evidence: str = "",
    note: str = "",
    unlikely_reason: str = "",
    replaces: CapitalRecord | None = None,
    correction_reason: str = "",
    origin: tuple[str, str] = ("", ""),
) -> CapitalRecord:
    """Record what the group's capital was on a day, in whole rupiah; `replaces` makes it the correction of another.

    A day in the past is welcome. A jump of more than CAPITAL_JUMP_FACTOR times against the observation before or after
    it, or a skipped tier, is refused with code "unlikely" unless `unlikely_reason` says why it is true; both are
    stored. Raises NeedsReview for a fall that a second person has to approve.
    """
    held = hold_group(group, by)
    refuse_future(on, held)
    refuse_before_founding(on, held)
    if replaces is not None:
        _check_replaceable(held, replaces)
        correction_reason = need_reason(correction_reason, "correction_reason")
    was = replaces or observed_before(held, on)
    unlikely = why_unlikely(held, on, own + loan + grant, replaces)
    unlikely_reason = unlikely_reason.strip()
    if unlikely and not unlikely_reason:
        raise ValidationError({"unlikely_reason": [ValidationError(text, code=UNLIKELY) for text in unlikely]})
    record = CapitalRecord(
        group=held,
        on=on,
        own=own,
        loan=loan,
        grant=grant,
        source=source,
        evidence=evidence.strip(),
        note=note.strip(),
        replaces=replaces,
        correction_reason=correction_reason if replaces else "",
        unlikely_reason=unlikely_reason if unlikely else "",
        recorded_by=by,
        source_system=origin[0],
        source_id=origin[1],
    )
    newest = held.capital_total or 0
    stored = _append(held, record, by)
    # A correction that keeps the amount and moves the day back lets the group's capital fall just as well.
    falls = was is not None and is_cut(record.own + record.loan + record.grant, was.total)
    if was is not None and (falls or is_cut(held.capital_total or 0, newest)) and asks_review(CAPITAL_CUT):
        _ask_review(held, was, {"on": on.isoformat(), **{name: getattr(record, name) for name in _TOLD}}, record)
    return stored


@transaction.atomic
def void_capital(*, by, record: CapitalRecord, reason: str) -> CapitalRecord:
    """Cancel an observation that should never have been made; it stays readable beside its cancellation.

    Raises NeedsReview where the capital falls by that, so that a second person has to approve it.
    """
    reason = need_reason(reason, "correction_reason")
    held = hold_group(record.group, by)
    _check_replaceable(held, record)
    copied = {name: getattr(record, name) for name in ("on", "own", "loan", "grant", "source")}
    void = CapitalRecord(group=held, replaces=record, is_void=True, correction_reason=reason, recorded_by=by, **copied)
    stored = _append(held, void, by)
    left = observed_before(held, record.on)
    if is_cut(left.total if left else 0, record.total) and asks_review(CAPITAL_CUT):
        _ask_review(held, record, {"void": record.pk, "on": record.on.isoformat()}, void)
    return stored


def observed_before(group: EnterpriseGroup, on: date) -> CapitalRecord | None:
    """The valid observation that holds on the day."""
    return group.capital_records.as_at(on).first()


def is_cut(total: int, before: int) -> bool:
    """True if capital falls so far from one observation to the next that a second person may have to look."""
    return total * 100 < before * (100 - settings.CAPITAL_CUT_REVIEW_PERCENT)


def _ask_review(held: EnterpriseGroup, was: CapitalRecord, told: dict, record: CapitalRecord) -> None:
    """Undo the observation that was tried, and hand it to somebody who proposes it."""
    fall = _("Modal turun dari Rp %(before)s.") % {"before": figures(was.total)}
    raise NeedsReview(
        CAPITAL_CUT,
        subject=held,
        region_code=held.village_id,
        arguments=told,
        before={"record": was.pk, "total": was.total, "on": was.on.isoformat()},
        reason=record.correction_reason or record.unlikely_reason or fall,
    )


def why_unlikely(group: EnterpriseGroup, on: date, total: int, replaces: CapitalRecord | None = None) -> list[str]:
    """Sentences that say why this total on this day looks wrong beside its neighbours in time; none if it does not."""
    valid = group.capital_records.valid()
    if replaces is not None:
        valid = valid.exclude(pk=replaces.pk)
    before = valid.filter(on__lte=on).order_by("-on", "-id").first()
    after = valid.filter(on__gt=on).order_by("on", "id").first()
    return unlikely_beside([other for other in (before, after) if other], on, total, published_bands())


def unlikely_beside(neighbours: Iterable[Observed], on: date, total: int, history: BandHistory) -> list[str]:
    """The same on values: `neighbours` are the observations before and after the day. Asks nothing."""
    found: list[str] = []
    for other in neighbours:
        bands = tier_of(total, history.at(on)), tier_of(other.total, history.at(other.on))
        found += _unlikely_beside(other, total, *bands)
    return found


def check_amounts(own: int, loan: int, grant: int) -> None:
    """Raise ValidationError for an amount that no group can have."""
    if max(own, loan, grant) > MAX_RUPIAH:
        raise ValidationError(_("Jumlah ini terlalu besar. Periksa banyaknya angka nol."), code="too_large")
    if min(own, loan, grant) < 0:
        raise ValidationError(_("Modal tidak boleh kurang dari nol."), code="negative")


def _unlikely_beside(other: Observed, total: int, band, other_band) -> list[str]:
    facts = {"total": figures(total), "other": figures(other.total), "on": f"{other.on:%d/%m/%Y}"}
    factor = settings.CAPITAL_JUMP_FACTOR
    if total > other.total * factor > 0:
        return [_("Rp %(total)s jauh lebih besar daripada Rp %(other)s yang tercatat per %(on)s.") % facts]
    if other.total > total * factor:
        return [_("Rp %(total)s jauh lebih kecil daripada Rp %(other)s yang tercatat per %(on)s.") % facts]
    if band and other_band and abs(band.level - other_band.level) > 1:
        return [_("Rp %(total)s melompati satu jenjang dibanding Rp %(other)s yang tercatat per %(on)s.") % facts]
    return []


def _check_replaceable(group: EnterpriseGroup, record: CapitalRecord) -> None:
    """Only a valid record of the same group can be corrected or cancelled, and only once."""
    if not group.capital_records.valid().filter(pk=record.pk).exists():
        message = _("Catatan ini sudah dikoreksi atau dibatalkan. Buka halaman kelompok untuk melihat yang berlaku.")
        raise ValidationError(message, code="replaced")


def _append(held: EnterpriseGroup, record: CapitalRecord, by) -> CapitalRecord:
    """Store the record and let the group carry the newest valid observation."""
    check_amounts(record.own, record.loan, record.grant)
    record.full_clean(exclude=["group", "replaces", "recorded_by", "total"])
    with use_reason(record.correction_reason or record.unlikely_reason):
        record.save(force_insert=True)
        newest = held.capital_records.valid().order_by("-on", "-id").first()
        held.capital_total, held.capital_on = (newest.total, newest.on) if newest else (None, None)
        save_group(held, by, ["capital_total", "capital_on"])
    # The group has been seen: how fresh it is stands beside the month totals.
    touch_months(held.village_id, since=record.on, until=record.on)
    return record
