"""Forms on paper as PDF: registers, cards, profiles, filled in and blank (RP02, RP06, FE10).

The pages that carry names of members are noted in the access log; none is ever cached, and no file name says who.
"""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.audit import log_access
from accounts.decorators import require
from accounts.models import AccessKind
from accounts.roles import Permission
from activities.models import AnnualCard, MonthlyReport
from activities.periods import open_years
from activities.urls.converters import EARLIEST_YEAR, LATEST_YEAR, MonthInAddress
from associations.models import GraduationDecision
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.codes import CodeError, level_of
from regions.models import Region
from regions.months import last_day, month_key, month_of
from reports.forms.paper import StackForm
from reports.paper.card import blank_cards, card_form, empty_card
from reports.paper.decision import decision_form
from reports.paper.pdf import PressBusy, as_pdf, paper_of
from reports.paper.profile import profile_form
from reports.paper.register import blank_forms, empty_form, filled_form, names_on
from reports.paper.sheet import document
from reports.paper.stack import MOST_FORMS, MOST_NAMES, Stack


@require(Permission.ACTIVITY_VIEW)
@require_safe
def paper_index(request):
    """Which blank forms to print: for which region and month, on which paper."""
    form = StackForm(user=request.user, today=local_today(request.user))
    return render(request, "reports/paper_index.html", {"form": form, "most": MOST_FORMS})


@require(Permission.ACTIVITY_VIEW)
@never_cache
@require_safe
def paper_register(request, number, month):
    """The register of one group and month as it stands; where there is none, a blank one with the group's members."""
    group = _group_or_404(request.user, number)
    may_see_members = request.user.allows(Permission.MEMBER_VIEW)
    reports = MonthlyReport.objects.visible_to(request.user).select_related("capital_record")
    report = reports.filter(group=group, month=month).first()
    if report is None:
        day = min(last_day(month), local_today(group))
        forms = blank_forms([group], month, day, with_names=may_see_members)
    else:
        report.group = group
        forms = [filled_form(report, with_names=may_see_members)]
    _note(request.user, group.village_id, f"R/I {month_key(month)} {group.number}", names_on(forms))
    return _pdf(request, "register", forms, f"ri-{number}-{month_key(month)}")


@require(Permission.ACTIVITY_VIEW)
@never_cache
@require_safe
def paper_register_blank(request):
    """Blank registers of a month for every active group of a region, to be carried on the round."""
    month = _month(request)
    stack = Stack(request.user, _region(request), min(last_day(month), local_today(request.user)))
    if refused := _refused(request, stack, has_names=True):
        return refused
    forms = blank_forms(stack.groups, month, stack.day, with_names=request.user.allows(Permission.MEMBER_VIEW))
    _note(request.user, _place(stack), f"R/I kosong {month_key(month)}, {len(forms)} kelompok", names_on(forms))
    return _pdf(request, "register", forms, f"ri-kosong-{_place(stack)}-{month_key(month)}")


@require(Permission.ACTIVITY_VIEW)
@never_cache
@require_safe
def paper_register_empty(request):
    """A register without a group, for a new one."""
    return _pdf(request, "register", [empty_form(None)], "ri-kosong")


