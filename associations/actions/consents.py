"""A group agrees, renews or withdraws; a partner looks (BD08, NX13). The secret of a link leaves here once."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from accounts.editing import check_version, sign
from associations.consenting import FIELDS, digest_of, latest_end, new_secret
from associations.models import Consent, ConsentVisit, Partner
from groups.actions.rows import hold_group, need_reason, refuse_dissolved, refuse_future
from groups.models import EnterpriseGroup
from regions.clock import local_today


@transaction.atomic
def give_consent(
    *,
    by,
    group: EnterpriseGroup,
    partner: Partner,
    agreed_fields: Iterable[str],
    given_on: date,
    given_by: str,
    until: date,
) -> tuple[Consent, str]:
    """Put on record that the group agrees; returns the consent and the secret of its link, which is kept nowhere.

    `until` is the last local day on which the partner may look, at most a year after `given_on`.
    """
    held = hold_group(group, by)
    refuse_future(given_on, held, "given_on")
    refuse_dissolved(held, local_today(held))
    _check_end(given_on, until, held)
    secret = new_secret()
    consent = Consent(
        group=held,
        village=held.village,
        partner=partner,
        agreed_fields=_known(agreed_fields),
        given_on=given_on,
        given_by=given_by,
        expires_at=_end_of(until, held),
        secret_digest=digest_of(secret),
        created_by=by,
        changed_by=by,
    )
    consent.full_clean(exclude=["group", "village", "created_by", "changed_by"])
    consent.save()
    return consent, secret


@transaction.atomic
def renew_link(*, by, consent: Consent, version: int) -> tuple[Consent, str]:
    """Give the consent another secret: the old link is dead at once, what was agreed and until when stays."""
    held = _held(by, consent)
    check_version(held, version)
    secret = new_secret()
    held.secret_digest = digest_of(secret)
    sign(held, by)
    held.save()
    return held, secret


@transaction.atomic
def withdraw_consent(*, by, consent: Consent, reason: str) -> Consent:
    """The group takes its word back: the link is dead from this instant."""
    held = _held(by, consent)
    reason = need_reason(reason)
    held.withdrawn_at, held.withdrawn_reason = timezone.now(), reason
    sign(held, by)
    with use_reason(reason):
        held.save()
    return held


def note_visit(consent: Consent) -> ConsentVisit:
    """Keep that a partner has looked, and at which fields."""
    return ConsentVisit.objects.create(
        consent=consent, shown=[code for code in FIELDS if code in consent.agreed_fields]
    )


def _held(by, consent: Consent) -> Consent:
    hold_group(consent.group, by)
    held = Consent.objects.select_for_update(of=("self",)).select_related("group", "partner").get(pk=consent.pk)
    if held.withdrawn_at is not None:
        raise ValidationError(_("Persetujuan ini sudah dicabut."), code="withdrawn")
    if held.expires_at <= timezone.now():
        raise ValidationError(_("Persetujuan ini sudah berakhir. Catat persetujuan baru."), code="expired")
    return held


def _known(codes: Iterable[str]) -> list[str]:
    asked = set(codes)
    found = [code for code in FIELDS if code in asked]
    if not found or asked - set(found):
        raise ValidationError({"agreed_fields": _("Pilih isian yang disetujui kelompok.")}, code="fields")
    return found


def _check_end(given_on: date, until: date, group: EnterpriseGroup) -> None:
    if until > latest_end(given_on):
        message = _("Persetujuan berlaku paling lama satu tahun sejak diberikan.")
        raise ValidationError({"until": ValidationError(message, code="too_long")})
    if _end_of(until, group) <= timezone.now():
        raise ValidationError({"until": ValidationError(_("Tanggal ini sudah lewat."), code="past")})


def _end_of(day: date, group: EnterpriseGroup) -> datetime:
    """The instant the day is over where the group is."""
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(group.time_zone))
