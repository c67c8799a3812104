"""The six steps in which a group is put on record, in the order of the K/0 card (UP01)."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groups.models import EnterpriseGroup, Product
from groups.warnings import current_members, has_row, member_count


@dataclass(frozen=True)
class Step:
    """One step: the view that fills it, its name, and what stands there while it is not done."""

    view_name: str
    label: str | Promise
    note: str | Promise


@dataclass(frozen=True)
class ShownStep:
    """A step made ready for one group."""

    label: str | Promise
    url: str
    state: str
    note: str | Promise

    @property
    def done(self) -> bool:
        """True if nothing is missing here."""
        return self.state == "done"


STEPS = (
    Step("group_edit", _("Tempat dan nama"), ""),
    Step("group_decree", _("SK pengukuhan"), _("Boleh dilewati bila SK belum ada.")),
    Step("group_business", _("Usaha dan produk"), _("Jenis usaha, produk, izin, dan pemasaran.")),
    Step("capital_add", _("Modal"), _("Modal sendiri, pinjaman, dan hibah.")),
    Step("roster", _("Pengurus dan anggota"), _("Ketua, sekretaris, bendahara, dan anggota.")),
    Step("group_summary", _("Ringkasan"), ""),
)


def with_progress(groups, day: date):
    """Groups with the columns that say which steps are done."""
    offices = current_members(day)
    return groups.annotate(
        members_now=member_count(day),
        chair_now=has_row(offices.filter(role="chair")),
        sells_something=Exists(Product.objects.filter(group_id=OuterRef("pk")).order_by())
        | Exists(EnterpriseGroup.sectors.through.objects.filter(enterprisegroup_id=OuterRef("pk"))),
    )


def done_steps(group) -> set[str]:
    """Names of the steps in which nothing is missing, for a group from `with_progress`."""
    done = {"group_edit"}
    if group.has_decree and group.decree_number and group.decree_on and group.decree_issuer:
        done.add("group_decree")
    if group.sells_something:
        done.add("group_business")
    if group.capital_on:
        done.add("capital_add")
    if group.chair_now and group.members_now >= settings.MIN_MEMBERS:
        done.add("roster")
    return done


def shown_steps(group, current: str = "") -> list[ShownStep]:
    """The steps of a group from `with_progress`, with the present page marked."""
    done = done_steps(group)

    def state(step: Step) -> str:
        if step.view_name == current:
            return "current"
        return "done" if step.view_name in done else "todo"

    return [
        ShownStep(step.label, reverse(step.view_name, args=[group.number]), state(step), step.note) for step in STEPS
    ]


def unregistered_steps() -> list[ShownStep]:
    """The steps before the group has a number: only the first can be filled."""
    return [
        ShownStep(step.label, "", "current" if place == 0 else "todo", step.note) for place, step in enumerate(STEPS)
    ]


def unfinished_steps(group) -> list[ShownStep]:
    """What is left to do, without the summary; empty for a finished registration.

    A group that has no decree is finished without that step; a decree without its number or date is not.
    """
    steps = shown_steps(group)[:-1]
    wanted = {step.view_name for step in STEPS[:-1]} - ({"group_decree"} if not group.has_decree else set())
    return steps if wanted - done_steps(group) else []


def registration_steps(group, day: date, current: str) -> list[ShownStep]:
    """The steps of any group with the present page marked; empty once nothing is missing."""
    progress = with_progress(EnterpriseGroup.objects.filter(pk=group.pk), day).get()
    return shown_steps(progress, current) if unfinished_steps(progress) else []


def url_after(view_name: str, number: str) -> str:
    """The address of the step after this one."""
    names = [step.view_name for step in STEPS]
    return reverse(names[names.index(view_name) + 1], args=[number])
