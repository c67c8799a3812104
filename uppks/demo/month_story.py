"""The month around the demonstration accounts: colleagues, a returned register, cards, and a hand-over to come."""

from datetime import date, timedelta

from accounts.authorship import acting
from accounts.models import Territory, User
from accounts.roles import Role
from activities.actions import hand_over, send_back
from activities.card import card_content
from activities.models import AnnualCard, MonthlyReport, ReviewStep, StepKind
from activities.periods import open_months
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.models import Level, Region

COLLEAGUES = (
    "Sitti Aminah",
    "Muhammad Yusuf",
    "Rosdiana Tahir",
    "Abdul Rahman",
    "Hartati Salam",
    "Andi Baso",
    "Nirmala Haris",
    "Syamsuddin Laode",
)
RETURN_NOTE = "Narasumber belum jelas: tulis nama dan jabatannya."


def tell_month(users: dict[str, User], day: date) -> None:
    """Add what several people have done; `users` are the demonstration accounts by name."""
    officer = users["petugas"]
    reports = MonthlyReport.objects.visible_to(officer).exclude(status="draft")
    reports.filter(submitted_by__isnull=True).update(submitted_by=officer)
    _return_one(users["koordinator"], officer)
    _cards(officer, users["koordinator"], day.year)
    colleagues = _colleagues(officer, day)
    _hand_over_to_come(users["kabupaten"], colleagues)


def _return_one(coordinator: User, officer: User) -> None:
    """The first register of last month that waits comes back with a note."""
    open_ones = [period.start for period in open_months(local_today(officer))]
    waiting = MonthlyReport.objects.visible_to(officer).waiting().filter(month__in=open_ones)
    report = waiting.select_related("group__village").order_by("month", "pk").first()
    if report is not None:
        with acting(coordinator):
            send_back(by=coordinator, submission=report, version=report.version, note=RETURN_NOTE)


def _cards(officer: User, coordinator: User, year: int) -> None:
    """This year's cards of the officer's groups, handed in and approved in January."""
    on = date(year, 1, 2)
    groups = EnterpriseGroup.objects.visible_to(officer).working_on(on).select_related("village", "stage")
    for group in groups.filter(founded_on__lt=on):
        card = AnnualCard.objects.create(
            group=group,
            village_id=group.village_id,
            year=year,
            status="approved",
            visited_on=on,
            submitted_on=on,
            submitted_by=officer,
            first_submitted_on=on,
            is_late=False,
            content=card_content(group, on),
            created_by=officer,
            changed_by=coordinator,
        )
        for kind, by in ((StepKind.SUBMITTED, officer), (StepKind.APPROVED, coordinator)):
            ReviewStep.objects.create(card=card, kind=kind, by=by)


def _colleagues(officer: User, day: date) -> list[User]:
    """One officer for what is left of this district and one for each other but the last, which has none."""
    here = officer.territory_codes[0]
    villages = Region.objects.current().children_of(here[:6]).exclude(pk__in=officer.territory_codes)
    districts = list(Region.objects.current().children_of(here[:4]).exclude(pk=here[:6]).order_by("pk"))
    shares = [list(villages), *[[district] for district in districts[:-1]]]
    return [
        _colleague(number, name, regions, officer, day)
        for number, (name, regions) in enumerate(zip(COLLEAGUES * 4, shares, strict=False), start=2)
        if regions
    ]


def _colleague(number: int, name: str, regions: list[Region], like: User, day: date) -> User:
    user = User.objects.create(
        username=f"petugas{number}", full_name=name, role=Role.OFFICER, password=like.password, is_demo=True
    )
    for region in regions:
        Territory.objects.create(user=user, region=region, started_on=day.replace(month=1, day=1))
    return user


def _hand_over_to_come(regency: User, colleagues: list[User]) -> None:
    """The second colleague's district passes to the first in two weeks."""
    if len(colleagues) < 2:
        return
    successor, officer = colleagues[0], colleagues[1]
    regions = Region.objects.filter(pk__in=officer.territory_codes)
    if regions.exclude(level=Level.DISTRICT).exists():
        return
    with acting(regency):
        hand_over(
            by=regency,
            officer=officer,
            successor=successor,
            regions=regions,
            on=local_today(regency) + timedelta(days=14),
            reason="Cuti melahirkan sampai Maret",
        )
