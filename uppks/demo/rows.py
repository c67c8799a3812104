"""The rows of one regency, made from its plan. Equal plans give equal registers (the seal of a NIK apart)."""

import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate

from groups.names import name_key as group_name_key
from members.names import name_key as person_name_key
from members.nik_vault import NikKeys, index_of, seal
from uppks.demo import pools
from uppks.demo.months import MonthRows
from uppks.demo.plan import GroupPlan, RegencyPlan

DEMO_DISTRICT = "99"
_KB = tuple(name for name, _share in pools.KB_STATUSES)
_KB_WEIGHTS = tuple(accumulate([share for _name, share in pools.KB_STATUSES] + [30]))
_METHODS = tuple(name for name, _share in pools.KB_METHODS)
_METHOD_WEIGHTS = tuple(accumulate(share for _name, share in pools.KB_METHODS))
_WELFARE = tuple(name for name, _share in pools.WELFARE_STAGES)
_WELFARE_WEIGHTS = tuple(accumulate(share for _name, share in pools.WELFARE_STAGES))
_TAKING_PART = {"new", "active", "long_term"}


class RegencyRows:
    """Makes and holds the rows of one regency, table by table, as dictionaries of column to value.

    `refs` are the reference rows already in the database: ids of stages by rank, sectors, licence kinds, countries.
    """

    def __init__(self, plan: RegencyPlan, refs: dict):
        self.plan = plan
        self.refs = refs
        self.rng = random.Random(plan.seed)
        self.rows: dict[str, list[dict]] = defaultdict(list)
        self.now = datetime.combine(plan.day, time(4), UTC)
        self.keys = NikKeys.from_settings()
        self.nik_serials: Counter[str] = Counter()
        self.months = MonthRows(self.rows, plan.day, self._recorded(), is_whole=refs["whole_months"])

    def make(self) -> dict[str, list[dict]]:
        """Every row of the regency."""
        for group in self.plan.groups:
            self._group(group)
        self._serials()
        return self.rows

    # --- groups -----------------------------------------------------------------------------------------------------

    def _group(self, plan: GroupPlan) -> None:
        founded = self._day_before(self.plan.day, 400, 365 * 18)
        standing = self._standing(plan, founded)
        capital = self._capital(plan, founded)
        name = self._group_name()
        market = self._pick(("village", "regency", "province", "nation", "export"), (450, 380, 120, 43, 7))
        registered = datetime.combine(
            min(founded + timedelta(days=self.rng.randint(2, 60)), self.plan.day), time(4), UTC
        )
        self.rows["groups.EnterpriseGroup"].append(
            {
                **self._recorded(),
                "created_at": registered,
                "id": plan.id,
                "number": f"{plan.village}{plan.serial:04d}",
                "name": name,
                "name_key": group_name_key(name),
                "village_id": plan.village,
                "address": f"{self.rng.choice(pools.STREETS)} No. {self.rng.randint(1, 90)}",
                "rt": f"{self.rng.randint(1, 9):03d}",
                "rw": f"{self.rng.randint(1, 5):03d}",
                "founded_on": founded,
                "mentor_id": None,
                "reported_on": None,
                **self._decree(founded),
                "market_reach": market,
                **standing,
                **capital,
                **self._origin(plan),
            }
        )
        row = self.rows["groups.EnterpriseGroup"][-1]
        self._business(plan, market)
        members = self._members(plan, founded)
        # From a stream of its own, so that the register of groups and people is the same with or without months.
        rng = random.Random(f"{self.plan.seed}:bulan:{plan.id}")
        row["reported_on"] = self.months.add(rng, plan, self.history, members)

    def _group_name(self) -> str:
        name = self.rng.choice(pools.GROUP_NAMES)
        return f"{name} {self.rng.choice(('I', 'II', 'III'))}" if self.rng.random() < 0.2 else name

    def _origin(self, plan: GroupPlan) -> dict:
        from_siga = self.rng.random() < 0.3
        return {"source_system": "SIGA" if from_siga else "", "source_id": f"SG-{plan.id:06d}" if from_siga else ""}

    def _decree(self, founded: date) -> dict:
        chance = self.rng.random()
        if chance < 0.35:
            return {"has_decree": False, "decree_number": "", "decree_on": None, "decree_issuer": ""}
        if chance < 0.4:
            # Ticked without its particulars: one of the warnings the product must show.
            return {"has_decree": True, "decree_number": "", "decree_on": None, "decree_issuer": ""}
        on = min(self.plan.day, founded + timedelta(days=self.rng.randint(10, 300)))
        issuer = self._pick(("village", "district", "agency", "regent"), (700, 150, 100, 50))
        number = f"{self.rng.randint(1, 140)}/KPTS/{on.year}"
        return {"has_decree": True, "decree_number": number, "decree_on": on, "decree_issuer": issuer}

    def _standing(self, plan: GroupPlan, founded: date) -> dict:
        """Status and stage with their histories."""
        status = self._pick(("active", "inactive", "dissolved"), (925, 60, 15))
        on = self._status_history(plan, founded, status)
        stage = self._pick((0, 1, 2), (600, 300, 100))
        stage_on = self._day_before(self.plan.day, 30, 365 * self.plan.years)
        stage_id = self.refs["stages"][stage]
        self._append(
            "groups.StageAssessment", plan, stage_id=stage_id, on=stage_on, reason="Penilaian tahunan kartu K/0"
        )
        return {"status": status, "status_on": on, "stage_id": stage_id, "stage_on": stage_on}

    def _status_history(self, plan: GroupPlan, founded: date, status: str) -> date:
        self.history = []
        self._status_change(plan, "active", founded, "Kelompok didaftarkan")
        changed = self._day_before(self.plan.day, 20, 365 * self.plan.years)
        if status == "active" and self.rng.random() > 0.04:
            return founded
        if status == "active":
            away = changed - timedelta(days=200)
            reason = self.rng.choice(pools.OTHER_GROUP_REASONS)
            self._status_change(plan, "inactive", max(founded, away), reason)
            reason = self.rng.choice(pools.COME_BACK_REASONS)
        else:
            reason = self.rng.choice(
                pools.OTHER_GROUP_REASONS if status == "inactive" else pools.DISSOLVED_REASONS,
            )
        changed = max(founded, changed)
        self._status_change(plan, status, changed, reason)
        return changed

    def _status_change(self, plan: GroupPlan, status: str, on: date, reason: str) -> None:
        self._append("groups.StatusChange", plan, status=status, on=on, reason=reason)
        self.history.append((on, status))

    def _capital(self, plan: GroupPlan, founded: date) -> dict:
        """A line of observations; most groups stay below Rp20 juta and one in twelve has none."""
        if self.rng.random() < 0.08:
            return {"capital_total": None, "capital_on": None}
        total = min(400_000_000, self.rng.lognormvariate(15.6, 1.05))
        newest = self._day_before(self.plan.day, 5, 330 if self.rng.random() < 0.8 else 720)
        days = sorted(max(founded, newest - timedelta(days=step * self.rng.randint(80, 150))) for step in self._steps())
        for place, on in enumerate(days):
            own, loan, grant = self._parts(total * self._growth(len(days) - 1 - place))
            self._capital_record(plan, on, own, loan, grant)
        return {"capital_total": own + loan + grant, "capital_on": on}

    def _steps(self) -> range:
        return range(
            self.rng.randint(2, 6) if self.plan.years > 1 and self.refs["long_history"] else self.rng.randint(1, 2)
        )

    def _growth(self, steps_back: int) -> float:
        return self.rng.uniform(0.75, 0.95) ** steps_back

    def _parts(self, total: float) -> tuple[int, int, int]:
        loan_share = self.rng.choice((0, 0, 0, 0.2, 0.4))
        grant_share = self.rng.choice((0, 0, 0.1, 0.3))
        parts = (total * (1 - loan_share - grant_share), total * loan_share, total * grant_share)
        own, loan, grant = (int(part) // 50_000 * 50_000 for part in parts)
        return own, loan, grant

    def _capital_record(self, plan: GroupPlan, on: date, own: int, loan: int, grant: int) -> None:
        self.rows["groups.CapitalRecord"].append(
            {
                "group_id": plan.id,
                "on": on,
                "own": own,
                "loan": loan,
                "grant": grant,
                "source": self._pick(("visit", "card", "book"), (600, 300, 100)),
                "evidence": "Buku kas kelompok" if self.rng.random() < 0.4 else "",
                "note": "",
                "replaces_id": None,
                "is_void": False,
                "correction_reason": "",
                "unlikely_reason": "",
                "recorded_at": self.now,
                "recorded_by_id": None,
                "source_system": "",
                "source_id": "",
            }
        )

    def _business(self, plan: GroupPlan, market: str) -> None:
        sectors = self.rng.sample(self.refs["sectors"], self.rng.choice((1, 1, 1, 2)))
        for sector in sectors:
            self.rows["groups.EnterpriseGroup_sectors"].append({"enterprisegroup_id": plan.id, "sector_id": sector})
        for name in self.rng.sample(pools.PRODUCTS, self.rng.choice((0, 1, 1, 2, 3))):
            row = {"group_id": plan.id, "name": name, "sector_id": sectors[0], "ended_on": None}
            self.rows["groups.Product"].append(row)
        if self.rng.random() < 0.25:
            self._licence(plan)
        if self.rng.random() < 0.2:
            kind = self.rng.choice(("whatsapp", "facebook", "shopee", "instagram", "tiktok"))
            row = {"group_id": plan.id, "kind": kind, "address": f"uppka.{plan.village[-4:]}.{plan.serial}"}
            self.rows["groups.OnlineChannel"].append(row)
        if market == "export":
            country = self.rng.choice(self.refs["countries"])
            row = {"enterprisegroup_id": plan.id, "country_id": country}
            self.rows["groups.EnterpriseGroup_export_countries"].append(row)

    def _licence(self, plan: GroupPlan) -> None:
        issued = self._day_before(self.plan.day, 60, 1200)
        self.rows["groups.GroupLicence"].append(
            {
                "group_id": plan.id,
                "kind_id": self.rng.choice(self.refs["licence_kinds"]),
                "number": f"{self.rng.randint(10**11, 10**12 - 1)}",
                "issued_on": issued,
                "expires_on": issued + timedelta(days=365 * 5),
            }
        )

    def _serials(self) -> None:
        last: dict[str, int] = {}
        for group in self.plan.groups:
            last[group.village] = group.serial
        self.rows["groups.GroupSerial"] = [{"village_id": village, "last": serial} for village, serial in last.items()]

    # --- people -----------------------------------------------------------------------------------------------------

    def _members(self, plan: GroupPlan, founded: date) -> list[dict]:
        before = len(self.rows["members.Membership"])
        roles = self._roles(plan.size)
        for place in range(plan.size):
            role = roles.get(place, "member")
            joined = max(founded, self._day_before(self.plan.day, 30, 365 * 6))
            person = plan.first_person + place
            self._person(person, plan.village, joined, role)
            self._membership(person, person, plan, role, joined)
        if plan.size > 4 and "chair" in roles.values() and self.refs["long_history"] and self.rng.random() < 0.12:
            self._old_chair(plan, founded)
        return self.rows["members.Membership"][before:]

    def _roles(self, size: int) -> dict[int, str]:
        """Who leads: most groups have all three officers, one in thirty has no chair."""
        wanted = ["chair", "secretary", "treasurer"] if size >= 4 else ["chair"]
        if self.rng.random() < 0.033:
            wanted.remove("chair")
        roles = dict(enumerate(wanted))
        if size > 8 and self.rng.random() < 0.5:
            roles[len(wanted)] = "cadre"
        return roles

    def _person(self, person: int, village: str, joined: date, role: str) -> None:
        sex = "P" if self.rng.random() < 0.88 else "L"
        born = self._born()
        name = self._name(sex)
        nik = self._nik(village, born, sex)
        kb, welfare = self._kb(person, joined, role), self._welfare(person, joined)
        self.rows["members.Person"].append(
            {
                **self._recorded(),
                "id": person,
                "name": name,
                "name_key": _person_key(name),
                "sex": sex,
                "birth_on": born,
                "village_id": village,
                "address": "",
                "phone": "",
                **nik,
                "nik_warning_reason": "",
                "family_card_sealed": None,
                "family_code": "",
                "spouse_id": None,
                "merged_into_id": None,
                **kb,
                **welfare,
                "source_system": "",
                "source_id": "",
            }
        )

    def _name(self, sex: str) -> str:
        first = self.rng.choice(pools.WOMEN if sex == "P" else pools.MEN)
        return first if self.rng.random() < 0.12 else f"{first} {self.rng.choice(pools.SURNAMES)}"

    def _born(self) -> date:
        age = min(70, max(19, self.rng.gauss(38, 8)))
        return date.fromordinal(self.plan.day.toordinal() - int(age * 365.25) - self.rng.randint(0, 364))

    def _nik(self, village: str, born: date, sex: str) -> dict:
        """A NIK no office could issue: district digits 99. Three in a hundred have none yet, with the reason."""
        if self.rng.random() < 0.03:
            reason = self.rng.choice(("not_recorded", "not_brought", "damaged", "in_care"))
            return {"nik_sealed": None, "nik_index": None, "nik_missing_reason": reason}
        day = born.day + (40 if sex == "P" else 0)
        start = f"{village[:4]}{DEMO_DISTRICT}{day:02d}{born:%m%y}"
        self.nik_serials[start] += 1
        nik = f"{start}{self.nik_serials[start]:04d}"
        return {"nik_sealed": seal(nik, self.keys), "nik_index": index_of(nik, self.keys), "nik_missing_reason": ""}

    def _kb(self, person: int, joined: date, role: str) -> dict:
        weights = _KB_WEIGHTS
        place = self.rng.choices(range(len(weights)), cum_weights=weights)[0]
        if place == len(_KB) and role == "chair":
            place = 1
        if place == len(_KB):
            return {"kb_status": "", "kb_method": "", "kb_on": None}
        status = _KB[place]
        on = max(self._day_before(self.plan.day, 10, 365 * self.plan.years), joined)
        if status == "paused" or (self.refs["long_history"] and self.rng.random() < 0.15):
            self._kb_record(person, joined - timedelta(days=200), "new", self._method("new"))
        method = self._method(status)
        self._kb_record(person, on, status, method)
        return {"kb_status": status, "kb_method": method, "kb_on": on}

    def _method(self, status: str) -> str:
        if status not in _TAKING_PART:
            return ""
        return self.rng.choices(_METHODS, cum_weights=_METHOD_WEIGHTS)[0]

    def _kb_record(self, person: int, on: date, status: str, method: str) -> None:
        reason = ""
        if status in ("prospective", "paused") and self.rng.random() < 0.6:
            reason = self.rng.choice(("pregnant", "wants_soon", "wants_later", "wants_no_more"))
        self.rows["members.KbRecord"].append(
            {
                "person_id": person,
                "on": on,
                "status": status,
                "method": method,
                "non_use_reason": reason,
                "recorded_at": self.now,
                "recorded_by_id": None,
            }
        )

    def _welfare(self, person: int, joined: date) -> dict:
        if self.rng.random() > self.refs["welfare_share"]:
            return {"welfare_stage": "", "welfare_on": None}
        stage = self.rng.choices(_WELFARE, cum_weights=_WELFARE_WEIGHTS)[0]
        on = max(joined, self._day_before(self.plan.day, 20, 365 * self.plan.years))
        row = {"person_id": person, "on": on, "stage": stage, "recorded_at": self.now, "recorded_by_id": None}
        self.rows["members.WelfareRecord"].append(row)
        return {"welfare_stage": stage, "welfare_on": on}

    def _membership(self, number, person, plan, role, started, ended=None, reason="") -> None:
        self.rows["members.Membership"].append(
            {
                **self._recorded(),
                "id": number,
                "person_id": person,
                "group_id": plan.id,
                "village_id": plan.village,
                "role": role,
                "started_on": started,
                "ended_on": ended,
                "leave_reason": reason,
                "second_group_reason": "",
            }
        )

    def _old_chair(self, plan: GroupPlan, founded: date) -> None:
        """The last ordinary member led the group before the present chair did."""
        rows = self.rows["members.Membership"][-plan.size :]
        chair, former = rows[0], rows[-1]
        if former["role"] != "member":
            return
        changed = chair["started_on"]
        began = max(founded, changed - timedelta(days=700))
        if began >= changed:
            return
        former["started_on"] = changed
        reason = self.rng.choice(pools.CHAIR_CHANGE_REASONS)
        self._membership(self.plan.people + plan.id, former["person_id"], plan, "chair", began, changed, reason)

    # --- small things -----------------------------------------------------------------------------------------------

    def _append(self, table: str, plan: GroupPlan, **columns) -> None:
        row = {"group_id": plan.id, "recorded_at": self.now, "recorded_by_id": None, **columns}
        self.rows[table].append(row)

    def _recorded(self) -> dict:
        return {
            "created_at": self.now,
            "created_by_id": None,
            "changed_at": self.now,
            "changed_by_id": None,
            "version": 1,
        }

    def _day_before(self, day: date, nearest: int, farthest: int) -> date:
        return day - timedelta(days=self.rng.randint(nearest, farthest))

    def _pick(self, values, weights):
        return self.rng.choices(values, weights)[0]


@lru_cache(maxsize=100_000)
def _person_key(name: str) -> str:
    return person_name_key(name)
