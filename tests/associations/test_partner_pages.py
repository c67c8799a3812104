"""Pages of partners and referrals (BD06, BD07, UP06): who sees and keeps what, lists that stay bounded, steps once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from associations.actions.partners import add_agreement, add_partner, add_product, end_agreement, retire_partner
from associations.models import Agreement, Partner, PartnerProduct, Referral
from associations.partnering import agreements_seen_by, partners_seen_by, standing_in, standing_of
from regions.models import Region
from tests import factories
from tests.associations.partner_rows import SINCE, make_agreement, make_partner, make_product, make_referral
from tests.associations.rows import make_board, make_term
from tests.at_once import at_once
from tests.reading import text_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 17)


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to("2026-08-17 03:00Z", tick=False)
    factories.make_tiers()


def names_for(user) -> set[str]:
    return set(partners_seen_by(user).values_list("name", flat=True))


def test_a_partner_is_seen_inside_above_and_where_its_products_serve(cast):
    """The nation's partner lies above everybody; one kept in Papua is near where its product serves Mamuju."""
    make_partner("7604", "Dalam")
    make_partner("0", "Pusat")
    make_partner("9103", "Jauh")
    lender = make_partner("91", "Melayani")
    make_product(make_agreement("0", lender), areas=["7602"])
    assert names_for(cast.officer) == {"Dalam", "Pusat"}
    assert names_for(cast.aku) == {"Dalam", "Pusat", "Melayani"}
    assert names_for(cast.lost[Role.AKU]) == set()
    assert names_for(cast.admin) == {"Dalam", "Pusat", "Jauh", "Melayani"}


def test_only_what_lies_inside_the_territory_is_kept(cast, sign_in):
    """AC07: the nation's partner is seen by the province's AKU, and left to the nation."""
    national = make_partner("0", "Pusat")
    client = sign_in(cast.aku)
    assert client.get(national.get_absolute_url()).status_code == 200
    assert client.get(reverse("partner_edit", args=[national.pk])).status_code == 404
    for refused in (
        lambda: retire_partner(by=cast.aku, partner=national, on=TODAY, reason="x"),
        lambda: add_agreement(by=cast.aku, partner=national, board=make_board("0"), subject="x", starts_on=TODAY),
        lambda: add_product(by=cast.aku, agreement=make_agreement("91", national), name="x"),
    ):
        with pytest.raises(ValidationError):
            refused()
    assert add_agreement(by=cast.aku, partner=national, board=make_board("76"), subject="MoU", starts_on=TODAY)


def test_an_agreement_stands_as_its_days_say_and_lists_agree(country):
    """BD06: in force, expiring within 90 days, expired, coming; its last day is the one before its end."""
    offsets = {"berlaku": 91, "segera": 90, "berakhir": 0}
    rows = {code: make_agreement("76", ends_on=TODAY + timedelta(days=days)) for code, days in offsets.items()}
    rows["nanti"] = make_agreement("76", starts_on=TODAY + timedelta(days=1))
    for code, agreement in rows.items():
        assert standing_of(agreement, TODAY).code == code
        assert list(standing_in(Agreement.objects.all(), code, TODAY)) == [agreement]
    assert standing_of(rows["segera"], TODAY).days == 90


def test_an_ended_agreement_shows_its_reason_and_a_product_keeps_to_the_boards_region(cast, country):
    agreement = make_agreement("7604")
    with pytest.raises(ValidationError):
        add_product(by=cast.aku, agreement=agreement, name="x", areas=[country["7602"]])
    end_agreement(by=cast.aku, agreement=agreement, on=TODAY, reason="Diganti naskah baru")
    agreement.refresh_from_db()
    assert (agreement.ends_on, agreement.ended_reason) == (TODAY, "Diganti naskah baru")
    assert agreements_seen_by(cast.officer).count() == 1


def test_a_product_is_typed_with_its_criteria_and_its_match_list_follows(cast, sign_in):
    client, agreement = sign_in(cast.aku), make_agreement("76")
    fits, small = factories.make_group(name="Cukup Besar"), factories.make_group(name="Masih Kecil")
    factories.make_capital(fits, 60_000_000)
    factories.make_capital(small, 1_000_000)
    url = reverse("partner_product_add", args=[agreement.pk])
    typed = {
        "name": "Kredit",
        "ticket_min": "5 juta",
        "ticket_max": "50 juta",
        "tier_from": "tumbuh",
        "areas": ["7604"],
    }
    typed["token"] = str(client.get(url).context["token"])
    assert client.post(url, typed).status_code == client.post(url, typed).status_code == 302
    product = PartnerProduct.objects.get()
    assert (product.ticket_max, [area.pk for area in product.areas.all()]) == (50_000_000, ["7604"])
    text = client.get(reverse("partner_product_match", args=[product.pk])).content.decode()
    assert "Cukup Besar" in text and "Masih Kecil" not in text
    bridge = text_in(client.get(reverse("group_bridge", args=[small.number])))
    assert "Kurang Rp 19.000.000" in bridge


