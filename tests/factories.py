"""Rows for tests, made by plain functions: each makes one valid row, and every column can be given.

They write the tables directly, without the actions, so that a test of an action starts from rows it has not made.
"""

from datetime import date
from itertools import count

from django.contrib.auth.hashers import make_password

from accounts.models import Territory, User
from accounts.roles import Role
from activities.models import AnnualCard, Attendance, Meeting, MonthlyReport, SubmissionStatus
from associations.models import Loan, LoanEntry, LoanScheme, SavingsAccount, SavingsEntry
from groups.models import CapitalRecord, CapitalTier, EnterpriseGroup, GroupStage, GroupStatus, Sector, TierSchedule
from imports.models import SigaTable, SigaVillage
from members import nik_vault
from members.duplicate_search import seen_as
from members.models import (
    DuplicatePair,
    KbRecord,
    KbStatus,
    Membership,
    MembershipRole,
    NikMissingReason,
    PairReason,
    Person,
    Sex,
)
from regions.codes import ancestors_of, level_of, parent_of, time_zone_of
from regions.models import Region
from regions.months import last_day, shift
from regions.names import search_words

PASSWORD = "kata-sandi-uji-42"
LONG_AGO = date(2020, 1, 1)

# The provinces, regencies, districts and villages of the tests: two provinces in two time zones. Real codes and names.
COUNTRY = {
    "0": "Indonesia",
    "76": "Sulawesi Barat",
    "7602": "Kabupaten Mamuju",
    "760201": "Mamuju",
    "7602011002": "Binanga",
    "7602011012": "Karema",
    "7604": "Kabupaten Polewali Mandar",
    "760403": "Wonomulyo",
    "7604032004": "Bumiayu",
    "7604032008": "Sugihwaras",
    "760404": "Polewali",
    "7604041001": "Darma",
    "91": "Papua",
    "9103": "Kabupaten Jayapura",
    "910301": "Sentani",
    "9103011001": "Sentani Kota",
    "9103011002": "Dobonsolo",
}
BUMIAYU, SUGIHWARAS, DARMA, BINANGA, SENTANI = (
    "7604032004",
    "7604032008",
    "7604041001",
    "7602011002",
    "9103011001",
)

_serial = count(1)


def make_region(code: str, name: str, **columns) -> Region:
    """One region; those above it must exist (by code) for its full name to be complete."""
    above = {region.code: region.name for region in Region.objects.filter(code__in=ancestors_of(code))}
    region, _new = Region.objects.get_or_create(code=code, defaults=_columns_of(code, name, above) | columns)
    return region


def _columns_of(code: str, name: str, above: dict[str, str]) -> dict:
    names = [name, *(above[up] for up in ancestors_of(code) if up in above and up != "0")]
    return {
        "name": name,
        "level": int(level_of(code)),
        "parent_id": parent_of(code),
        "path_name": ", ".join(names),
        "search_key": " ".join(f"{search_words(part)}," for part in names),
        "time_zone": time_zone_of(code),
    }


def make_country() -> dict[str, Region]:
    """The little country, by code, written at once. Rows that exist are left as they are."""
    found = Region.objects.in_bulk(COUNTRY)
    missing = [
        Region(code=code, **_columns_of(code, name, COUNTRY)) for code, name in COUNTRY.items() if code not in found
    ]
    found |= {region.code: region for region in Region.objects.bulk_create(missing)}
    return {code: found[code] for code in COUNTRY}


def make_user(username: str = "", role: str = Role.OFFICER, *regions: str, **columns) -> User:
    """A user with this role and these region codes as territory since long ago; none means no territory."""
    user = User(username=username or f"pengguna{next(_serial)}", role=role, **columns)
    user.set_password(PASSWORD)
    user.save()
    for code in regions:
        make_territory(user, code)
    return user


def make_users(wanted: dict[str, tuple[str, str]]) -> dict[str, User]:
    """Many users at once, by username: the role of each and the code of its territory ("" for none).

    Written in two statements, without a trail: most tests need them only to be there.
    """
    password = make_password(PASSWORD)
    users = [User(username=name, role=role, password=password) for name, (role, _code) in wanted.items()]
    made = {user.username: user for user in User.objects.bulk_create(users)}
    Territory.objects.bulk_create(
        Territory(user=made[name], region_id=code, started_on=LONG_AGO)
        for name, (_role, code) in wanted.items()
        if code
    )
    return made


