"""Looking at boards: all of them at a glance, one of them in full, and where there is none."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.roles import Permission
from accounts.saved_filters import keeps_filters, offered
from associations.board_page import board_page
from associations.coverage import coverage_report
from associations.forms import BoardFilterForm
from associations.listing import BoardsAsked, boards_asked, filtered
from associations.models import BoardLevel
from associations.overview import (
    board_rows,
    province_rows,
    province_tiles,
    shown_state,
    state_counts,
)
from associations.paging import numbered_page
from associations.queries import board_places, kept_places, with_board_state
from regions.keyset import keyset_page

_PAGE_SIZE = 60
KEPT = keeps_filters(
    "aku", "board_list", Permission.BOARD_VIEW, BoardFilterForm.base_fields, gettext_lazy("Kepengurusan AKU")
)


@require(Permission.BOARD_VIEW)
@require_safe
def board_list(request):
    """The state of every board the user may see, as figures, a picture with its table, and filtered lists (UP05)."""
    asked = boards_asked(request.user, request.GET)
    context = {
        "form": asked.form,
        "saved": offered(request, KEPT),
        "chips": _chips(asked.form, asked.filters),
        "clear_url": _list_url(),
        "counts": _counts(asked.places, asked.every, asked.filters),
        "is_filtered": bool(asked.filters),
    }
    context |= _listed(request, asked) if asked.filters or len(asked.provinces) < 2 else _overview(asked.every)
    return render(request, "associations/board_list.html", context)


@require(Permission.BOARD_VIEW)
@require_safe
def board_detail(request, code):
    """One region's board: its state, term, holders, names, past terms and what lies below it (BD01, BD02)."""
    place = with_board_state(board_places(request.user)).filter(pk=code).first()
    if place is None:
        raise Http404
    may_edit = _may_edit(request) and kept_places(request.user).filter(pk=code).exists()
    return render(request, "associations/board_detail.html", board_page(request.user, place, may_edit))


@require(Permission.BOARD_VIEW)
@require_safe
def board_coverage(request):
    """Regencies without a board in office and the active groups that have nobody above them (BD05)."""
    places = with_board_state(board_places(request.user).current())
    return render(request, "associations/board_coverage.html", coverage_report(request.user, places))


def _may_edit(request) -> bool:
    return request.user.allows(Permission.BOARD_EDIT)


def _list_url(**filters) -> str:
    query = urlencode([(name, value) for name, value in filters.items() if value not in ("", None)])
    return reverse("board_list") + (f"?{query}" if query else "")


def _counts(places, every, filters):
    """Boards by state under the other filters in use; each count leads to the list of just those boards."""
    others = {name: value for name, value in filters.items() if name != "keadaan"}
    states = filtered(places, others).values_list("board_state", flat=True).order_by() if others else None
    states = [place.board_state for place in every] if states is None else list(states)
    return state_counts(states, lambda state: _list_url(**{**others, "keadaan": state}))


def _chips(form, filters):
    chosen = {
        "q": filters.get("q"),
        "keadaan": filters.get("keadaan") and shown_state(filters["keadaan"]).label,
        "tingkat": filters.get("tingkat") and dict(form.fields["tingkat"].choices)[filters["tingkat"]],
        "wilayah": filters.get("wilayah") and dict(form.fields["wilayah"].choices)[filters["wilayah"]],
    }
    return [
        {"label": label, "remove_url": _list_url(**{key: value for key, value in filters.items() if key != name})}
        for name, label in chosen.items()
        if label
    ]


def _listed(request, asked: BoardsAsked):
    if asked.by_end:
        page = numbered_page(list(asked.rows.order_by(*asked.order)), request, _PAGE_SIZE, _("badan pengurus"))
    else:
        page = keyset_page(asked.rows, request, order=asked.order, size=_PAGE_SIZE, noun=_("badan pengurus"))
    return {"rows": board_rows(page.rows), "page": page}


def _overview(every):
    rows = board_rows([place for place in every if place.level != BoardLevel.REGENCY])
    regencies = [place for place in every if place.level == BoardLevel.REGENCY]
    provinces = province_rows(rows, regencies, _list_url)
    return {
        "nation": next((row for row in rows if row.region.level == BoardLevel.NATIONAL), None),
        "provinces": provinces,
        "picture": province_tiles(provinces),
    }
