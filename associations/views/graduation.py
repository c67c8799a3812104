"""The dossier of one group's graduation (naik kelas), and the list of those that wait or were decided (NX05)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from associations.actions.graduation import decide_graduation
from associations.dossiers import dossier_of, dossiers_of, eligible, limits_set, undecided
from associations.forms import take_errors
from associations.forms.graduation import DossierState, GraduationFilterForm, GraduationForm
from associations.graduation_words import may_see_all, shown_rules
from associations.models import GraduationDecision, GraduationOutcome
from groups.capital_chart import capital_chart
from groups.models import EnterpriseGroup, GroupStatus
from groups.tiers import published_bands, tier_of
from regions.clock import local_today
from regions.keyset import keyset_page

_OUTCOMES = {DossierState.GRADUATED: GraduationOutcome.GRADUATED, DossierState.NOT_YET: GraduationOutcome.NOT_YET}


@require(Permission.GROUP_VIEW)
@answers_once
def graduation_dossier(request, number):
    """The rules of one group with what is missing, the decisions so far, and the form of a new one."""
    groups = EnterpriseGroup.objects.visible_to(request.user).select_related("village")
    group = get_object_or_404(groups, number=number)
    can_decide = request.user.allows(Permission.GRADUATION_DECIDE)
    if request.method == "POST" and not can_decide:
        raise PermissionDenied
    shown = _dossier(request.user, group)
    newest = shown["dossier"].newest
    form = GraduationForm(request.POST or None, initial={"seen": newest.number if newest else ""})
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "graduation_dossier") as save:
                decide_graduation(by=request.user, group=group, **form.cleaned_data)
                save.url, save.region_code = request.path, group.region_code
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "can_decide": can_decide, "token": token_for(request)}
    return render(request, "associations/graduation_dossier.html", context | shown)


@require(Permission.GROUP_VIEW)
@require_safe
def graduation_list(request):
    """Groups that meet every rule and wait for a decision, or what was decided, newest first."""
    may_see = may_see_all(request.user)
    form = GraduationFilterForm(request.GET or None, may_see_all=may_see)
    state = form.state if form.is_bound else form.fields["keadaan"].choices[0][0]
    listed = _waiting(request) if state == DossierState.WAITING else _decided(request, _OUTCOMES[DossierState(state)])
    tabs = [{"state": code, "label": label, "is_open": code == state} for code, label in form.fields["keadaan"].choices]
    return render(request, "associations/graduation_list.html", {"states": tabs, "state": state} | listed)


def _dossier(user, group: EnterpriseGroup) -> dict:
    today = local_today(group)
    dossier, bands = dossier_of(group, today), published_bands().at(today)
    points = [(record.on, record.total) for record in dossier.records.values()]
    return {
        "group": group,
        "dossier": dossier,
        "rules": shown_rules(dossier, limits_set(), user),
        "may_see_all": may_see_all(user),
        "tier": tier_of(group.capital_total, bands),
        "chart": capital_chart(points, bands) if points else None,
        "today": today,
    }


def _waiting(request) -> dict:
    """A page of groups to be decided; their dossiers are read for the page alone."""
    today = local_today(request.user)
    groups = EnterpriseGroup.objects.visible_to(request.user).select_related("village")
    # The newest capital on the group's own row leaves few; the records are asked of those alone.
    bands = published_bands().sets
    lowest = min((bands[-1].lower for _since, bands in bands), default=0)
    likely = groups.filter(status=GroupStatus.ACTIVE, has_decree=True, capital_total__gte=lowest)
    page = keyset_page(undecided(eligible(likely, today), today), request, noun=_("kelompok"))
    return {"page": page, "dossiers": dossiers_of(page.rows, today)}


def _decided(request, outcome: str) -> dict:
    rows = GraduationDecision.objects.visible_to(request.user).filter(outcome=outcome)
    rows = rows.select_related("group__village", "recorded_by")
    return {"page": keyset_page(rows, request, ("-on", "-id"), noun=_("keputusan"))}