def make_territory(user: User, code: str, started_on: date = LONG_AGO, ended_on: date | None = None) -> Territory:
    """A region given to a user; what the user object had read of its territories is forgotten."""
    for name in ("territories", "territory_codes"):
        user.__dict__.pop(name, None)
    return Territory.objects.create(user=user, region_id=code, started_on=started_on, ended_on=ended_on)


def make_stage(code: str = "dasar", name: str = "Dasar", rank: int = 1) -> GroupStage:
    """A stage; the one on record where the migrations have made it."""
    return GroupStage.objects.filter(code=code).first() or GroupStage.objects.create(code=code, name=name, rank=rank)


def make_sector(code: str = "makanan", name: str = "Makanan olahan") -> Sector:
    """A kind of business; the one on record where the migrations have made it."""
    return Sector.objects.get_or_create(code=code, defaults={"name": name})[0]


def make_tiers() -> TierSchedule:
    """The published bands of the start: below 20, 50, 100 million and above; those on record where there are any."""
    found = TierSchedule.objects.filter(is_published=True, tiers__isnull=False).first()
    if found:
        return found
    schedule = TierSchedule.objects.create(valid_from=date(1979, 1, 1), is_published=True)
    bands = (("rintisan", 0), ("tumbuh", 20_000_000), ("berkembang", 50_000_000), ("naik-kelas", 100_000_000))
    for code, lower in bands:
        CapitalTier.objects.create(schedule=schedule, code=code, name=code.replace("-", " ").title(), lower=lower)
    return schedule


def make_group(village: str = BUMIAYU, name: str = "", **columns) -> EnterpriseGroup:
    """An active group in a village (its code), founded long ago, without capital and members."""
    number = next(_serial)
    name = name or f"Melati {number}"
    columns.setdefault("number", f"{village}{number:04d}")
    columns.setdefault("name_key", search_words(name))
    columns.setdefault("founded_on", LONG_AGO)
    columns.setdefault("status", GroupStatus.ACTIVE)
    columns.setdefault("status_on", LONG_AGO)
    return EnterpriseGroup.objects.create(village_id=village, name=name, **columns)


def make_capital(
    group: EnterpriseGroup, own: int = 5_000_000, on: date = date(2026, 6, 30), **columns
) -> CapitalRecord:
    """An observation of capital in whole rupiah, also kept as the group's newest."""
    record = CapitalRecord.objects.create(group=group, own=own, on=on, **columns)
    if group.capital_on is None or on >= group.capital_on:
        group.capital_total, group.capital_on = own + record.loan + record.grant, on
        group.save(update_fields=["capital_total", "capital_on"])
    return record


def make_nik(district: str = "760499", born: date = date(1990, 5, 17), sex: str = Sex.FEMALE, serial: int = 0) -> str:
    """A well-formed NIK that no office could issue (district digits 99)."""
    day = born.day + (40 if sex == Sex.FEMALE else 0)
    return f"{district}{day:02d}{born:%m%y}{serial or next(_serial):04d}"


def make_person(village: str = BUMIAYU, name: str = "", nik: str | None = None, **columns) -> Person:
    """A woman born in 1990 who lives in the village; with no `nik`, the card was not brought."""
    name = name or f"Siti Rahma {next(_serial)}"
    columns.setdefault("name_key", search_words(name))
    columns.setdefault("sex", Sex.FEMALE)
    columns.setdefault("birth_on", date(1990, 5, 17))
    if nik:
        columns |= {"nik_sealed": nik_vault.seal(nik), "nik_index": nik_vault.index_of(nik)}
    else:
        columns.setdefault("nik_missing_reason", NikMissingReason.NOT_BROUGHT)
    return Person.objects.create(village_id=village, name=name, **columns)


def make_pair(first: Person, second: Person, **columns) -> DuplicatePair:
    """Two people born the same day with one name, to be looked at."""
    columns = {"likeness": 100, "found_by": PairReason.BIRTH, "seen_as": seen_as(first, second)} | columns
    return DuplicatePair.objects.create(first=first, second=second, regency_code=first.village_id[:4], **columns)


def make_membership(
    group: EnterpriseGroup, person: Person | None = None, role: str = MembershipRole.MEMBER, **columns
) -> Membership:
    """A membership in the group since long ago; with no person, someone new in the group's village."""
    columns.setdefault("started_on", LONG_AGO)
    return Membership.objects.create(
        group=group,
        person=person or make_person(group.village_id),
        village_id=group.village_id,
        role=role,
        **columns,
    )


