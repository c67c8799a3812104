"""The questions asked of people and memberships, as querysets."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from members.chair import TOOK_PART_ONCE
from members.nik_vault import index_of
from regions.codes import NATION_CODE
from regions.scoping import RegionScopedQuerySet, in_any_region, in_region


class PersonQuerySet(RegionScopedQuerySet):
    """People, visible where they live and where they are or were members."""

    region_field = "village_id"

    def visible_to(self, user):
        """People who live in the user's territory or have a membership in a group there."""
        codes = getattr(user, "territory_codes", ())
        if not codes:
            return self.none()
        if NATION_CODE in codes:
            return self.on_record()
        memberships = apps.get_model("members", "Membership").objects.filter(person_id=OuterRef("pk"))
        here = in_any_region("village_id", codes)
        return self.on_record().filter(here | Exists(memberships.filter(here)))

    def on_record(self):
        """People without those who were merged into another."""
        return self.filter(merged_into__isnull=True)

    def same_as(self, ref):
        """A person and those merged into her; `ref` is her number, or where an outer query has it."""
        return self.filter(Q(pk=ref) | Q(merged_into=ref))

    def of_nik(self, nik: str):
        """The one person, if any, who holds these sixteen clean digits; found by the keyed index, never by reading."""
        return self.filter(nik_index=index_of(nik))


class FactQuerySet(RegionScopedQuerySet):
    """Dated facts about people, visible where the person is."""

    region_field = "person__village_id"

    def visible_to(self, user):
        """Facts about people the user may see."""
        codes = getattr(user, "territory_codes", ())
        if NATION_CODE in codes:
            return self.all()
        people = apps.get_model("members", "Person").objects.visible_to(user)
        return self.filter(person_id__in=people.order_by().values("pk"))

    def about(self, person_id: int):
        """What is on record about a person and about those merged into her: their histories are read as one (SD04)."""
        people = apps.get_model("members", "Person").objects.same_as(person_id)
        return self.filter(person_id__in=list(people.order_by().values_list("pk", flat=True)))


class DuplicatePairQuerySet(models.QuerySet):
    """Pairs of people who may be one, visible where both are."""

    def visible_to(self, user):
        """Pairs of which the user may see both people: each lives in the territory or is or was a member there.

        Once they are merged, the memberships of both are those of the one who was kept.
        """
        codes = getattr(user, "territory_codes", ())
        if not codes:
            return self.none()
        is_merged = Q(kept__isnull=False, kept__merged_into__isnull=True)
        whole = self.filter(is_merged | Q(first__merged_into__isnull=True, second__merged_into__isnull=True))
        if NATION_CODE in codes:
            return whole
        regencies = Q(pk__in=[])
        for code in codes:
            regencies |= in_region("regency_code", code[:4])
        return whole.filter(regencies, _known_in(codes, "first"), _known_in(codes, "second"))


def _known_in(codes, side: str):
    memberships = apps.get_model("members", "Membership").objects.filter(in_any_region("village_id", codes))
    own = memberships.filter(person_id=OuterRef(f"{side}_id"))
    kept = memberships.filter(person_id=OuterRef("kept_id"))
    return in_any_region(f"{side}__village_id", codes) | Exists(own) | Exists(kept)


class MembershipQuerySet(RegionScopedQuerySet):
    """Memberships, scoped by the village of their group."""

    region_field = "village_id"

    def current(self, day: date):
        """Memberships that hold on the local day; a leave dated ahead still counts until its day (DM07)."""
        return self.filter(Q(started_on__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day)))

    def holding_after(self, day: date):
        """Memberships that hold on the day or begin later; what ended before, or never held, is left out."""
        return self.filter(Q(ended_on__isnull=True) | (Q(ended_on__gt=day) & Q(ended_on__gt=F("started_on"))))

    def of_active_groups(self):
        """Memberships in groups that work now: what the dashboard counts as members."""
        return self.filter(group__status="active")

    def with_chair_shown(self):
        """Annotate `chair_shown`: a record not later than the start shows the person or her spouse in KB (UP02)."""
        records = apps.get_model("members", "KbRecord").objects.filter(
            on__lte=OuterRef("started_on"), status__in=TOOK_PART_ONCE
        )
        own = Exists(records.filter(person_id=OuterRef("person_id")))
        spouse = Exists(records.filter(person_id=OuterRef("person__spouse_id")))
        merged = Exists(records.filter(person__merged_into=OuterRef("person_id")))
        spouse_merged = Exists(records.filter(person__merged_into=OuterRef("person__spouse_id")))
        return self.annotate(chair_shown=own | spouse | merged | spouse_merged)

    def of_group(self, group):
        """Memberships of one group, whatever their dates."""
        return self.filter(group=group)
