"""The K/0 card as sections of labelled lines, in the order of the official card, and what differs between two cards."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.card import NOT_ON_RECORD
from groups.models import DecreeIssuer, EnterpriseGroup, GroupStatus, MarketReach, OnlineChannel
from members.models import KbStatus, Sex, WelfareStage

TEXT, DATE, RUPIAH, COUNT, TEXTS = "text", "date", "rupiah", "count", "texts"
KB_WORDS = {**dict(KbStatus.choices), NOT_ON_RECORD: gettext_lazy("Belum tercatat")}
WELFARE_WORDS = {**dict(WelfareStage.choices), NOT_ON_RECORD: gettext_lazy("Belum tercatat")}


@dataclass(frozen=True)
class Line:
    """One entry of a card. `kind` says how `value` is written; `told` is what a comparison goes by."""

    label: str | Promise
    value: object
    kind: str = TEXT
    told: object = None

    @property
    def compared(self) -> object:
        """What must be equal for the entry to be unchanged: the row number where a name is shown, else the value."""
        return self.value if self.told is None else self.told


@dataclass(frozen=True)
class Tally:
    """A count split by one fact, e.g. members by KB status; the parts add up to all members."""

    title: str | Promise
    lines: list[Line]


@dataclass(frozen=True)
class Section:
    """One numbered part of the card and the page on which its entries are mended."""

    numeral: str
    code: str
    title: str | Promise
    mend_view: str
    lines: list[Line]
    tallies: list[Tally] = field(default_factory=list)

    def entries(self) -> Iterator[tuple[str, Line]]:
        """Every entry with the words it goes by outside its own table."""
        for line in self.lines:
            yield str(line.label), line
        for tally in self.tallies:
            for line in tally.lines:
                yield f"{tally.title}: {line.label}", line


@dataclass(frozen=True)
class Difference:
    """An entry that the register now tells otherwise than the card."""

    section: str | Promise
    label: str
    was: Line | None
    now: Line | None


def sections_of(card: dict, people: dict[str, str]) -> list[Section]:
    """The card in its official order; none for a card without content.

    `people` are names as `card_people.people_of` gives them; whom it does not name is shown without a name. Counts that
    were taken out of the card (`card.without_family_facts`) are left out.
    """
    if not card:
        return []
    return [
        Section("I", "identitas", _("Identitas kelompok"), "group_edit", _identity(card["identity"])),
        Section("II", "sk", _("SK pengukuhan"), "group_decree", _decree(card["decree"])),
        Section("III", "pengurus", _("Pengurus"), "roster", _management(card["management"], people)),
        Section("IV", "anggota", _("Anggota"), "roster", *_members(card["members"])),
        Section("V", "usaha", _("Usaha dan pemasaran"), "group_business", _business(card["business"])),
        Section("VI", "modal", _("Modal"), "capital_add", _capital(card["capital"])),
        Section("VII", "tahapan", _("Tahapan"), "group_stage", _standing(card["standing"])),
        Section("VIII", "pembina", _("Pembina"), "group_edit", _mentor(card["mentor"], people)),
    ]


def differences(before: dict, after: dict, people: dict[str, str]) -> list[Difference]:
    """The entries of a stored card that the register tells otherwise now, in the order of the card."""
    if not before:
        return []
    found = []
    for was, now in zip(sections_of(before, people), sections_of(after, people), strict=True):
        old, new = dict(was.entries()), dict(now.entries())
        found += [
            Difference(now.title, label, old.get(label), new.get(label))
            for label in dict.fromkeys([*old, *new])
            if _compared(old.get(label)) != _compared(new.get(label))
        ]
    return found


def _compared(line: Line | None) -> object:
    """Nothing said and nothing there to say are the same."""
    return (line.compared if line else None) or None


def _identity(held: dict) -> list[Line]:
    return [
        Line(_("Nomor kelompok"), EnterpriseGroup(number=held["number"]).number_display),
        Line(_("Nama kelompok"), held["name"]),
        Line(_("Desa/Kelurahan"), held["village"]),
        Line(_("Alamat"), held["address"]),
        Line(_("RT/RW"), _neighbourhood(held), told=[held["rt"], held["rw"]]),
        Line(_("Tanggal berdiri"), _day(held["founded_on"]), DATE),
        Line(_("Nama program"), held["programme"]),
    ]


def _neighbourhood(held: dict) -> str:
    return f"{held['rt'] or '–'}/{held['rw'] or '–'}" if held["rt"] or held["rw"] else ""


def _decree(held: dict) -> list[Line]:
    if not held["has_decree"]:
        return [Line(_("SK pengukuhan"), _("Belum ada"))]
    return [
        Line(_("SK pengukuhan"), _("Ada")),
        Line(_("Nomor SK"), held["number"]),
        Line(_("Tanggal SK"), _day(held["on"]), DATE),
        Line(_("Penerbit SK"), _word(DecreeIssuer, held["issuer"])),
    ]


def _management(held: dict, people: dict[str, str]) -> list[Line]:
    lines = [
        _one_person(_("Ketua"), held["chair"], people),
        _one_person(_("Sekretaris"), held["secretary"], people),
        _one_person(_("Bendahara"), held["treasurer"], people),
        Line(_("Kader"), [_named(number, people) for number in held["cadres"]], TEXTS, told=held["cadres"]),
    ]
    if held.get("chair_kb_met") is not None:
        words = _("Terpenuhi") if held["chair_kb_met"] else _("Belum ditunjukkan catatan")
        lines.insert(1, Line(_("Riwayat KB ketua"), words))
    return lines


def _one_person(label: str, number: int | None, people: dict[str, str]) -> Line:
    return Line(label, _named(number, people) if number else "", told=number)


def _named(number: int, people: dict[str, str]) -> str:
    return people.get(f"membership:{number}") or _("Ada, nama tidak ditampilkan")


def _members(held: dict) -> tuple[list[Line], list[Tally]]:
    tallies = [Tally(_("Menurut jenis kelamin"), _counts(held["by_sex"], dict(Sex.choices)))]
    if "by_kb" in held:
        tallies.append(Tally(_("Menurut kesertaan KB"), _counts(held["by_kb"], KB_WORDS)))
    if "by_welfare" in held:
        tallies.append(Tally(_("Menurut tahapan KS"), _counts(held["by_welfare"], WELFARE_WORDS)))
    return [Line(_("Jumlah anggota"), held["total"], COUNT)], tallies


def _counts(held: dict[str, int], words: dict) -> list[Line]:
    """In the order of the choices: a stored card may have lost its own."""
    return [Line(words[code], held.get(code, 0), COUNT) for code in words]


def _business(held: dict) -> list[Line]:
    countries = [Line(_("Negara tujuan"), held["countries"], TEXTS)] if held["countries"] else []
    return [
        Line(_("Jenis usaha"), held["sectors"], TEXTS),
        Line(_("Produk"), held["products"], TEXTS),
        Line(_("Izin usaha"), [_licence(licence) for licence in held["licences"]], TEXTS, told=held["licences"]),
        Line(_("Jangkauan pemasaran"), _word(MarketReach, held["market_reach"])),
        *countries,
        Line(_("Saluran daring"), [_channel(channel) for channel in held["channels"]], TEXTS, told=held["channels"]),
    ]


def _licence(held: dict) -> str:
    words = f"{held['kind']} {held['number']}".strip()
    if not held["expires_on"]:
        return words
    return _("%(licence)s (sampai %(on)s)") % {
        "licence": words,
        "on": f"{date.fromisoformat(held['expires_on']):%d/%m/%Y}",
    }


def _channel(held: dict) -> str:
    return f"{_word(OnlineChannel.Kind, held['kind'])} {held['address']}".strip()


def _capital(held: dict) -> list[Line]:
    return [
        Line(_("Modal sendiri"), held["own"], RUPIAH),
        Line(_("Modal pinjaman"), held["loan"], RUPIAH),
        Line(_("Modal hibah"), held["grant"], RUPIAH),
        Line(_("Jumlah modal"), held["total"], RUPIAH),
        Line(_("Per tanggal"), _day(held["on"]), DATE),
        Line(_("Jenjang modal"), held["tier"]),
    ]


def _standing(held: dict) -> list[Line]:
    return [
        Line(_("Tahapan kelompok"), held["stage"]),
        Line(_("Dinilai pada"), _day(held["stage_on"]), DATE),
        Line(_("Status"), _word(GroupStatus, held["status"])),
    ]


def _mentor(held: dict, people: dict[str, str]) -> list[Line]:
    number = held["user"]
    return [Line(_("Petugas pembina"), people.get(f"user:{number}", ""), told=number)]


def _word(choices, code: str) -> str:
    """The label of a stored code; a code that is no longer known stays as it is."""
    return str(dict(choices.choices).get(code, code))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
