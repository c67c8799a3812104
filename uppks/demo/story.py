"""What bulk rows cannot show: the boards, and a working week done by hand through the registry's own actions.

Everything odd the product must show stands in the villages of the demonstration officer: a group just begun, one of too
few, a chair whose KB history is not shown yet, a correction, a cancelled record, a leave dated ahead, a transfer, a
person in two groups, people without NIK, two groups of one name, a group that rests and one that came back.
"""

import random
from datetime import date, timedelta

from django.core.management import call_command

from accounts.audit import log_batch
from accounts.authorship import acting
from accounts.models import User
from associations.demo import seed_boards
from associations.demo_bridge import seed_bridge
from associations.demo_events import seed_events
from associations.demo_money import seed_money
from groups.actions import (
    assess_stage,
    change_group,
    record_capital,
    register_group,
    set_status,
    void_capital,
)
from groups.models import EnterpriseGroup, GroupStage, GroupStatus
from members.actions import add_member, appoint, end_membership, register_member, transfer
from members.models import Membership
from regions.models import Level, Region
from uppks.demo.month_story import tell_month
from uppks.demo.plan import Scale


def tell(*, scale: Scale, seed: int, day: date, users: dict[str, User]) -> None:
    """Add boards, hand-made history and stored totals to a register just loaded."""
    rng = random.Random(f"{seed}:{scale.name}:story")
    places = Region.objects.current().filter(level__lte=Level.REGENCY).order_by("code")
    seed_boards(rng, places, day, users.get("aku"))
    log_batch(
        by=users.get("admin"),
        model=EnterpriseGroup,
        region_code="0",
        reason="Data contoh",
        detail=f"Data contoh: {scale.groups} kelompok, {scale.members} anggota",
    )
    if users:
        with acting(users["petugas"]):
            _Week(rng, day, users["petugas"]).work()
        tell_month(users, day)
        seed_money(random.Random(f"{seed}:{scale.name}:money"), day, users["petugas"])
        seed_events(random.Random(f"{seed}:{scale.name}:events"), day, users["aku"])
        near = users["petugas"].territory_codes[0][:4]
        seed_bridge(random.Random(f"{seed}:{scale.name}:bridge"), day, users["aku"], near)
    call_command("rebuild_totals", verbosity=0)


