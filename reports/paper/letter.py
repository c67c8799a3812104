"""The letter that reminds a board to hold its Munas, Musda or Muscab: values for the press (BD04).

The sender is the board above, the nation's own council for the nation. What is not on record is a line to write on.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import number_format

from associations.models import Board, BoardLevel, BoardTerm
from associations.models.board import ELECTION_KIND, default_board_name
from associations.overview import BoardRow, board_rows
from associations.queries import with_board_state
from regions.codes import parent_of
from regions.models import Region
from reports.paper.sheet import DAY_BY_HAND, in_indonesian, long_date


@dataclass(frozen=True)
class Reminded:
    """The board a letter goes to, as it stands on a day."""

    place: Region
    day: date
    name: str
    term: BoardTerm | None

    @property
    def left(self) -> int | None:
        """Days until the planned end, negative past it; None without a term in office."""
        return (self.term.ends_on - self.day).days if self.term and self.term.holds_on(self.day) else None

    @property
    def meeting(self) -> str:
        """The meeting it is to hold."""
        return str(ELECTION_KIND[BoardLevel(self.place.level)].label)


@in_indonesian
def reminder_letter(place: Region, day: date, number: str) -> dict:
    """The letter to the board of this region on this local day, with the number typed for it, if any."""
    row = _row(place)
    about = Reminded(place, day, name_on(place, day), row.term)
    sender = Region.objects.get(pk=parent_of(place.pk)) if parent_of(place.pk) else place
    return {
        "running": f"Pengingat {about.meeting}: {about.name}",
        "sender": name_on(sender, day),
        "number": number,
        "subject": f"Pengingat penyelenggaraan {about.meeting}",
        "place_date": f"......................, {long_date(day) or DAY_BY_HAND}",
        "to": [f"Ketua {about.name}", f"di {place.name}"],
        "opening": _opening(about),
        "facts": _facts(about, row.chair),
        "request": _request(about),
        "closing": "Atas perhatian dan kerja sama Saudara kami ucapkan terima kasih.",
        "signer": f"Ketua {name_on(sender, day)}",
        "signer_name": _row(sender).chair if sender.pk != place.pk else "",
    }


def name_on(place: Region, day: date) -> str:
    """What the board of a region is called on a day, whether it has a row or not."""
    board = Board.objects.filter(region=place).first()
    return board.name_on(day) if board else default_board_name(place.level, place.name)


def _row(place: Region) -> BoardRow:
    return board_rows(with_board_state(Region.objects.filter(pk=place.pk)))[0]


def _opening(about: Reminded) -> str:
    name, left = about.name, about.left
    if about.term is None or left is None:
        return f"Menurut catatan Registri UPPKS, {name} belum mempunyai pengurus dalam masa bakti yang berlaku."
    end = long_date(about.term.ends_on)
    if left > 0:
        return (
            f"Menurut catatan Registri UPPKS, masa bakti {name} berakhir pada {end}, yaitu {_days(left)} hari lagi "
            "terhitung dari tanggal surat ini."
        )
    if left == 0:
        return f"Menurut catatan Registri UPPKS, masa bakti {name} berakhir hari ini, {end}."
    return (
        f"Menurut catatan Registri UPPKS, masa bakti {name} sudah berakhir pada {end}, yaitu {_days(-left)} hari "
        "sebelum tanggal surat ini, dan pengganti belum tercatat."
    )


def _facts(about: Reminded, chair: str) -> list[list[str]]:
    term = about.term
    if term is None:
        return []
    words = "" if about.left is None else f"{_days(about.left)} hari" if about.left >= 0 else "lewat masa bakti"
    return [
        ["Masa bakti", f"{long_date(term.starts_on)} sampai {long_date(term.ends_on)}"],
        ["Sisa masa bakti", words],
        ["Nomor SK", term.decree_number],
        ["Tanggal SK", long_date(term.decree_on)],
        ["Penerbit SK", term.decree_issuer],
        ["Ketua", chair],
    ]


def _request(about: Reminded) -> str:
    when = "sebelum tanggal tersebut" if (about.left or 0) > 0 else "dalam waktu sesingkat-singkatnya"
    return (
        f"Sehubungan dengan itu kami mengingatkan agar {about.name} menyelenggarakan {about.meeting} {when} untuk "
        "memilih pengurus masa bakti berikutnya, lalu menyampaikan berita acara, susunan pengurus, dan SK kepada kami "
        "untuk dicatat dalam Registri UPPKS. Sampai pengurus baru dilantik, pengurus yang ada tetap menjalankan "
        "tugasnya."
    )


def _days(number: int) -> str:
    return number_format(number, force_grouping=True)
