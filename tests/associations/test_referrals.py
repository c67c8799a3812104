"""The way of a referral (BD07, UP06), the second KUR of one NIK, and boards past their term (NX04)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from accounts.editing import StaleEdit
from associations.actions.money import SECOND_KUR, open_loan
from associations.actions.referrals import (
    UNMATCHED,
    LoanTerms,
    approve,
    cancel,
    disburse,
    propose,
    refuse,
    send,
)
from associations.models import Loan, LoanScheme, Referral, ReferralStep
from associations.pipeline import is_slow_on, waiting
from associations.referring import is_of_lapsed_board, lapsed_boards, of_lapsed_boards
from groups.actions import set_status
from tests import factories
from tests.associations.partner_rows import make_agreement, make_product
from tests.associations.rows import make_board, make_term

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
DAY = date(2026, 8, 17)
LATER = DAY + timedelta(days=3)


@pytest.fixture
def now(time_machine):
    time_machine.move_to("2026-09-30 03:00Z", tick=False)


@pytest.fixture
def group(cast):
    factories.make_tiers()
    return factories.make_group(factories.BUMIAYU)


@pytest.fixture
def board(group):
    return make_term("76").board


@pytest.fixture
def product(board):
    return make_product(make_agreement("76"), ticket_min=5_000_000, ticket_max=25_000_000)


@pytest.fixture
def start(cast, group, board, product):
    """Propose the group; every part can be given."""

    def proposed(**columns):
        wanted = {"group": group, "product": product, "board": board, "amount_asked": 10_000_000, "proposed_on": DAY}
        return propose(by=cast.aku, **(wanted | columns))

    return proposed


def refused(call, **arguments) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        call(**arguments)
    return caught.value


def test_from_proposal_to_money_every_step_is_dated_and_kept(cast, start, group):
    referral = start(purpose="Mesin jahit")
    referral = send(by=cast.aku, referral=referral, version=1, on=DAY)
    referral = approve(by=cast.aku, referral=referral, version=2, on=LATER, amount=8_000_000)
    loan = LoanTerms(LoanScheme.objects.get(code="pegadaian"), 12)
    referral = disburse(by=cast.aku, referral=referral, version=3, on=LATER, amount=7_500_000, loan=loan)
    steps = list(ReferralStep.objects.values_list("state", "on", "amount"))
    assert steps == [
        ("proposed", DAY, 10_000_000),
        ("sent", DAY, None),
        ("approved", LATER, 8_000_000),
        ("disbursed", LATER, 7_500_000),
    ]
    assert (referral.sent_on, referral.decided_on, referral.disbursed_on) == (DAY, LATER, LATER)
    made = Loan.objects.get(referral=referral)
    assert (made.group, made.lender, made.entries.get().amount) == (
        group,
        referral.product.agreement.partner,
        7_500_000,
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        ReferralStep.objects.update(on=DAY)


def test_money_and_loan_are_on_record_both_or_neither(cast, start):
    referral = send(by=cast.aku, referral=start(), version=1, on=DAY)
    referral = approve(by=cast.aku, referral=referral, version=2, on=DAY, amount=8_000_000)
    wrong = LoanTerms(LoanScheme.objects.get(code="kukesra"), 12)
    refused(disburse, by=cast.aku, referral=referral, version=3, on=DAY, amount=1_000_000, loan=wrong)
    referral.refresh_from_db()
    assert (referral.state, referral.steps.count(), Loan.objects.count()) == ("approved", 3, 0)


def test_a_refusal_needs_its_reason_and_ends_the_way(cast, start):
    referral = send(by=cast.aku, referral=start(), version=1, on=DAY)
    assert "reason" in refused(refuse, by=cast.aku, referral=referral, version=2, on=DAY, reason="").error_dict
    referral = refuse(by=cast.aku, referral=referral, version=2, on=LATER, reason="papers", note="KTP ketua")
    assert (referral.state, referral.refusal_reason, referral.decided_on) == ("refused", "papers", LATER)
    assert refused(cancel, by=cast.aku, referral=referral, version=3, on=LATER, reason="x").code == "state"
    start()


def test_steps_come_in_their_order_and_on_days_in_order(cast, start):
    referral = start()
    early = DAY - timedelta(days=1)
    assert refused(approve, by=cast.aku, referral=referral, version=1, on=DAY, amount=1).code == "state"
    assert "on" in refused(send, by=cast.aku, referral=referral, version=1, on=early).error_dict
    assert "on" in refused(send, by=cast.aku, referral=referral, version=1, on=date(2026, 10, 2)).error_dict
    send(by=cast.aku, referral=referral, version=1, on=DAY)
    with pytest.raises(StaleEdit):
        cancel(by=cast.aku, referral=referral, version=1, on=DAY, reason="salah")


@pytest.mark.parametrize("amount", [4_999_999, 25_000_001, 0])
def test_the_amount_keeps_to_the_ticket(start, amount):
    assert "amount_asked" in refused(start, amount_asked=amount).error_dict


def test_no_more_is_approved_than_the_product_gives_and_paid_than_was_approved(cast, start):
    referral = send(by=cast.aku, referral=start(), version=1, on=DAY)
    assert refused(approve, by=cast.aku, referral=referral, version=2, on=DAY, amount=25_000_001)
    referral = approve(by=cast.aku, referral=referral, version=2, on=DAY, amount=6_000_000)
    assert refused(disburse, by=cast.aku, referral=referral, version=3, on=DAY, amount=6_000_001)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_offered"),
    [
        (DAY, None, True),
        (DAY + timedelta(days=1), None, False),
        (DAY - timedelta(days=9), DAY, False),
        (DAY - timedelta(days=9), DAY + timedelta(days=1), True),
    ],
)
def test_an_agreement_out_of_force_offers_nothing(start, starts_on, ends_on, is_offered):
    product = make_product(make_agreement("76", starts_on=starts_on, ends_on=ends_on), name="Lain")
    if is_offered:
        assert start(product=product).state == "proposed"
    else:
        assert "product" in refused(start, product=product).error_dict


def test_a_group_outside_the_criteria_needs_a_reason(start):
    picky = make_product(make_agreement("76"), name="Besar", min_members=10)
    error = refused(start, product=picky).error_dict["unmatched_reason"][0]
    assert error.code == UNMATCHED and "Kurang 10 anggota" in error.messages[0]
    assert start(product=picky, unmatched_reason="Anggota segera bertambah").unmatched_reason


def test_a_dissolved_group_is_referred_to_nobody_whatever_the_reason(cast, start, group):
    set_status(by=cast.officer, group=group, status="dissolved", on=DAY, reason="Anggota pindah")
    assert refused(start, unmatched_reason="Tetap diusulkan").code == "dissolved"


def test_the_same_referral_runs_once(start):
    start()
    assert "masih berjalan" in str(refused(start))


def test_a_second_kur_of_one_nik_is_asked_about_whether_a_loan_or_a_referral(cast, start, group):
    """Also where the other KUR was taken in another group."""
    person = factories.make_membership(group).person
    elsewhere = factories.make_group(factories.DARMA)
    factories.make_membership(elsewhere, person)
    kur = make_product(make_agreement("76"), name="KUR", is_kur=True)
    first = start(product=kur, person=person)
    error = refused(start, group=elsewhere, product=kur, person=person).error_dict["second_kur_reason"][0]
    assert error.code == SECOND_KUR and first.number in error.messages[0]
    cancel(by=cast.aku, referral=first, version=1, on=DAY, reason="batal")
    scheme = LoanScheme.objects.get(code="kur-mikro")
    open_loan(by=cast.admin, group=group, person=person, scheme=scheme, on=DAY, principal=1_000_000, term_months=6)
    assert "second_kur_reason" in refused(start, group=elsewhere, product=kur, person=person).error_dict
    assert start(group=elsewhere, product=kur, person=person, second_kur_reason="Hampir lunas").second_kur_reason


def test_a_referral_dated_back_is_asked_about_the_kur_taken_since(start, cast, group):
    person = factories.make_membership(group).person
    scheme = LoanScheme.objects.get(code="kur-mikro")
    open_loan(by=cast.admin, group=group, person=person, scheme=scheme, on=LATER, principal=1_000_000, term_months=6)
    kur = make_product(make_agreement("76"), name="KUR", is_kur=True)
    assert "second_kur_reason" in refused(start, product=kur, person=person, proposed_on=DAY).error_dict


def test_a_kur_taken_since_the_proposal_is_asked_about_when_the_money_comes(start, cast, group):
    """With a loan or without; and what was disbursed without one stands in the way of the next."""
    person = factories.make_membership(group).person
    kur, terms = make_product(make_agreement("76"), name="KUR", is_kur=True), LoanScheme.objects.get(code="kur-mikro")
    referral = approve(
        by=cast.aku,
        referral=send(by=cast.aku, referral=start(product=kur, person=person), version=1, on=DAY),
        version=2,
        on=DAY,
        amount=10_000_000,
    )
    open_loan(by=cast.admin, group=group, person=person, scheme=terms, on=DAY, principal=1_000_000, term_months=6)
    told = {"by": cast.aku, "referral": referral, "version": 3, "on": LATER, "amount": 10_000_000}
    assert "second_kur_reason" in refused(disburse, **told).error_dict
    assert disburse(**told, second_kur_reason="Hampir lunas").second_kur_reason == "Hampir lunas"
    assert referral.number in str(refused(start, product=kur, person=person))


def test_only_members_and_boards_above_the_group_and_only_one_s_own_territory(cast, start, group):
    assert "person" in refused(start, person=factories.make_person()).error_dict
    assert "board" in refused(start, board=make_board("91")).error_dict
    assert (
        refused(
            propose,
            by=cast.outside["aku"],
            group=group,
            product=make_product(name="x"),
            board=make_board("76"),
            amount_asked=1,
            proposed_on=DAY,
        ).code
        == "outside"
    )


def test_referrals_of_a_board_past_its_term_are_marked_and_a_successor_lifts_the_mark(cast, start, board):
    """NX04: a board without a term, one past its end on the day of the proposal, one that lapses meanwhile."""
    good = start()
    term = board.terms.get()
    assert good.term == term

    def marked(day):
        lapsed = lapsed_boards(day)
        found = set(of_lapsed_boards(Referral.objects.all(), lapsed))
        assert found == {one for one in Referral.objects.select_related("term") if is_of_lapsed_board(one, lapsed)}
        return found

    assert marked(term.ends_on - timedelta(days=1)) == set()
    assert marked(term.ends_on) == {good}
    late = start(board=make_board("7604"), product=make_product(name="Lain"))
    assert late.term is None and marked(DAY) == {late}
    term.closed_on = term.ends_on
    term.save()
    make_term("76", term.ends_on, term.ends_on.replace(year=term.ends_on.year + 5))
    assert marked(term.ends_on) == {late}


@pytest.mark.parametrize(("state", "days"), [("proposed", 14), ("sent", 30)])
def test_waiting_turns_too_long_on_the_day_of_the_threshold(start, state, days):
    referral = start()
    Referral.objects.update(state=state, sent_on=DAY if state == "sent" else None)
    referral.refresh_from_db()
    for today, slow in ((DAY + timedelta(days=days - 1), False), (DAY + timedelta(days=days), True)):
        assert waiting(referral.state, referral.state_on, today).is_slow is slow
        assert Referral.objects.filter(is_slow_on(today)).exists() is slow
