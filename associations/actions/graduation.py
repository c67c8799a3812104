"""Deciding that a group has graduated, or not yet: once, with the rules as they stood, never changed afterwards."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from associations.dossiers import Dossier, dossier_of, limits_set
from associations.graduation_rules import Finding
from associations.graduation_words import WORDS, limit_words, sentence_of
from associations.models import GraduationDecision, GraduationOutcome
from associations.numbers import new_number
from groups.actions.rows import hold_group, need_reason
from groups.models import EnterpriseGroup
from groups.tiers import Bands, bands_as_at, tier_of
from regions.clock import local_today


@transaction.atomic
def decide_graduation(
    *, by, group: EnterpriseGroup, outcome: str, reason: str, seen: str | None = None
) -> GraduationDecision:
    """Record what was decided today on a group's dossier, and freeze how each rule stands.

    `seen` is the number of the newest decision that was read, empty where there was none. Raises ValidationError
    without a reason, where somebody has decided since, for a group declared before, or where "graduated" is asked for a
    group that does not meet every rule.
    """
    reason = need_reason(reason)
    held = hold_group(group, by)
    today = local_today(held)
    dossier = dossier_of(held, today)
    _refuse_unread(dossier, seen)
    if outcome == GraduationOutcome.GRADUATED:
        _refuse_unready(dossier)
    bands = bands_as_at(today)
    tier = tier_of(held.capital_total, bands)
    decision = GraduationDecision(
        group=held,
        number=new_number("K", GraduationDecision.objects),
        outcome=outcome,
        tier=tier.code if tier else "",
        eligible_on=dossier.verdict.eligible_on,
        on=today,
        reason=reason,
        findings=frozen(dossier, bands, str(by)),
        recorded_by=by,
    )
    decision.full_clean(exclude=["group", "recorded_by", "tier"])
    with use_reason(reason):
        decision.save(force_insert=True)
    return decision


def frozen(dossier: Dossier, bands: Bands, decided_by: str) -> dict:
    """Everything the decision's print says of the group, as it stands now, in Indonesian: nothing about a person."""
    group, tier = dossier.group, tier_of(dossier.group.capital_total, bands)
    top = {"top": bands[-1].lower if bands else None}
    with translation.override("id"):
        return {
            "group": {"name": group.name, "number": group.number_display, "place": group.village.path_name},
            "decree": {"number": group.decree_number, "on": _iso(group.decree_on)},
            "tier": tier.name if tier else "",
            "capital": {"total": group.capital_total, "on": _iso(group.capital_on)},
            "limits": limit_words(limits_set()) | top,
            "rules": [_frozen_rule(finding, dossier) for finding in dossier.verdict.findings],
            "by": decided_by,
        }


def _frozen_rule(finding: Finding, dossier: Dossier) -> dict:
    records = [dossier.records[pk] for pk in finding.records]
    return {
        "rule": str(finding.rule),
        "name": str(WORDS[finding.rule].name),
        "text": sentence_of(finding.rule, limits_set(), is_met=finding.is_met),
        "since": _iso(finding.since),
        "records": [{"id": one.pk, "on": one.on.isoformat(), "total": one.total} for one in records],
    }


def _iso(day) -> str | None:
    return day.isoformat() if day else None


def _refuse_unread(dossier: Dossier, seen: str | None) -> None:
    """Nobody undoes a decision that was made while the page was open."""
    newest = dossier.newest.number if dossier.newest else ""
    if seen is not None and seen != newest:
        message = _("Kelompok ini baru saja diputus orang lain. Muat ulang halaman dan baca keputusannya.")
        raise ValidationError(message, code="stale")


def _refuse_unready(dossier: Dossier) -> None:
    if dossier.is_graduated:
        message = _("Kelompok ini sudah dinyatakan naik kelas. Muat ulang halaman untuk melihat keputusannya.")
        raise ValidationError({"outcome": ValidationError(message, code="graduated")})
    if dossier.verdict.missing:
        names = ", ".join(str(WORDS[finding.rule].name) for finding in dossier.verdict.missing)
        message = _("Kelompok belum dapat dinyatakan naik kelas. Syarat yang belum terpenuhi: %(rules)s.")
        raise ValidationError({"outcome": ValidationError(message % {"rules": names}, code="not_eligible")})
