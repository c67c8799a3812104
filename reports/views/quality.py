"""The data-quality board (DB07): what is missing in the records, by region and by officer, worst first."""

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.roles import Permission
from groups.forms.filters import NONE
from regions.codes import Level
from regions.models import Region
from reports import links
from reports.forms.recap import RecapForm
from reports.quality import NUMBERS, SHARES, Quality, gaps_for, officers_in, quality_of, quality_table
from reports.recap import levels_in
from reports.regional import level_below
from reports.views.recap import FILES, ROWS_ON_PAGE, chosen_region, crumbs_to, file_answer

BY_REGION, BY_OFFICER = "wilayah", "petugas"


class QualityForm(RecapForm):
    """Which region, by what, of whom, and as numbers or as shares. Officers are offered up to one regency."""

    menurut = forms.ChoiceField(
        label=gettext_lazy("Menurut"),
        choices=[(BY_REGION, gettext_lazy("Wilayah")), (BY_OFFICER, gettext_lazy("Pembina"))],
    )
    pembina = forms.ChoiceField(label=gettext_lazy("Pembina"), required=False)
    tampil = forms.ChoiceField(
        label=gettext_lazy("Tampilkan"),
        choices=[(NUMBERS, gettext_lazy("Banyaknya")), (SHARES, gettext_lazy("Bagian (%)"))],
    )
    field_order = ["wilayah", "menurut", "tingkat", "pembina", "tampil"]

    def __init__(self, *, region: Region, by: str, mentor: str, shown: str, **given):
        super().__init__(region=region, **given)
        self.initial |= {"menurut": by, "pembina": mentor, "tampil": shown}
        if region.level < Level.REGENCY:
            del self.fields["menurut"], self.fields["pembina"]
            return
        choices = [("", _("Semua pembina")), *officers_in(region), (NONE, _("Tanpa pembina"))]
        self.fields["pembina"].choices = choices


@require_safe
@require(Permission.REPORT_VIEW)
def quality_board(request):
    """What is missing or doubtful, on the page or as a file."""
    region = chosen_region(request)
    if region is None:
        return render(request, "reports/quality_board.html", {"region": None})
    asked = _asked(request, region)
    found = quality_of(region, None if asked["by"] == BY_OFFICER else asked["level"], asked["mentor"])
    table = quality_table(request.user, found, asked["shown"])
    order = request.GET.get("urut", "")
    if request.GET.get("format") in FILES:
        about = _("Mutu data %(region)s") % {"region": region.pk}
        return file_answer(request, region, table.sorted_by(order), f"mutu-data-{region.pk}", about)
    context = {
        "region": region,
        "crumbs": crumbs_to(request.user, region, links.quality_url),
        "form": QualityForm(user=request.user, region=region, order=order, **asked),
        "gaps": _gaps(request.user, found),
        "freshness": found.freshness,
        "table": table,
        "headings": table.headings(order or "-score"),
        "shown_lines": table.sorted_by(order).lines[:ROWS_ON_PAGE],
        "rows_on_page": ROWS_ON_PAGE,
        "may_export": request.user.allows(Permission.EXPORT),
        "needs_regency": region.level < Level.REGENCY,
    }
    return render(request, "reports/quality_board.html", context)


def _asked(request, region: Region) -> dict:
    """What the address asks for, as far as it can be had: officers only inside one regency."""
    get = request.GET.get
    deep = region.level >= Level.REGENCY
    mentor = get("pembina", "")
    is_mentor = mentor == NONE or (mentor.isascii() and mentor.isdigit() and len(mentor) <= 18)
    return {
        "level": levels_in(region).get(get("tingkat", ""), level_below(region)),
        "by": BY_OFFICER if deep and get("menurut") == BY_OFFICER else BY_REGION,
        "mentor": mentor if deep and is_mentor else "",
        "shown": SHARES if get("tampil") == SHARES else NUMBERS,
    }


def _gaps(user, found: Quality) -> list[dict]:
    """Every gap of the whole region with its part, the largest part first; what is nowhere is left out."""
    lines = [(gap.share(found.whole) or 0, gap) for gap in gaps_for(user) if found.whole.get(gap.what)]
    lines.sort(key=lambda line: line[0], reverse=True)
    return [
        {
            "label": gap.label,
            "value": found.whole[gap.what],
            "part": share,
            "of_members": gap.of_members,
            "share": round(share * 100, 1),
            "url": gap.url(user, found.region.pk, found.month, found.mentor),
        }
        for share, gap in lines
    ]