class _Week:
    """A week of the demonstration officer, told through the actions every form uses."""

    def __init__(self, rng: random.Random, day: date, officer: User):
        self.rng, self.day, self.officer = rng, day, officer
        self.villages = list(Region.objects.filter(pk__in=officer.territory_codes).order_by("pk"))
        self.groups = list(EnterpriseGroup.objects.visible_to(officer).active().order_by("pk"))
        EnterpriseGroup.objects.visible_to(officer).update(mentor=officer)

    def work(self) -> None:
        """Everything, in the order it would have happened."""
        full = self._registered_in_full()
        self._just_begun()
        self._same_name()
        self._capital(full)
        self._comings_and_goings(full)
        self._standing()

    def _registered_in_full(self) -> EnterpriseGroup:
        """A group as it should be: decree, officers with KB history, members, capital."""
        founded = self.day - timedelta(days=420)
        group = register_group(
            by=self.officer,
            village=self.villages[0],
            name="Sipakatau Mandiri",
            founded_on=founded,
            address="Dusun Krajan, dekat balai desa",
            rt="002",
            rw="001",
            market_reach="regency",
        )
        roles = ("chair", "secretary", "treasurer", "cadre", "member", "member", "member", "member")
        for number, role in enumerate(roles, start=1):
            self._member(group, number, role, founded)
        return group

    def _just_begun(self) -> None:
        """A group registered today with nothing but its name: the checklist is what the officer sees."""
        group = register_group(by=self.officer, village=self.villages[0], name="Bunga Tanjung")
        self._member(group, 21, "member", self.day)
        self._member(group, 22, "member", self.day, without_nik="not_brought")

    def _same_name(self) -> None:
        """Two groups of one name in one village, knowingly."""
        name = self.groups[0].name
        group = register_group(by=self.officer, village=self.groups[0].village, name=name, confirmed=["same_name"])
        change_group(by=self.officer, group=group, version=group.version, has_decree=True)
        self._member(group, 31, "chair", self.day, kb="")

    def _capital(self, group: EnterpriseGroup) -> None:
        """Growth through two tiers, a correction with its reason, and a record made by mistake and cancelled."""
        for months, own, loan in ((13, 4_000_000, 0), (9, 9_500_000, 2_000_000), (5, 17_000_000, 5_000_000)):
            self._record(group, months, own=own, loan=loan)
        typed = self._record(group, 2, own=21_000_000, loan=5_000_000)
        corrected = {"own": 24_500_000, "loan": 5_000_000, "grant": 1_500_000}
        reason = "Salah baca angka di buku kas; dicek ulang bersama bendahara"
        self._record(group, 2, **corrected, replaces=typed, correction_reason=reason)
        wrong = self._record(group, 1, own=31_000_000)
        void_capital(by=self.officer, record=wrong, reason="Catatan milik kelompok lain")

    def _record(self, group: EnterpriseGroup, months_ago: int, **amounts):
        on = self.day - timedelta(days=30 * months_ago)
        return record_capital(by=self.officer, group=group, on=on, evidence="Buku kas kelompok", **amounts)

    def _comings_and_goings(self, group: EnterpriseGroup) -> None:
        """A new chair, a leave dated ahead, a transfer, and one person in two groups."""
        members = list(Membership.objects.of_group(group).filter(role="member").order_by("pk"))
        chair = Membership.objects.of_group(group).get(role="chair")
        appoint(
            by=self.officer,
            membership=members[0],
            role="chair",
            on=self.day - timedelta(days=20),
            reason="Pemilihan ketua baru",
            version=members[0].version,
            replaces=chair.pk,
        )
        end_membership(
            by=self.officer,
            membership=members[1],
            on=self.day + timedelta(days=10),
            reason="Pindah tempat tinggal",
            version=members[1].version,
        )
        reason = "Rumahnya lebih dekat"
        other = self.groups[-1]
        transfer(
            by=self.officer,
            membership=members[2],
            to_group=other,
            on=self.day,
            reason=reason,
            version=members[2].version,
        )
        add_member(
            by=self.officer,
            group=other,
            person=members[3].person,
            role="member",
            started_on=self.day,
            second_group_reason="Membantu usaha keripik kelompok ini",
        )

    def _standing(self) -> None:
        """One group rests, one came back, one is assessed anew."""
        rested, returned, assessed = self.groups[:3]
        set_status(
            by=self.officer, group=rested, status=GroupStatus.INACTIVE, on=self.day, reason="Bahan baku sulit didapat"
        )
        away, back = self.day - timedelta(days=9), self.day - timedelta(days=2)
        set_status(by=self.officer, group=returned, status=GroupStatus.INACTIVE, on=away, reason="Tidak ada kegiatan")
        set_status(by=self.officer, group=returned, status=GroupStatus.ACTIVE, on=back, reason="Kegiatan dimulai lagi")
        stage = GroupStage.objects.order_by("-rank").first()
        assess_stage(
            by=self.officer, group=assessed, stage=stage, on=self.day, reason="Pengurus lengkap, modal bertumbuh"
        )

    def _member(
        self, group, number: int, role: str, on: date, *, kb: str = "active", without_nik: str = ""
    ) -> Membership:
        born = date(1980 + number % 20, number % 12 + 1, number % 27 + 1)
        nik = f"{group.village_id[:4]}99{born.day + 40:02d}{born:%m%y}{9000 + number:04d}"
        person = {
            "name": WEEK_NAMES[number % len(WEEK_NAMES)],
            "sex": "P",
            "birth_on": born,
            **({"nik_missing_reason": without_nik} if without_nik else {"nik": nik}),
        }
        status = {"on": on, "status": kb, "method": "injection"} if kb else {}
        membership = {"role": role, "started_on": on}
        return register_member(
            by=self.officer, group=group, person=person, membership=membership, kb=status, welfare={}
        )


WEEK_NAMES = (
    "Sutarmi Handayani",
    "Sutarni Handayani",
    "Rosmini Tandi",
    "Hasnah Bakri",
    "Megawati Usman",
    "Nurlina Said",
    "Jumriah Kadir",
    "Masita Latif",
    "Harlina Syam",
    "Salmah Idrus",
    "Yohana Tandi",
    "Rukmini Daud",
)
