"""Savings and loans on paper (UP08): a member's book, the card of a loan, the book of a group, as at a day.

Every value is the one of the page. Dates and amounts are worded in Indonesian, with room to sign.
"""

from datetime import date

from django.utils.formats import date_format

from associations.books import BookLine, loan_lines, standing_of, with_principal
from associations.group_book import GroupLoans, GroupSavings, loans_of, savings_lines_until, savings_of
from associations.ledger import LoanStatus
from associations.models import Loan, SavingsAccount
from groups.models import EnterpriseGroup
from groups.programme import programme_name
from members.models import Membership, MembershipRole
from reports.paper.sheet import in_indonesian, long_date, places, region_names, rupiah, signed_by, whose

NOTHING = "–"
OWN = "Kelompok (kas bersama)"
RULES = "Catatan yang salah dibatalkan, tidak dihapus; keduanya tercetak. Registri mencatat, bukan menyimpan uang."


@in_indonesian
def savings_form(account: SavingsAccount, day: date) -> dict:
    """One savings book with its running balance."""
    group, lines = account.group, savings_lines_until(account, day)
    balance = lines[-1].balance if lines else 0
    table = {
        "title": "Catatan",
        "columns": _columns("Tanggal", "Jenis", "Masuk", "Keluar", "Saldo", "Bukti", numbers=(2, 3, 4)),
        "rows": [_savings_row(line) for line in lines],
        "total": ["Saldo", "", "", "", rupiah(balance), ""],
    }
    form = _frame(group, day, f"BUKU SIMPANAN {account.number}", account.number, account.person)
    return form | {"tables": [table], "names": int(account.person is not None)}


@in_indonesian
def loan_form(loan: Loan, day: date) -> dict:
    """The card of one loan: its terms, how it stands, its entries."""
    stands = standing_of(with_principal(Loan.objects.filter(pk=loan.pk), day).get(), day)
    lines = [line for line in loan_lines(loan) if line.entry.on <= day]
    table = {
        "title": "Catatan",
        "columns": _columns("Tanggal", "Jenis", "Jumlah", "Sisa pokok", "Bukti", numbers=(2, 3)),
        "rows": [_loan_entry(line) for line in lines],
        "total": ["Sisa pokok", "", "", rupiah(stands.outstanding), ""],
    }
    form = _frame(loan.group, day, f"KARTU PINJAMAN {loan.number}", loan.number, loan.person)
    form["head"] += [
        ["Skema", str(loan.scheme)],
        ["Pemberi pinjaman", str(loan.lender or NOTHING)],
        ["Tanggal cair", long_date(loan.on)],
        ["Jangka waktu", f"{loan.term_months} bulan"],
        ["Pokok pinjaman", rupiah(stands.disbursed)],
        ["Keadaan", _stands(stands)],
    ]
    return form | {"tables": [table], "names": int(loan.person is not None)}


@in_indonesian
def group_form(group: EnterpriseGroup, day: date) -> dict:
    """The book of a group: all savings books with their balances, all loans with how they stand."""
    savings, loans = savings_of(group, day), loans_of(group, day)
    form = _frame(group, day, "BUKU SIMPAN PINJAM KELOMPOK", "SIMPAN PINJAM")
    people = [one.person_id for one in savings.accounts] + [row.loan.person_id for row in loans.rows]
    return form | {
        "tables": [_savings_table(savings), _loans_table(loans)],
        "names": len(set(people) - {None}),
    }


def _frame(group: EnterpriseGroup, day: date, title: str, code: str, person=None) -> dict:
    """What every one of these sheets carries: whose, where, as at which day, and who signs."""
    names = region_names([group.village_id])
    chair = Membership.objects.of_group(group).current(day).filter(role=MembershipRole.CHAIR)
    owner = [["Atas nama", person.name if person else OWN]] if code != "SIMPAN PINJAM" else []
    return {
        "code": code,
        "title": title,
        "subtitle": f"Kelompok {programme_name(day)} · keadaan per {long_date(day)}",
        "mark": "",
        "mark_text": "",
        "running": f"{code} · {group.number_display} · per {long_date(day)}",
        "head": [*places(group.village_id, names), *whose(group), *owner],
        "note": RULES,
        "sign": signed_by(
            names.get(group.village_id, ""),
            None,
            mentor=str(group.mentor or ""),
            chair=chair.values_list("person__name", flat=True).first() or "",
        ),
    }


def _columns(*labels: str, numbers: tuple[int, ...]) -> list[dict]:
    return [{"label": label, "number": place in numbers} for place, label in enumerate(labels)]


def _short(day: date | None) -> str:
    return date_format(day, "d/m/Y") if day else NOTHING


def _said_of(entry) -> str:
    """What stands beside an entry: its proof, and why it was undone or what it undoes."""
    if entry.reverses_id:
        return f"Pembatalan: {entry.reason}"
    undone = getattr(entry, "reversed_by", None)
    return " · ".join(filter(None, [entry.evidence, "dibatalkan" if undone else ""]))


def _savings_row(line: BookLine) -> list[str]:
    entry = line.entry
    amount = rupiah(entry.amount)
    both = [amount, ""] if entry.kind == "deposit" else ["", amount]
    return [_short(entry.on), entry.get_kind_display(), *both, rupiah(line.balance), _said_of(entry)]


def _loan_entry(line: BookLine) -> list[str]:
    entry = line.entry
    sign = "−" if entry.reverses_id else ""
    return [
        _short(entry.on),
        entry.get_kind_display(),
        f"{sign}{rupiah(entry.amount)}",
        rupiah(line.balance),
        _said_of(entry),
    ]


def _savings_table(savings: GroupSavings) -> dict:
    return {
        "title": "Simpanan",
        "columns": _columns("Nomor buku", "Penabung", "Catatan terakhir", "Saldo", numbers=(3,)),
        "rows": [
            [one.number, one.person.name if one.person else OWN, _short(one.last_on), rupiah(one.balance)]
            for one in savings.accounts
        ],
        "total": ["Jumlah saldo", "", "", rupiah(savings.total)],
    }


def _loans_table(loans: GroupLoans) -> dict:
    return {
        "title": "Pinjaman",
        "columns": _columns(
            "Nomor", "Peminjam", "Skema", "Cair", "Pokok", "Sisa pokok", "Tunggakan", "Keadaan", numbers=(4, 5, 6)
        ),
        "rows": [
            [
                row.loan.number,
                row.loan.person.name if row.loan.person else OWN,
                str(row.loan.scheme),
                _short(row.loan.on),
                rupiah(row.standing.disbursed),
                rupiah(row.standing.outstanding),
                rupiah(row.standing.arrears),
                _stands(row.standing),
            ]
            for row in loans.rows
        ],
        "total": ["Jumlah", "", "", "", rupiah(loans.disbursed), rupiah(loans.outstanding), rupiah(loans.arrears), ""],
    }


def _stands(standing) -> str:
    late = standing.status in (LoanStatus.OVERDUE, LoanStatus.BAD)
    return f"{standing.status.label}, {standing.days} hari" if late else str(standing.status.label)
