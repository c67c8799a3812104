"""Changes that wait for a second person: the list, and one with before and after side by side (DM12)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.decorators import signed_in
from accounts.forms_proposals import ALL, ProposalFilterForm, RefusalForm
from accounts.log_lists import places_of
from accounts.models import ChangeProposal, ProposalState
from accounts.proposals import KINDS, approve, may_review, proposals_for, refuse, withdraw
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from regions.keyset import keyset_page


@signed_in
@require_safe
def proposal_list(request):
    """Own proposals and, for reviewers, those of the territory; newest first."""
    form = ProposalFilterForm(request.GET)
    rows = _filtered(proposals_for(request.user).select_related("proposed_by", "decided_by"), form.in_use)
    page = keyset_page(rows, request, ("-id",), noun=_("usulan"))
    places = places_of(page.rows)
    listed = [{"proposal": row, "kind": KINDS[row.kind], "place": places.get(row.region_code, "")} for row in page.rows]
    context = {
        "form": form,
        "page": page,
        "rows": listed,
        "chips": _chips(request, form),
        "reviews": request.user.allows(Permission.CHANGE_REVIEW),
    }
    return render(request, "accounts/proposal_list.html", context)


@signed_in
@never_cache
@answers_once
def proposal_detail(request, pk):
    """One proposal in words; a post approves, refuses or withdraws it."""
    rows = proposals_for(request.user).select_related("proposed_by", "decided_by")
    proposal = get_object_or_404(rows, pk=pk)
    form = RefusalForm(request.POST if request.POST.get("tindakan") == "tolak" else None)
    problems: list[str] = []
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            with saving(request, "proposal_decided") as save:
                save.record = _decided(request, proposal, form)
            return save.redirect()
        except ValidationError as error:
            problems = error.messages
            proposal.refresh_from_db()
    return render(request, "accounts/proposal_detail.html", _page(request, proposal, form, problems))


def _decided(request, proposal: ChangeProposal, form: RefusalForm) -> ChangeProposal:
    """Do what was tapped. Raises PermissionDenied for a review by somebody who reviews nothing."""
    act = request.POST.get("tindakan", "")
    if act == "tarik":
        return withdraw(by=request.user, proposal=proposal)
    if not request.user.allows(Permission.CHANGE_REVIEW):
        raise PermissionDenied
    if act == "tolak":
        return refuse(by=request.user, proposal=proposal, note=form.cleaned_data["note"])
    if act == "setujui":
        return approve(by=request.user, proposal=proposal)
    raise Http404


def _page(request, proposal: ChangeProposal, form: RefusalForm, problems: list[str]) -> dict:
    kind, is_open = KINDS[proposal.kind], proposal.state == ProposalState.OPEN
    return {
        "proposal": proposal,
        "kind": kind,
        "shown": kind.shown(request.user, proposal),
        "place": places_of([proposal]).get(proposal.region_code, ""),
        "form": form,
        "problems": problems,
        "can_review": is_open and may_review(request.user, proposal),
        "can_withdraw": is_open and proposal.proposed_by_id == request.user.pk,
        "token": token_for(request),
    }


def _filtered(rows, asked: dict[str, str]):
    state = asked.get("keadaan", ProposalState.OPEN)
    rows = rows if state == ALL else rows.filter(state=state)
    return rows.filter(kind=asked["jenis"]) if "jenis" in asked else rows


def _chips(request, form: ProposalFilterForm) -> list[dict]:
    """What the list is narrowed by now, each with the address without it."""
    chips = []
    for name, value in form.in_use.items():
        left = request.GET.copy()
        left.pop(name)
        label = f"{form.fields[name].label}: {dict(form.fields[name].choices)[value]}"
        chips.append({"label": label, "remove_url": f"{request.path}?{left.urlencode()}"})
    return chips
