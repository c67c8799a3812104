"""Trying new capital bands before they are published: how many groups move, where, and which (NX10)."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.roles import Permission
from groups.models import TierSchedule
from regions.codes import Level
from regions.keyset import keyset_page
from regions.models import Region
from reports.graduation.groups import UnknownState, cell_asked
from reports.graduation.moves import MOVES, Move, states_of
from reports.graduation.page import drawn_matrix, move_figures
from reports.graduation.tables import day_words
from reports.graduation.what_if import TrialFound, changes_of, problems_of, span_of_draft, trial_groups, what_if
from reports.recap import levels_in, name_columns, names_of
from reports.regional import level_below, parts_of
from reports.table import Column, Kind, Row, Table
from reports.views.recap import FILES, chosen_region, crumbs_to, file_answer


@require_safe
@require(Permission.REFERENCE_EDIT)
def tier_preview(request, pk):
    """The groups that a set of bands would move, by tier and by region."""
    schedule = get_object_or_404(TierSchedule, pk=pk)
    region = chosen_region(request)
    problems = problems_of(schedule)
    if region is None or problems:
        context = {"region": region, "schedule": schedule, "problems": problems}
        return render(request, "reports/tier_preview.html", context)
    level = levels_in(region).get(request.GET.get("tingkat", ""), level_below(region))
    found = what_if(region, level, span_of_draft(schedule))
    order = request.GET.get("urut", "")
    table = trial_table(request.user, schedule, found).sorted_by(order)
    if request.GET.get("format") in FILES:
        about = _("Uji susunan jenjang %(day)s") % {"day": f"{schedule.valid_from:%Y-%m-%d}"}
        return file_answer(request, region, table, f"uji-jenjang-{region.pk}", about)
    return render(request, "reports/tier_preview.html", _shown(request, schedule, found, table, order))


@require_safe
@require(Permission.REFERENCE_EDIT)
def tier_preview_groups(request, pk):
    """The groups of one cell, row, column or move of the trial."""
    schedule = get_object_or_404(TierSchedule, pk=pk)
    region = chosen_region(request)
    if region is None:
        return render(request, "reports/tier_preview_groups.html", {"region": None, "schedule": schedule})
    span = span_of_draft(schedule)
    try:
        asked = cell_asked(span, *(request.GET.get(name, "") for name in ("awal", "akhir", "gerak")))
    except UnknownState as unknown:
        raise Http404 from unknown
    rows = trial_groups(request.user, region, asked)
    page = keyset_page(rows, request, order=("village_id", "number"), noun=_("kelompok"))
    first, second = ({state.code: state for state in states_of(bands)} for bands in (span.bands_from, span.bands_to))
    context = {
        "region": region,
        "schedule": schedule,
        "asked": asked,
        "page": page,
        "lines": [(group, first[group.before], second[group.after]) for group in page.rows],
        "crumbs": crumbs_to(request.user, region, lambda code: _groups_url(schedule, code, asked_in(request))),
        "preview_url": preview_url(schedule, region.pk),
    }
    return render(request, "reports/tier_preview_groups.html", context)


def asked_in(request) -> dict[str, str]:
    """What an address asks of the matrix."""
    return {name: request.GET[name] for name in ("awal", "akhir", "gerak") if request.GET.get(name)}


def preview_url(schedule: TierSchedule, code: str) -> str:
    """The trial of a set of bands in a region."""
    return f"{reverse('tier_preview', args=[schedule.pk])}?{urlencode({'wilayah': code})}"


def trial_table(user, schedule: TierSchedule, found: TrialFound) -> Table:
    """How many groups move, per region of one level inside another."""
    names = name_columns(found.region, found.level, lambda code: preview_url(schedule, code))
    parts = parts_of(found.region, found.level, found.parts)
    rows = [Row(part.pk, {**names_of(part), **_values(found.parts.get(part.pk))}) for part in parts]
    return Table(
        title=_("Kelompok yang berpindah jenjang, per wilayah"),
        columns=[*names, *_columns(schedule)],
        rows=rows,
        total=Row(found.region.pk, {"name": _("Jumlah"), **_values(found.whole)}),
        region=found.region.path_name or found.region.name,
        as_at=timezone.now(),
        made_by=str(user),
        made_at=timezone.now(),
        filters=[_("susunan mulai %(day)s") % {"day": day_words(schedule.valid_from)}],
    )


def _shown(request, schedule: TierSchedule, found: TrialFound, table: Table, order: str) -> dict:
    def to_groups(**filters: str) -> str:
        return _groups_url(schedule, found.region.pk, filters)

    levels = levels_in(found.region)
    return {
        "region": found.region,
        "schedule": schedule,
        "found": found,
        "span": found.whole.span,
        "changes": changes_of(found.whole),
        "matrix": drawn_matrix(found.whole, to_groups),
        "figures": move_figures(found.whole, to_groups, (Move.UP, Move.DOWN)),
        "comparable": found.whole.comparable,
        "table": table,
        "headings": table.headings(order),
        "has_parts": found.region.level < Level.VILLAGE,
        "levels": _level_links(found.region, found.level, levels),
        "crumbs": crumbs_to(request.user, found.region, lambda code: preview_url(schedule, code)),
        "admin_url": reverse("admin:groups_tierschedule_change", args=[schedule.pk]),
    }


def _level_links(region: Region, level: Level, levels: dict[str, Level]) -> list[dict]:
    names = {"provinsi": _("Provinsi"), "kabupaten": _("Kabupaten/Kota")}
    return [
        {"slug": slug, "label": names[slug], "is_current": levels[slug] == level} for slug in names if slug in levels
    ]


def _columns(schedule: TierSchedule) -> list[Column]:
    def to(move: Move):
        return lambda row: _groups_url(schedule, row.code, {"gerak": move.value})

    return [
        Column("moving", _("Berpindah")),
        *(Column(move.value, str(MOVES[move]), link=to(move)) for move in (Move.UP, Move.DOWN, Move.SAME)),
        Column("comparable", _("Kelompok bermodal")),
        Column("moving_share", _("% berpindah"), Kind.PERCENT),
    ]


def _values(trial) -> dict:
    if trial is None:
        return {"moving": 0, **{move.value: 0 for move in Move}, "comparable": 0, "moving_share": None}
    return {
        "moving": trial.moving,
        **{move.value: trial.moved(move).groups for move in Move},
        "comparable": trial.comparable,
        "moving_share": None if trial.share(Move.SAME) is None else 1 - trial.share(Move.SAME),
    }


def _groups_url(schedule: TierSchedule, code: str, filters: dict[str, str]) -> str:
    query = urlencode({"wilayah": code, **filters})
    return f"{reverse('tier_preview_groups', args=[schedule.pk])}?{query}"