def make_kb_record(person: Person, status: str = KbStatus.ACTIVE, on: date = LONG_AGO, **columns) -> KbRecord:
    """A dated KB status, also kept as the person's newest."""
    record = KbRecord.objects.create(person=person, status=status, on=on, **columns)
    if person.kb_on is None or on >= person.kb_on:
        person.kb_status, person.kb_method, person.kb_on = status, record.method, on
        person.save(update_fields=["kb_status", "kb_method", "kb_on"])
    return record


def make_report(
    group: EnterpriseGroup, month: date = date(2026, 10, 1), status: str = SubmissionStatus.APPROVED, **columns
) -> MonthlyReport:
    """A register of the group; one that was handed in came on time, on the 2nd of the next month."""
    if status != SubmissionStatus.DRAFT:
        columns.setdefault("visited_on", last_day(month))
        columns.setdefault("submitted_on", shift(month, 1).replace(day=2))
        columns.setdefault("first_submitted_on", columns["submitted_on"])
        columns.setdefault("is_late", False)
    report = MonthlyReport.objects.create(
        group=group, village_id=group.village_id, month=month, status=status, **columns
    )
    _keep_reported_on(group, report)
    return report


def make_meeting(report: MonthlyReport, *present: Membership, **columns) -> Meeting:
    """A meeting in the middle of the register's month, about the family business, with these members ticked."""
    columns.setdefault("on", report.month.replace(day=15))
    columns.setdefault("presenter", "Petugas lapangan")
    columns.setdefault("topic_business", True)
    meeting = Meeting.objects.create(report=report, **columns)
    Attendance.objects.bulk_create([Attendance(meeting=meeting, membership=membership) for membership in present])
    return meeting


def make_card(
    group: EnterpriseGroup, year: int = 2026, status: str = SubmissionStatus.APPROVED, **columns
) -> AnnualCard:
    """A card of the group; one that was handed in came on time, on 2 January."""
    if status != SubmissionStatus.DRAFT:
        columns.setdefault("visited_on", date(year, 1, 2))
        columns.setdefault("submitted_on", date(year, 1, 2))
        columns.setdefault("first_submitted_on", date(year, 1, 2))
        columns.setdefault("is_late", False)
    card = AnnualCard.objects.create(group=group, village_id=group.village_id, year=year, status=status, **columns)
    _keep_reported_on(group, card)
    return card


def make_siga_table(
    villages: dict[str, tuple[int, int]], region: str = "7604", month: date = date(2026, 10, 1), **columns
) -> SigaTable:
    """A table 6A in which SIGA says of each village (its code) how many groups exist and how many reported."""
    columns.setdefault("by", None)
    columns["by"] = columns["by"] or make_user("", Role.REGENCY, region)
    columns.setdefault("fingerprint", f"{next(_serial):064d}")
    table = SigaTable.objects.create(
        region_id=region,
        month=month,
        file_name="siga_6a.csv",
        sha256="0" * 64,
        row_count=len(villages),
        matched_count=len(villages),
        unmatched_count=len(columns.get("unmatched", [])),
        **columns,
    )
    for row, (code, (existing, reporting)) in enumerate(villages.items(), start=2):
        SigaVillage.objects.create(table=table, region_id=code, row=row, existing=existing, reporting=reporting)
    return table


def make_savings(group, person=None, amount: int = 50_000, on: date = LONG_AGO, **columns) -> SavingsAccount:
    """A savings book with one deposit; nothing in it where `amount` is nought."""
    number = f"S-{next(_serial):07d}"
    account = SavingsAccount.objects.create(number=number, group=group, village=group.village, person=person, **columns)
    if amount:
        by = User.objects.order_by("pk").first() or make_user()
        SavingsEntry.objects.create(account=account, on=on, kind="deposit", amount=amount, recorded_by=by)
    return account


def make_loan(group, person=None, principal: int = 1_200_000, on: date = LONG_AGO, **columns) -> Loan:
    """A loan over twelve months, disbursed on its day."""
    columns = {
        "scheme": LoanScheme.objects.get_or_create(code="lain", defaults={"name": "Lainnya"})[0],
        "term_months": 12,
        **columns,
    }
    number = f"P-{next(_serial):07d}"
    loan = Loan.objects.create(number=number, group=group, village=group.village, person=person, on=on, **columns)
    by = User.objects.order_by("pk").first() or make_user()
    LoanEntry.objects.create(loan=loan, on=on, kind="disbursement", amount=principal, recorded_by=by)
    return loan


def _keep_reported_on(group: EnterpriseGroup, submission) -> None:
    if submission.is_handed_in and (group.reported_on is None or submission.visited_on > group.reported_on):
        group.reported_on = submission.visited_on
        group.save(update_fields=["reported_on"])