@pytest.mark.django_db(transaction=True)
def test_one_partner_entered_by_two_at_once_is_entered_once(cast):
    """BD06: the second is told that it is there."""
    told = {"by": cast.aku, "region": Region.objects.get(pk="76"), "name": "Bank Uji", "kind": "bank"}
    refused = [answer for answer in at_once(*[lambda: add_partner(**told)] * 2) if isinstance(answer, ValidationError)]
    assert len(refused) == 1 and "sudah tercatat" in refused[0].messages[0]


def test_two_people_at_one_product_see_each_other(cast, sign_in):
    product, client = make_product(make_agreement("76"), name="Kredit", min_members=5), sign_in(cast.aku)
    url = reverse("partner_product_edit", args=[product.pk])
    version = client.get(url).context["form"]["version"].value()
    typed = {"name": "Kredit", "min_members": "7", "version": version}
    assert client.post(url, typed | {"token": str(client.get(url).context["token"])}).status_code == 302
    stale = client.post(url, typed | {"min_members": "9", "token": str(client.get(url).context["token"])})
    assert stale.status_code == 409 and PartnerProduct.objects.get().min_members == 7


def test_a_referral_goes_through_its_pages_and_a_second_tap_changes_nothing(cast, sign_in):
    make_term("76")
    group, product = factories.make_group(), make_product(make_agreement("76"))
    client = sign_in(cast.aku)
    start = f"{reverse('referral_add')}?kelompok={group.number}&produk={product.pk}"
    typed = {"product": product.pk, "board": product.agreement.board_id, "amount_asked": "10 juta"}
    typed |= {"proposed_on": "10/8/2026", "token": str(client.get(start).context["token"])}
    assert client.post(start, typed).status_code == client.post(start, typed).status_code == 302
    referral = Referral.objects.get()

    def step(name, **columns):
        url = reverse(f"referral_{name}", args=[referral.number])
        form = client.get(url)
        columns |= {"version": form.context["form"]["version"].value(), "token": str(form.context["token"])}
        answers = [client.post(url, {"on": "17/8/2026"} | columns) for _tap in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302]

    step("send")
    step("decide", outcome="approved", amount="8 juta")
    step("disburse", amount="8.000.000")
    referral.refresh_from_db()
    assert (referral.state, referral.steps.count(), referral.amount_disbursed) == ("disbursed", 4, 8_000_000)
    stale = client.post(
        reverse("referral_cancel", args=[referral.number]), {"version": 1, "on": "17/8/2026", "reason": "x"}
    )
    assert stale.status_code == 409


def test_list_and_counts_cost_the_same_however_many_there_are(cast, sign_in):
    """SD07: and every count leads to a list of as many."""
    product, client = make_product(make_agreement("76")), sign_in(cast.aku)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("referral_list")).status_code == 200
        return len(found)

    states = ("proposed", "sent", "disbursed", "cancelled")
    make_referral(factories.make_group(), product)
    queries()
    few = queries()
    for place in range(12):
        later = {"sent_on": SINCE} if states[place % 4] == "sent" else {}
        later |= {"proposed_on": SINCE} if later else {}
        make_referral(factories.make_group(), product, state=states[place % 4], **later)
    # The first page counts by itself only when there is no second.
    assert queries() == few <= 25
    for total in client.get(reverse("referral_list")).context["totals"]:
        page = client.get(total.url).context["page"]
        assert len(page.rows) == total.count, total.label


def test_a_board_past_its_term_is_marked_on_list_and_page(cast, sign_in):
    """NX04."""
    referral = make_referral(factories.make_group(), make_product(make_agreement("76")))
    client = sign_in(cast.officer)
    for url in (f"{reverse('referral_list')}?pengurus=lewat", referral.get_absolute_url()):
        assert "Pengurus lewat masa bakti" in text_in(client.get(url)).split("Hapus semua")[-1]


def test_a_member_s_name_stays_with_those_who_may_see_members(cast, sign_in):
    group = factories.make_group()
    person = factories.make_person(name="Wulandari Rahasia")
    referral = make_referral(group, make_product(make_agreement("76")), person=person)
    for user, sees in ((cast.officer, True), (cast.aku, False)):
        assert ("Wulandari" in sign_in(user).get(referral.get_absolute_url()).content.decode()) is sees
    assert Partner.objects.count() == 1
