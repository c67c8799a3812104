"""Changes of a group that a second person may have to approve: how a proposal is applied and read (DM12)."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import ChangeProposal
from accounts.proposals import Line, Shown, applies, key_of
from accounts.roles import Permission
from groups.actions.capital import CAPITAL_CUT, observed_before, record_capital, void_capital
from groups.actions.rows import hold_group
from groups.actions.standing import DISSOLVE, set_status, standing_now
from groups.models import CapitalRecord, CapitalSource, EnterpriseGroup, GroupStatus
from groups.money import figures


def shown_group(user, proposal: ChangeProposal, lines: list[Line]) -> Shown:
    """A proposal about a group: its name and page for those who may open it, else its number in the register."""
    group = EnterpriseGroup.objects.visible_to(user).filter(pk=key_of(proposal)).first()
    if group is None:
        return Shown(_("Kelompok di luar wilayah Anda"), "", lines)
    return Shown(f"{group.name} ({group.number_display})", group.get_absolute_url(), lines)


def proposed_group(by, proposal: ChangeProposal) -> EnterpriseGroup:
    """The group under lock. Raises ValidationError outside the territory of `by`."""
    return hold_group(EnterpriseGroup(pk=key_of(proposal)), by)


def day_words(kept: str | None) -> str:
    """A day as a proposal keeps it, in words."""
    return date_format(date.fromisoformat(kept), "j F Y") if kept else ""


# --- Dissolving -------------------------------------------------------------------------------------------------------
def _standing(by, proposal: ChangeProposal) -> dict:
    return standing_now(proposed_group(by, proposal))


def _shown_standing(user, proposal: ChangeProposal) -> Shown:
    was, told = proposal.before, proposal.arguments
    before = _since(was["status"], was["status_on"])
    return shown_group(user, proposal, [Line(_("Status"), before, _since(told["status"], told["on"]))])


def _since(status: str, on: str) -> str:
    return _("%(status)s sejak %(on)s") % {"status": GroupStatus(status).label, "on": day_words(on)}


@applies(
    DISSOLVE,
    label=gettext_lazy("Pembubaran kelompok"),
    permission=Permission.GROUP_EDIT,
    now=_standing,
    shown=_shown_standing,
)
def apply_dissolution(by, proposal: ChangeProposal) -> None:
    """Dissolve the group."""
    told = proposal.arguments
    on = date.fromisoformat(told["on"])
    set_status(by=by, group=EnterpriseGroup(pk=key_of(proposal)), status=told["status"], on=on, reason=proposal.reason)


# --- Capital ----------------------------------------------------------------------------------------------------------
def _capital(by, proposal: ChangeProposal) -> dict:
    group, told = proposed_group(by, proposal), proposal.arguments
    replaced = told.get("void") or told.get("replaces_id")
    valid = group.capital_records.valid()
    now = valid.filter(pk=replaced).first() if replaced else observed_before(group, date.fromisoformat(told["on"]))
    return {"record": now.pk, "total": now.total, "on": now.on.isoformat()} if now else {}


def _shown_capital(user, proposal: ChangeProposal) -> Shown:
    was, told = proposal.before, proposal.arguments
    before = _amount(was["total"], was["on"])
    if "void" in told:
        return shown_group(user, proposal, [Line(_("Modal"), before, _("catatan ini dibatalkan"))])
    lines = [Line(_("Modal"), before, _amount(told["own"] + told["loan"] + told["grant"], told["on"]))]
    parts = ((_("Modal sendiri"), "own"), (_("Modal pinjaman"), "loan"), (_("Modal hibah"), "grant"))
    lines += [Line(label, "", f"Rp {figures(told[name])}") for label, name in parts if told[name]]
    lines.append(Line(_("Sumber"), "", str(CapitalSource(told["source"]).label)))
    if told["evidence"]:
        lines.append(Line(_("Bukti"), "", told["evidence"]))
    return shown_group(user, proposal, lines)


def _amount(total: int, on: str) -> str:
    return _("Rp %(total)s per %(on)s") % {"total": figures(total), "on": day_words(on)}


@applies(
    CAPITAL_CUT,
    label=gettext_lazy("Penurunan modal"),
    permission=Permission.CAPITAL_RECORD,
    now=_capital,
    shown=_shown_capital,
)
def apply_capital(by, proposal: ChangeProposal) -> None:
    """Record, correct or cancel the observation."""
    told = dict(proposal.arguments)
    if "void" in told:
        void_capital(by=by, record=CapitalRecord.objects.get(pk=told["void"]), reason=proposal.reason)
        return
    replaced = told.pop("replaces_id")
    record_capital(
        by=by,
        group=EnterpriseGroup(pk=key_of(proposal)),
        **told | {"on": date.fromisoformat(told["on"])},
        replaces=CapitalRecord.objects.get(pk=replaced) if replaced else None,
    )