@require(Permission.ACTIVITY_VIEW)
@never_cache
@require_safe
def paper_card(request, number, year):
    """The card of one group and year: as handed in, else as the register tells it today."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Http404
    group = _group_or_404(request.user, number)
    cards = AnnualCard.objects.visible_to(request.user)
    card = cards.filter(group=group, year=year).first() or AnnualCard(group=group, year=year, village=group.village)
    card.group = group
    form = card_form(request.user, card, local_today(group))
    _note(request.user, group.village_id, f"K/0 {year} {group.number}", form["names"])
    return _pdf(request, "card", [form], f"k0-{number}-{year}")


@require(Permission.ACTIVITY_VIEW)
@never_cache
@require_safe
def paper_card_blank(request):
    """Blank cards of a year for every active group of a region."""
    today = local_today(request.user)
    stack, year = Stack(request.user, _region(request), today), _year(request, today)
    if refused := _refused(request, stack, has_names=False):
        return refused
    return _pdf(request, "card", blank_cards(stack.groups, year), f"k0-kosong-{_place(stack)}-{year}")


@require(Permission.ACTIVITY_VIEW)
@never_cache
@require_safe
def paper_card_empty(request):
    """A card without a group, for a new one."""
    return _pdf(request, "card", [empty_card(None)], "k0-kosong")


@require(Permission.GROUP_VIEW)
@never_cache
@require_safe
def paper_profile(request, number):
    """One group on one page."""
    group = _group_or_404(request.user, number)
    form = profile_form(request.user, group)
    _note(request.user, group.village_id, f"Profil {group.number}", form["names"])
    return _pdf(request, "profile", [form], f"profil-{number}")


@require(Permission.KB_STATUS_VIEW)
@never_cache
@require_safe
def paper_graduation(request, number, decision):
    """One decision on a group's graduation, as it was frozen. The chair's rule tells of KB, hence the permission."""
    group = _group_or_404(request.user, number)
    found = get_object_or_404(GraduationDecision, group=group, number=decision)
    return _pdf(request, "decision", [decision_form(found)], f"naik-kelas-{number}-{found.number}")


def _group_or_404(user, number: str) -> EnterpriseGroup:
    groups = EnterpriseGroup.objects.visible_to(user).select_related("village", "stage", "mentor")
    return get_object_or_404(groups, number=number)


def _region(request) -> Region | None:
    """The region asked for, None for the whole territory. Raises Http404 outside."""
    code = request.GET.get("wilayah")
    if not code:
        return None
    try:
        level_of(code)
    except CodeError as error:
        raise Http404 from error
    return get_object_or_404(Region.objects.visible_to(request.user), pk=code)


def _month(request) -> date:
    """The month asked for, else the running one. Raises Http404 for what is none."""
    asked = request.GET.get("bulan")
    if not asked:
        return month_of(local_today(request.user))
    try:
        return MonthInAddress().to_python(asked)
    except ValueError as error:
        raise Http404 from error


def _year(request, today: date) -> int:
    """The year asked for, else the one whose cards are open, else the next. Raises Http404 for what is none."""
    asked = request.GET.get("tahun")
    if not asked:
        return next((period.start.year for period in open_years(today)), today.year + 1)
    if not (len(asked) == 4 and asked.isascii() and asked.isdigit() and EARLIEST_YEAR <= int(asked) <= LATEST_YEAR):
        raise Http404
    return int(asked)


def _refused(request, stack: Stack, *, has_names: bool) -> HttpResponse | None:
    """A page that says why there is no stack and what to print instead; None where there is one."""
    count = stack.count()
    too_many = count > MOST_FORMS or (has_names and stack.count_names() > MOST_NAMES)
    if count and not too_many:
        return None
    context = {
        "region": stack.region,
        "count": count,
        "most": MOST_FORMS,
        "most_names": MOST_NAMES,
        "parts": stack.parts() if too_many else [],
    }
    return render(request, "reports/paper_refused.html", context)


def _place(stack: Stack) -> str:
    """The region of a stack in a file name and in the log: its code, or that of the first territory."""
    return stack.region.pk if stack.region else stack.user.territory_codes[0]


def _note(user, region_code: str, what: str, names: int) -> None:
    """Keep in the access log that names were taken out on paper, and how many."""
    if names:
        log_access(user, AccessKind.EXPORTED, region_code=region_code, detail=f"{what}, {names} nama")


def _pdf(request, template: str, forms: list[dict], name: str) -> HttpResponse:
    """The forms as a file that opens in the browser; its name holds numbers only."""
    paper = paper_of(request.GET.get("kertas"))
    values = document(request.user, name, forms)
    try:
        made = as_pdf(template, values, paper)
    except PressBusy:
        return render(request, "reports/paper_busy.html", status=503)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}-{paper.code}.pdf"'
    return response
