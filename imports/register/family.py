"""KB and family welfare as people write them, read by the code lists. Pure.

One cell often says two things: a method in the status column (`MOW`, `KB suntik`) means that she takes part now, and a
reason (`hamil`) that she does not.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from imports.register.cells import Refused, cleaned
from imports.register.wordlists import listed
from members.models import KbMethod, KbStatus, NonUseReason, WelfareStage
from members.models.facts import TAKING_PART
from regions.names import search_words

_STATUS = listed(
    (KbStatus.NEW, "baru|kb baru|peserta kb baru|peserta baru|pb|akseptor baru|akseptor kb baru"),
    (
        KbStatus.ACTIVE,
        "aktif|kb aktif|peserta kb aktif|peserta aktif|pa|ya|kb|ikut kb|peserta kb|peserta|akseptor|akseptor kb|ber kb"
        "|berkb|sedang kb|sedang ber kb|pus peserta kb|masih kb|ikut|pus kb|kb ya|akseptor aktif|masih ber kb|y|sedang",
    ),
    (KbStatus.LONG_TERM, "lestari|kb lestari|peserta kb lestari|peserta lestari|akseptor lestari"),
    (KbStatus.PAUSED, "istirahat|istirahat kb|kb istirahat|berhenti sementara|sementara berhenti|cuti"),
    (KbStatus.PROSPECTIVE, "calon|calon peserta kb|calon peserta|calon akseptor|calon akseptor kb|calon kb|akan kb"),
    (
        KbStatus.FORMER,
        "pernah|pernah kb|pernah ber kb|pernah berkb|pernah ikut kb|pernah peserta kb|eks|eks kb|mantan"
        "|mantan peserta kb|berhenti|berhenti kb|sudah berhenti|drop out|do|mantan akseptor|eks akseptor|kb berhenti"
        "|pernah jadi peserta kb",
    ),
    (
        KbStatus.NEVER,
        "bukan|bukan peserta kb|bukan peserta|bukan kb|tidak|tidak kb|tdk kb|tdk|tidak ber kb|tdk ber kb|tidak berkb"
        "|tidak ikut kb|tidak ikut|tdk ikut kb|tdk ikut|non kb|nonkb|belum|belum kb|belum ber kb|belum pernah"
        "|tidak pernah|belum pernah kb|tidak pernah kb|pus bukan peserta kb|pus bukan peserta|bukan pus|bukan akseptor"
        "|tanpa kb|pus tidak kb|pus tidak ber kb|tidak peserta kb|belum ikut kb|kb tidak|pus non kb"
        "|bkn peserta kb|bkn peserta|bkn kb|bukan ber kb",
    ),
)
_METHOD = listed(
    (KbMethod.TUBECTOMY, "mow|tubektomi|steril wanita|m o w|mow tubektomi|tubektomi mow|medis operasi wanita"),
    (KbMethod.VASECTOMY, "mop|vasektomi|steril pria|m o p|mop vasektomi|vasektomi mop|medis operasi pria"),
    (KbMethod.IUD, "iud|akdr|spiral|iud akdr|akdr iud|kopper t|copper t|cu t|i u d|iud spiral|spiral iud"),
    (
        KbMethod.IMPLANT,
        "implan|implant|akbk|susuk|norplant|im|imp|impl|implan akbk|implant akbk|susuk kb|implan susuk|inplan|inplant"
        "|implant susuk|susuk implan",
    ),
    (
        KbMethod.INJECTION,
        "s|suntik|stk|suntikan|sntk|sntik|suntik kb|suntik 1 bulan|suntik 3 bulan|suntik 2 bulan|suntik 1 bln|inj"
        "|suntik 3 bln|suntikkan|injeksi|suntik 1|suntik 3|stik",
    ),
    (KbMethod.PILL, "pil|p|pil kb|pill|piil"),
    (KbMethod.CONDOM, "kondom|k|kdm|kd|kon|condom"),
    (KbMethod.LAM, "mal|lam|m a l|metode amenore laktasi"),
    (KbMethod.TRADITIONAL, "tradisional|trad|kalender|pantang berkala|senggama terputus|sistem kalender|azal"),
)
_REASON = listed(
    (NonUseReason.PREGNANT, "hamil|sedang hamil|pus hamil|bumil|ibu hamil"),
    (
        NonUseReason.WANTS_SOON,
        "ias|ingin anak segera|ingin anak|ingin punya anak|pus ias|ingin hamil|ingin punya anak segera",
    ),
    (NonUseReason.WANTS_LATER, "iat|ingin anak ditunda|ingin anak tunda|iad|pus iat|ingin menunda"),
    (NonUseReason.WANTS_NO_MORE, "tial|tidak ingin anak lagi|tdk ingin anak lagi|tial tidak ingin anak lagi|pus tial"),
)
_WELFARE = listed(
    (
        WelfareStage.PRE,
        "pras|pra|praks|prasejahtera|kps|keluargaprasejahtera|prakeluargasejahtera|ks0|prs|pre|ps|keluargapras"
        "|prakss|tahapprasejahtera",
    ),
    (WelfareStage.I, "ks1|ksi|1|i|s1|si|sejahtera1|sejahterai|keluargasejahtera1|keluargasejahterai|tahap1|tahapi"),
    (WelfareStage.II, "ks2|ksii|2|ii|s2|sii|sejahtera2|sejahteraii|keluargasejahtera2|keluargasejahteraii|tahap2"),
    (
        WelfareStage.III,
        "ks3|ksiii|3|iii|s3|siii|sejahtera3|sejahteraiii|keluargasejahtera3|keluargasejahteraiii|tahap3|tahapiii",
    ),
    (
        WelfareStage.III_PLUS,
        "ks3+|ksiii+|3+|iii+|s3+|siii+|sejahtera3+|sejahteraiii+|keluargasejahtera3+|keluargasejahteraiii+|iii_+|tahap3+"
        "|ks+",
    ),
)
# Words beside a method or a status that add nothing: `pakai suntik`, `peserta KB (IUD)`.
_BESIDE = frozenset(
    "kb pakai memakai menggunakan pengguna dengan alat kontrasepsi ya pus peserta akseptor jenis".split()
)
_WELFARE_SIGNS = re.compile(r"[^a-z0-9+_]")
_ECONOMIC = re.compile(r"\(.*?\)|\b(alasan|alek|non alek|bukan alek|al\. ?ek).*$")
_LONGEST_PHRASE = 4


class Kb(NamedTuple):
    """What a row tells of KB. `is_dropped` where a method was told of someone who takes no part now."""

    status: str = ""
    method: str = ""
    reason: str = ""
    is_dropped: bool = False


@lru_cache(4096)
def read_kb(status_raw: str, method_raw: str) -> Kb:
    """Status, method and reason from the two columns. Raises Refused with `kb_status` or `kb_method`."""
    method = _method(cleaned(method_raw))
    found = _status(cleaned(status_raw))
    if found.method and method and found.method != method:
        raise Refused("kb_method", _("Kolom status dan kolom metode menyebut metode KB yang berbeda."))
    method = method or found.method
    status = found.status or (str(KbStatus.ACTIVE) if method else "")
    if method and status not in TAKING_PART:
        return Kb(status, "", found.reason, is_dropped=True)
    return Kb(status, method, found.reason)


def _method(text: str) -> str:
    if not text or search_words(text) in ("tidak", "tidak kb", "tdk", "tdk kb", "bukan", "belum", "tidak ber kb"):
        return ""
    words = search_words(text)
    found = _METHOD.get(words) or (text if text in KbMethod.values else "") or _phrases(words).method
    if not found:
        raise Refused(
            "kb_method",
            _("Metode KB tidak dikenal. Tulis MOW, MOP, IUD, implan, suntik, pil, kondom, MAL, atau tradisional."),
        )
    return str(found)


def _status(text: str) -> Kb:
    words = search_words(text)
    if not text:
        return Kb()
    if words in _STATUS or text in KbStatus.values:
        return Kb(str(_STATUS.get(words) or text))
    if words in _METHOD or text in KbMethod.values:
        return Kb(str(KbStatus.ACTIVE), str(_METHOD.get(words) or text))
    found = _phrases(words)
    if not found.status:
        raise Refused(
            "kb_status",
            _("Status KB tidak dikenal. Tulis baru, aktif, lestari, istirahat, calon, pernah, bukan, atau metodenya."),
        )
    return found


def _phrases(text: str) -> Kb:
    """Status, method and reason of a text of several words; empty unless every word is understood."""
    words, status, method, reason = text.split(), "", "", ""
    while words:
        phrase, count = _next_phrase(words)
        if phrase in _METHOD and not method and len(phrase) > 1:
            method = str(_METHOD[phrase])
        elif phrase in _REASON and not reason:
            reason = str(_REASON[phrase])
        elif phrase in _STATUS and not status and phrase not in _BESIDE:
            status = str(_STATUS[phrase])
        elif phrase not in _BESIDE:
            return Kb()
        words = words[count:]
    implied = KbStatus.ACTIVE if method else KbStatus.NEVER if reason else ""
    if reason and (method or status in TAKING_PART):
        return Kb()
    return Kb(status or str(implied), method, reason)


def _next_phrase(words: list[str]) -> tuple[str, int]:
    """The longest phrase of a list at the beginning of these words, or the first word."""
    for count in range(min(_LONGEST_PHRASE, len(words)), 1, -1):
        phrase = " ".join(words[:count])
        if phrase in _METHOD or phrase in _REASON or phrase in _STATUS:
            return phrase, count
    return words[0], 1


@lru_cache(1024)
def read_welfare(raw: str) -> str:
    """The family's welfare stage. Raises Refused."""
    text = cleaned(raw)
    if not text or text in WelfareStage.values:
        return text
    lower = re.sub(r"\bplus\b|(?<=[i0-9])plus\b", "+", text.lower())
    found = _WELFARE.get(_squeezed(lower)) or _WELFARE.get(_squeezed(_ECONOMIC.sub("", lower)))
    if not found:
        raise Refused("welfare", _("Tahapan KS tidak dikenal. Tulis Pra S, KS I, KS II, KS III, atau KS III Plus."))
    return str(found)


def _squeezed(text: str) -> str:
    return _WELFARE_SIGNS.sub("", text)
