"""The demonstration accounts: one for each role and one without territory. They exist only beside demo data."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from accounts.models import Territory, User
from accounts.roles import Role
from groups.models import EnterpriseGroup

PASSWORD = "UPPKS-contoh-2026"  # printed in the README; the product refuses to start with these accounts outside DEBUG

HOME_PROVINCE = "76"  # Sulawesi Barat, the province whose public monthly tables the registry is compared with


@dataclass(frozen=True)
class DemoAccount:
    """One account: who, what role, and how deep in the chosen district its territory lies (code length, 1 = nation)."""

    username: str
    full_name: str
    role: str
    depth: int | None


ACCOUNTS = (
    DemoAccount("petugas", "Nurhayati Rahman", Role.OFFICER, 10),
    DemoAccount("koordinator", "Burhan Latif", Role.COORDINATOR, 6),
    DemoAccount("kabupaten", "Hasnah Idrus", Role.REGENCY, 4),
    DemoAccount("provinsi", "Ratna Wijaya", Role.PROVINCE, 2),
    DemoAccount("aku", "Umar Syarif", Role.AKU, 1),
    DemoAccount("admin", "Dewi Kurniasih", Role.ADMIN, 1),
    DemoAccount("auditor", "Paulus Tandi", Role.AUDITOR, 2),
    DemoAccount("tanpawilayah", "Eko Saputra", Role.OFFICER, None),
)


def make_accounts(day: date) -> dict[str, User]:
    """Make the accounts around the district with the most groups, so that each has something to see."""
    villages = busiest_villages()
    users = {}
    password = make_password(PASSWORD)
    for account in ACCOUNTS:
        user = User.objects.create(
            username=account.username,
            full_name=account.full_name,
            role=account.role,
            password=password,
            is_demo=True,
        )
        for code in territory_of(account, villages):
            Territory.objects.create(user=user, region_id=code, started_on=day.replace(month=1, day=1))
        users[account.username] = user
    return users


def territory_of(account: DemoAccount, villages: list[str]) -> list[str]:
    """The region codes of one account; the officer has all the villages given."""
    if account.depth is None:
        return []
    if account.depth == 10:
        return villages
    return ["0" if account.depth == 1 else villages[0][: account.depth]]


def busiest_villages(count: int = 4) -> list[str]:
    """Up to four villages with groups, all in the district of the home province that has the most of them."""
    active = EnterpriseGroup.objects.active()
    at_home = active.in_region(HOME_PROVINCE)
    codes = list((at_home if at_home.exists() else active).values_list("village_id", flat=True)[:20_000])
    districts = [code[:6] for code in codes]
    district = max(sorted(set(districts)), key=districts.count)
    inside = [code for code in codes if code[:6] == district]
    return sorted(sorted(set(inside)), key=lambda code: -inside.count(code))[:count]


def remove_accounts() -> int:
    """Close the demonstration accounts for good; what they once recorded keeps their names."""
    users = User.objects.filter(is_demo=True, is_active=True)
    Territory.objects.filter(user__in=users).delete()
    return users.update(is_active=False, password=make_password(None))
