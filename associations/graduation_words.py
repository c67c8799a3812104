"""What each rule of graduation is called, what is still missing, and where to mend it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from associations.dossiers import Dossier
from associations.graduation_rules import Finding, Limits, Rule
from groups.models import CapitalRecord


@dataclass(frozen=True)
class RuleWords:
    """The words of one rule; `view` mends it, for those with `permission`. Sentences take the limits in force."""

    name: str | Promise
    met: str | Promise
    missing: str | Promise
    view: str
    permission: str


@dataclass(frozen=True)
class ShownRule:
    """One rule ready for a page. `is_hidden`: what was found is not for this reader."""

    finding: Finding
    name: str
    text: str
    records: list[CapitalRecord]
    mend_url: str
    is_hidden: bool = False


WORDS: dict[Rule, RuleWords] = {
    Rule.ACTIVE: RuleWords(
        _("Kelompok aktif"),
        _("Kelompok bekerja."),
        _("Kelompok tidak aktif atau sudah bubar. Catat dahulu bila kelompok aktif kembali."),
        "group_status",
        Permission.GROUP_EDIT,
    ),
    Rule.OBSERVATIONS: RuleWords(
        _("Modal bertahan di jenjang tertinggi"),
        _("%(observations)s catatan modal berturut-turut di jenjang tertinggi, berjarak paling sedikit %(days)s hari."),
        _(
            "Perlu %(observations)s catatan modal berturut-turut di jenjang tertinggi, berjarak paling sedikit %(days)s"
            " hari. Catat modal lagi pada kunjungan berikutnya."
        ),
        "capital_add",
        Permission.CAPITAL_RECORD,
    ),
    Rule.EVIDENCE: RuleWords(
        _("Bukti pada catatan modal"),
        _("Catatan itu menyebut bukti yang dilihat: buku kas, foto, atau surat."),
        _(
            "Catatan modal yang menjadi dasar belum semua menyebut buktinya. Koreksi catatan itu dengan buktinya, atau"
            " catat modal lagi dengan bukti."
        ),
        "capital_add",
        Permission.CAPITAL_RECORD,
    ),
    Rule.FRESH: RuleWords(
        _("Catatan modal masih baru"),
        _("Catatan modal terakhir tidak lebih tua dari %(fresh)s hari."),
        _("Catatan modal terakhir lebih tua dari %(fresh)s hari, atau belum ada. Catat modal hari ini."),
        "capital_add",
        Permission.CAPITAL_RECORD,
    ),
    Rule.CHAIR: RuleWords(
        _("Ketua dan riwayat KB-nya"),
        _("Kelompok mempunyai ketua, dan syarat riwayat KB pada tanggal diangkat terpenuhi."),
        _(
            "Kelompok belum mempunyai ketua, atau riwayat KB ketua maupun pasangannya pada tanggal diangkat belum"
            " tercatat. Lengkapi di halaman anggota."
        ),
        "roster",
        Permission.MEMBER_VIEW,
    ),
    Rule.DECREE: RuleWords(
        _("SK pengukuhan lengkap"),
        _("Nomor, tanggal, dan penerbit SK sudah dicatat."),
        _("SK pengukuhan belum ada, atau nomor, tanggal, atau penerbitnya belum dicatat. Lengkapi SK."),
        "group_decree",
        Permission.GROUP_EDIT,
    ),
}
HIDDEN = _("Tidak ditampilkan untuk peran Anda.")


def limit_words(limits: Limits) -> dict[str, int]:
    """What the sentences of the rules take."""
    return {"observations": limits.observations, "days": limits.apart_days, "fresh": limits.fresh_days}


def sentence_of(rule: Rule, limits: Limits, *, is_met: bool) -> str:
    """What a rule says where it is met, or what is missing and what to do."""
    words = WORDS[rule]
    return str(words.met if is_met else words.missing) % limit_words(limits)


def shown_rules(dossier: Dossier, limits: Limits, user) -> list[ShownRule]:
    """Each rule for one reader: in words, with the records it rests on, and where to mend what is missing."""
    return [_shown(finding, dossier, limits, user) for finding in dossier.verdict.findings]


def may_see_all(user) -> bool:
    """True if nothing of a dossier is hidden from this reader: the chair's rule follows from what is known of KB."""
    return user.allows(Permission.KB_STATUS_VIEW)


def _shown(finding: Finding, dossier: Dossier, limits: Limits, user) -> ShownRule:
    words = WORDS[finding.rule]
    if finding.rule is Rule.CHAIR and not may_see_all(user):
        return ShownRule(finding, str(words.name), str(HIDDEN), [], "", is_hidden=True)
    can_mend = not finding.is_met and user.allows(words.permission)
    return ShownRule(
        finding,
        str(words.name),
        sentence_of(finding.rule, limits, is_met=finding.is_met),
        [dossier.records[pk] for pk in finding.records],
        reverse(words.view, args=[dossier.group.number]) if can_mend else "",
    )
