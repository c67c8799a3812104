"""Referrals by lender, access to capital, groups with partners: by hand as in docs/figures.md (BD07, UP06, RP06)."""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from associations.models import Loan, LoanScheme
from regions.codes import Level
from regions.models import Region
from reports.catalogue.partners import CAPITAL_ACCESS, PARTNERED, REFERRALS, nearest_rank
from reports.catalogue.report import Asked
from reports.paper.profile import profile_form
from tests import factories
from tests.associations.partner_rows import make_agreement, make_consent, make_partner, make_product, make_referral
from tests.associations.rows import make_term

pytestmark = pytest.mark.django_db
DAY = date(2026, 8, 15)


@pytest.fixture
def example(cast):
    """Two lenders, four groups in two districts of one regency, six referrals, a loan and a consent."""
    factories.make_tiers()
    make_term("7604", date(2022, 1, 1), date(2026, 5, 1))
    pawn, bank = (make_partner("7604", name) for name in ("Gadai Uji", "Bank Uji"))
    pawned, banked = (make_product(make_agreement("7604", partner)) for partner in (pawn, bank))
    a, b, c = (factories.make_group(factories.BUMIAYU) for _each in range(3))
    d = factories.make_group(factories.DARMA)
    factories.make_group(factories.DARMA)
    sent = {"proposed_on": date(2026, 3, 1), "sent_on": date(2026, 3, 2)}
    paid = {"state": "disbursed", "amount_approved": 8_000_000, "amount_disbursed": 8_000_000}
    for group, product, columns in (
        (a, banked, sent | paid | {"decided_on": date(2026, 3, 12), "disbursed_on": date(2026, 3, 20)}),
        (b, banked, sent | paid | {"decided_on": date(2026, 4, 1), "disbursed_on": date(2026, 8, 20)}),
        (c, banked, sent | {"state": "refused", "refusal_reason": "papers", "decided_on": date(2026, 3, 7)}),
        (d, banked, {"proposed_on": date(2026, 6, 1)}),
        (a, pawned, sent | {"state": "cancelled"}),
        (a, pawned, {"proposed_on": date(2025, 12, 31)}),
    ):
        state_on = columns.get("disbursed_on") or columns.get("decided_on") or columns["proposed_on"]
        term = product.agreement.board.terms.get()
        make_referral(group, product, **columns, state_on=state_on, term=term)
    scheme = LoanScheme.objects.get(code="lain")
    Loan.objects.create(
        number="P-UJI", group=c, village_id=c.village_id, scheme=scheme, on=date(2026, 2, 1), term_months=12
    )
    make_consent(c, bank, expires_at=datetime(2026, 9, 1, tzinfo=UTC))
    with time_machine.travel(datetime(2026, 8, 15, 3, tzinfo=UTC), tick=False):
        yield cast


def table_of(report, user, level=Level.DISTRICT, on=DAY, since=date(2026, 1, 1)):
    return report.make(Asked(user, Region.objects.get(pk="7604"), level, on, since))


def test_referrals_by_lender_are_those_proposed_in_the_span(example):
    rows = {row.values["name"]: row.values for row in table_of(REFERRALS, example.aku).rows}
    bank = rows["Bank Uji"]
    assert [bank[key] for key in ("proposed", "open", "disbursed", "refused", "cancelled")] == [4, 1, 2, 1, 0]
    assert [bank[key] for key in ("asked", "approved", "paid")] == [40_000_000, 16_000_000, 16_000_000]
    # Five, ten and thirty days; the referral of June was proposed past the end of the term.
    assert [bank[key] for key in ("median", "slowest", "late")] == [10, 30, 1]
    assert (rows["Gadai Uji"]["proposed"], rows["Gadai Uji"]["median"]) == (1, None)


def test_every_number_of_a_lender_leads_to_as_many_referrals(example, sign_in):
    """DB02."""
    table, client = table_of(REFERRALS, example.aku), sign_in(example.aku)
    for row in table.rows:
        for cell in table.cells(row):
            if cell.url and cell.column.key != "name":
                assert len(client.get(cell.url).context["page"].rows) == cell.value, cell.column.key


def test_access_to_capital_on_a_day(example):
    """A by its referral, C by its loan; the money of B comes only on 20 August. Two of five, one district of two."""
    table = table_of(CAPITAL_ACCESS, example.aku)
    found = {row.code: row.values for row in table.rows}
    keys = ("active", "any", "share", "referral", "loan", "count", "paid")
    assert [found["760403"][key] for key in keys] == [3, 2, Decimal(2) / 3, 1, 1, 1, 8_000_000]
    assert [table.total.values[key] for key in keys] == [5, 2, Decimal("0.4"), 1, 1, 1, 8_000_000]
    before = table_of(CAPITAL_ACCESS, example.aku, on=date(2026, 1, 31)).total
    assert before.values["any"] == 0


def test_groups_with_partners_on_a_day(example):
    """A and B (referrals), D (open), C by its consent alone: it was refused, and its loan names no lender."""
    table = table_of(PARTNERED, example.aku)
    assert [table.total.values[key] for key in ("active", "any", "referral", "consent", "loan")] == [5, 4, 3, 1, 0]
    in_march = table_of(PARTNERED, example.aku, on=date(2026, 3, 5)).total
    assert [in_march.values[key] for key in ("any", "referral", "consent")] == [3, 3, 1]


@pytest.mark.parametrize(("days", "median", "slow"), [([], None, None), ([4], 4, 4), ([1, 2, 3, 4], 2, 4)])
def test_ranks_are_values_that_occur(days, median, slow):
    counted = Counter(days)
    assert (nearest_rank(counted, Decimal("0.5")), nearest_rank(counted, Decimal("0.9"))) == (median, slow)


def test_the_profile_names_lenders_and_not_those_who_refused(example):
    """RP06."""
    referral = make_referral(factories.make_group(), make_product(make_agreement("7604")))
    words = profile_form(example.aku, referral.group)["partners"]
    assert "Pinjaman usaha: Rp\u00a010.000.000, diusulkan 2 Maret 2026." in words
    referral.state = "cancelled"
    referral.save()
    assert "Belum ada usulan" in profile_form(example.aku, referral.group)["partners"]
