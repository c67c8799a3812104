"""What a referral is held against: the board that speaks for the group, its term, and the member's other KUR (NX04)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from associations.books import running_kur
from associations.models import OPEN_STATES, Board, BoardTerm, Referral, ReferralState
from groups.models import EnterpriseGroup
from regions.codes import NATION_CODE, ancestors_of, is_inside


def boards_for(user, group: EnterpriseGroup, day: date) -> list[Board]:
    """The boards that may refer the group, best first: of its regency, province, nation; those in office before others.

    Only boards inside the user's territory or above it.
    """
    codes = [code for code in ancestors_of(group.village_id) if len(code) <= 4 and _is_near(user, code)]
    boards = list(Board.objects.filter(region__in=codes).select_related("region"))
    seated = set(BoardTerm.objects.filter(board__in=boards).current(day).values_list("board", flat=True))
    return sorted(boards, key=lambda board: (board.pk not in seated, -len(_path(board.region_id))))


def term_on(board: Board, day: date) -> BoardTerm | None:
    """The term of the board that holds office on the day, acting past its end included."""
    return BoardTerm.objects.filter(board=board).current(day).first()


def lapsed_boards(day: date) -> set[int]:
    """The boards that have no term on the day, or one past its planned end: one query for all of them."""
    good = BoardTerm.objects.filter(board=OuterRef("pk"), ends_on__gt=day).current(day)
    return set(Board.objects.filter(~Exists(good)).order_by().values_list("pk", flat=True))


def is_of_lapsed_board(referral: Referral, lapsed: set[int]) -> bool:
    """True if the board was past its term, or had none, when it proposed; or has lapsed while the referral is open."""
    if referral.term is None or referral.term.ends_on <= referral.proposed_on:
        return True
    return referral.state in OPEN_STATES and referral.board_id in lapsed


def of_lapsed_boards(rows: QuerySet[Referral], lapsed: Iterable[int]) -> QuerySet[Referral]:
    """Referrals for which `is_of_lapsed_board` holds."""
    late = BoardTerm.objects.filter(pk=OuterRef("term_id"), ends_on__lte=OuterRef("proposed_on"))
    still_open = Q(state__in=OPEN_STATES, board_id__in=sorted(lapsed))
    return rows.filter(Q(term__isnull=True) | still_open | Exists(late))


def other_kur(person, day: date) -> list[str]:
    """The numbers of a person's other KUR: loans that are not settled, and referrals to KUR products that are open, or
    were disbursed without a loan on record: nobody knows whether those are paid back.

    KUR limits are per NIK, so everyone merged into this person counts as the person, in whatever group. Loans taken
    after the day count too: a referral that is dated back is no way round them.
    """
    loans = [loan.number for loan in running_kur(person, day, later=True)]
    people = type(person).objects.same_as(person.pk).order_by().values("pk")
    runs = Q(state__in=OPEN_STATES) | Q(state=ReferralState.DISBURSED, loan__isnull=True)
    rows = Referral.objects.filter(runs, person__in=people, product__is_kur=True)
    return loans + list(rows.order_by("pk").values_list("number", flat=True))


def _is_near(user, code: str) -> bool:
    return any(is_inside(code, own) or is_inside(own, code) for own in user.territory_codes)


def _path(code: str) -> str:
    return "" if code == NATION_CODE else code
