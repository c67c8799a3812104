"""Writing planned rows: the changed ones through the one-row actions, the new ones all at once."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.editing import StaleEdit
from groups.models import EnterpriseGroup, GroupStatus
from members.actions.many.changes import Change, Written, change_record
from members.actions.many.plans import MemberPlan
from members.actions.saving import explained
from members.models import KbRecord, Membership, Person, WelfareRecord
from members.nik_vault import seal
from regions.bulk import add_rows, among, take_ids
from regions.models import TouchedRegion

__all__ = ["Change", "Writer", "Written"]

SOURCE_SYSTEM = "impor"
_SIGNED = ("created_at", "created_by_id", "changed_at", "changed_by_id", "version")
PERSON_COLUMNS = (
    *("id", "name", "name_key", "sex", "birth_on", "village_id", "address", "phone"),
    *("nik_sealed", "nik_index", "nik_missing_reason", "nik_warning_reason", "family_code"),
    *("kb_status", "kb_method", "kb_on", "welfare_stage", "welfare_on", "source_system", "source_id"),
    *_SIGNED,
)
MEMBERSHIP_COLUMNS = (
    *("id", "person_id", "group_id", "village_id", "role", "started_on", "ended_on", "leave_reason"),
    *("second_group_reason", *_SIGNED),
)
KB_COLUMNS = ("id", "person_id", "on", "status", "method", "non_use_reason", "recorded_at", "recorded_by_id")
WELFARE_COLUMNS = ("id", "person_id", "on", "stage", "recorded_at", "recorded_by_id")


class Writer:
    """Writes the plans of one file in the caller's transaction; each regency is marked once per day."""

    def __init__(self, by, told_by: str, trace: str):
        self.by, self.told_by, self.trace = by, told_by, trace
        self._marked: set[tuple] = set()

    def write(self, plans: Sequence[MemberPlan]) -> Written:
        """Write plans that are new or changed. Raises ValidationError where the registry has moved on meanwhile."""
        written = Written()
        self._hold_groups(plans)
        self._hold_people(plans)
        try:
            with transaction.atomic():
                for plan in plans:
                    if plan.person is not None and plan.changes_anything:
                        change_record(plan, self.by, self.told_by, written)
                self._add(plans, written)
        except IntegrityError as error:
            raise explained(error) from error
        except StaleEdit:
            told = _("Data di registri berubah sejak berkas diperiksa. Periksa berkas ini sekali lagi.")
            raise ValidationError(told, code="stale") from None
        self._mark(plans)
        return written

    def _hold_people(self, plans: Sequence[MemberPlan]) -> None:
        """Lock those on record who join another group, so that nobody adds them to a third one unseen (SD06)."""
        wanted = {plan.person.pk for plan in plans if plan.opening and plan.person}
        if wanted:
            list(Person.objects.filter(pk__in=wanted).order_by("pk").select_for_update().values_list("pk"))

    def _hold_groups(self, plans: Sequence[MemberPlan]) -> None:
        """Lock the groups that get members, and see that none has been dissolved or moved away since."""
        wanted = {plan.place.pk for plan in plans if plan.opening}
        if not wanted:
            return
        groups = (
            EnterpriseGroup.objects.visible_to(self.by)
            .filter(pk__in=among(wanted, "bigint"))
            .exclude(status=GroupStatus.DISSOLVED)
        )
        held = groups.order_by("pk").select_for_update().values_list("pk", "village_id")
        codes = dict(held)
        if any(plan.opening and codes.get(plan.place.pk) != plan.place.village_code for plan in plans):
            told = _(
                "Sebuah kelompok dalam berkas ini baru saja dibubarkan atau dipindahkan. Periksa berkas sekali lagi."
            )
            raise ValidationError(told, code="stale")

    # --- New rows -----------------------------------------------------------------------------------------------------
    def _add(self, plans: Sequence[MemberPlan], written: Written) -> None:
        newcomers = [plan for plan in plans if plan.person is None]
        for plan, pk in zip(newcomers, take_ids(Person, len(newcomers)), strict=True):
            plan.person_pk = pk
        joining = [plan for plan in plans if plan.opening]
        for plan, pk in zip(joining, take_ids(Membership, len(joining)), strict=True):
            plan.membership_pk = pk
        self._store(written, Person, PERSON_COLUMNS, self._people(newcomers))
        self._store(written, Membership, MEMBERSHIP_COLUMNS, self._memberships(joining))
        self._store_facts(written, newcomers)

    def _store_facts(self, written: Written, newcomers: list[MemberPlan]) -> None:
        now, author = timezone.now(), self.by.pk
        with_kb = [plan for plan in newcomers if plan.kb]
        ids = take_ids(KbRecord, len(with_kb))
        rows = [
            (pk, plan.person_pk, plan.place.today, *plan.kb, "", now, author)
            for pk, plan in zip(ids, with_kb, strict=True)
        ]
        self._store(written, KbRecord, KB_COLUMNS, rows)
        with_stage = [plan for plan in newcomers if plan.welfare]
        ids = take_ids(WelfareRecord, len(with_stage))
        rows = [
            (pk, plan.person_pk, plan.place.today, plan.welfare, now, author)
            for pk, plan in zip(ids, with_stage, strict=True)
        ]
        self._store(written, WelfareRecord, WELFARE_COLUMNS, rows)

    def _store(self, written: Written, model, columns, rows: list[tuple]) -> None:
        if rows:
            add_rows(model, columns, rows)
            written.added.setdefault(model._meta.label, []).extend(row[0] for row in rows)

    def _people(self, plans: list[MemberPlan]) -> list[tuple]:
        now, author = timezone.now(), self.by.pk
        signed = (now, author, now, author, 1)
        return [(*self._person(plan), *signed) for plan in plans]

    def _person(self, plan: MemberPlan) -> tuple:
        draft, today = plan.draft, plan.place.today
        sealed = (draft.nik_sealed or seal(draft.nik)) if draft.nik else None
        status, method = plan.kb or ("", "")
        return (
            *(plan.person_pk, plan.name, plan.key, draft.sex, draft.birth_on, plan.place.village_code),
            *(draft.address, draft.phone, sealed, draft.nik_index if draft.nik else None),
            *(plan.nik_missing_reason, plan.nik_warning_reason, ""),
            *(status, method, today if plan.kb else None, plan.welfare, today if plan.welfare else None),
            *(SOURCE_SYSTEM, f"{self.trace}:{plan.label[1]}"),
        )

    def _memberships(self, plans: list[MemberPlan]) -> list[tuple]:
        now, author = timezone.now(), self.by.pk
        signed = (now, author, now, author, 1)
        return [(*self._membership(plan), *signed) for plan in plans]

    def _membership(self, plan: MemberPlan) -> tuple:
        place, opening = plan.place, plan.opening
        return (
            *(plan.membership_pk, plan.person_pk, place.pk, place.village_code, opening.role),
            *(opening.started_on, opening.ended_on, self.told_by if opening.ended_on else ""),
            opening.second_group_reason,
        )

    # --- Totals -------------------------------------------------------------------------------------------------------
    def _mark(self, plans: Sequence[MemberPlan]) -> None:
        """Mark the totals of each regency from today, and from a leave that lies ahead (DM07)."""
        days = set()
        for plan in plans:
            if plan.opening:
                regency, today = plan.place.village_code[:4], plan.place.today
                days.add((regency, today))
                if plan.opening.ended_on and plan.opening.ended_on > today:
                    days.add((regency, plan.opening.ended_on))
        fresh = sorted(days - self._marked)
        TouchedRegion.objects.bulk_create([TouchedRegion(regency_code=code, due_on=day) for code, day in fresh])
        self._marked |= days
