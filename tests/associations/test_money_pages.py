"""Pages of savings and credit below a group: books, rounds, loans, as at a day, and who may see them (UP08)."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AccessEntry, AuditEntry, Receipt
from accounts.receipts import form_token
from associations.books import with_balance
from associations.models import Loan, LoanScheme, SavingsAccount, SavingsEntry
from tests import factories
from tests.associations.partner_rows import make_partner, make_product, make_referral
from tests.reading import text_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-06-15 03:00Z")


@pytest.fixture
def group(cast):
    factories.make_tiers()
    return factories.make_group(name="Melati")


@pytest.fixture
def members(group):
    return [factories.make_membership(group, factories.make_person(name=name)) for name in ("Aminah", "Budi", "Cici")]


@pytest.fixture
def officer(cast, sign_in):
    return sign_in(cast.officer)


def at(name, *parts):
    return reverse(name, args=parts)


def typed(**more):
    return {"token": str(form_token()), "on": "15/06/2026", "kind": "deposit", "evidence": ""} | more


def balances(day=date(2026, 6, 15)):
    return {one.person_id: one.balance for one in with_balance(SavingsAccount.objects.all(), day)}


def test_a_whole_round_is_saved_at_once_with_one_receipt(group, members, officer):
    """FE06, FE04: one screen, one transaction; those left empty get no book; a second tap saves nothing more."""
    first, second, _third = members
    post = typed() | {f"amount_{first.pk}": "10 rb", f"amount_{second.pk}": "25.000"}
    for _tap in range(2):
        answer = officer.post(at("savings_round", group.number), post)
        assert answer.url == at("savings_list", group.number)
    assert balances() == {first.person_id: 10_000, second.person_id: 25_000}
    assert Receipt.objects.filter(action="savings_round").count() == 1
    page = text_in(officer.get(answer.url))
    assert "Rp 35.000" in page.replace("\xa0", " ") and "Cici" not in page


def test_a_round_is_all_or_nothing_and_says_whose_amount_was_refused(group, members, officer):
    first, second, _third = members
    factories.make_savings(group, first.person, 20_000, date(2026, 6, 1))
    post = typed(kind="withdrawal") | {f"amount_{first.pk}": "20.000", f"amount_{second.pk}": "10.000"}
    answer = officer.post(at("savings_round", group.number), post)
    assert list(answer.context["form"].errors) == [f"amount_{second.pk}"]
    assert SavingsEntry.objects.count() == 1 and SavingsAccount.objects.count() == 1
    unclear = officer.post(at("savings_round", group.number), typed() | {f"amount_{first.pk}": "25"})
    assert "maksud" in text_in(unclear) or "dapat berarti" in text_in(unclear)
    assert SavingsEntry.objects.count() == 1


def test_a_round_can_be_checked_before_it_is_saved(group, members, officer):
    """NX02: without JavaScript too, and with the sum to hold against the money on the table."""
    post = typed(periksa="1") | {f"amount_{row.pk}": "10 rb" for row in members}
    page = text_in(officer.post(at("savings_round", group.number), post)).replace("\xa0", " ")
    assert "Rp 30.000" in page and "sepuluh ribu" in page.lower()
    assert not SavingsEntry.objects.exists()


def test_a_book_shows_its_running_balance_and_a_mistake_is_undone_with_a_reason(group, members, officer):
    book = factories.make_savings(group, members[0].person, 50_000, date(2026, 5, 1))
    officer.post(at("savings_entry_add", group.number, book.number), typed(amount="20 rb", kind="withdrawal"))
    entry = book.entries.get(kind="withdrawal")
    undo = at("savings_reverse", group.number, book.number, entry.pk)
    assert officer.post(undo, {"token": str(form_token()), "reason": ""}).status_code == 200
    officer.post(undo, {"token": str(form_token()), "reason": "Salah buku"})
    page = text_in(officer.get(at("savings_detail", group.number, book.number))).replace("\xa0", " ")
    for shown in ("Saldo Rp 50.000", "Rp 30.000", "Pembatalan: Salah buku", "Dibatalkan oleh"):
        assert shown in page
    assert undo not in page


def test_every_page_speaks_of_the_day_it_was_asked_for(group, members, officer):
    book = factories.make_savings(group, members[0].person, 50_000, date(2026, 5, 1))
    officer.post(at("savings_entry_add", group.number, book.number), typed(amount="20 rb"))
    loan = factories.make_loan(group, members[0].person, on=date(2026, 1, 31))
    for url, then, now in (
        (at("savings_list", group.number), "Rp 50.000", "Rp 70.000"),
        (at("savings_detail", group.number, book.number), "Saldo Rp 50.000", "Saldo Rp 70.000"),
        (at("loan_list", group.number), "Lancar", "Menunggak"),
        (at("loan_detail", group.number, loan.number), "Lancar", "Rp 400.000"),
    ):
        assert then in text_in(officer.get(url, {"per": "02/02/2026" if "Lancar" in then else "01/06/2026"})).replace(
            "\xa0", " "
        )
        assert now in text_in(officer.get(url)).replace("\xa0", " ")


def test_a_loan_that_came_by_a_referral_is_linked_to_it_once(group, members, officer):
    """UP06, UP08: the lender is the referral's; another borrower, lender or group's referral is refused."""
    came = {"state": "disbursed", "disbursed_on": date(2026, 3, 2), "sent_on": date(2026, 3, 2)}
    came |= {"decided_on": date(2026, 3, 2), "amount_disbursed": 8_000_000}
    referral = make_referral(group, make_product(), person=members[0].person, **came)
    elsewhere = make_referral(factories.make_group(name="Mawar"), make_product(name="Lain"), **came)
    scheme = LoanScheme.objects.get_or_create(code="mekaar", defaults={"name": "Mekaar"})[0]
    other = make_partner("76", "Bank Lain")
    terms = {"owner": members[0].pk, "scheme": scheme.pk, "on": "02/03/2026", "principal": "8 jt", "term_months": 12}
    url = at("loan_add", group.number)

    def post(**more):
        return officer.post(url, {"token": str(form_token())} | terms | {"referral": referral.pk} | more)

    for field, wrong in (("lender", other.pk), ("referral", elsewhere.pk)):
        assert list(post(**{field: wrong}).context["form"].errors) == [field]
    assert list(post(owner=members[1].pk).context["form"].errors) == ["referral"]
    assert not Loan.objects.exists()
    assert post().status_code == 302
    loan = Loan.objects.get()
    assert (loan.referral, loan.lender) == (referral, referral.product.agreement.partner)
    assert "referral" not in officer.get(url).context["form"].fields


def test_a_loan_is_recorded_paid_and_settled(group, members, officer):
    scheme = LoanScheme.objects.get_or_create(code="mekaar", defaults={"name": "Mekaar"})[0]
    terms = {"owner": members[0].pk, "scheme": scheme.pk, "on": "31/01/2026", "principal": "1,2 jt", "term_months": 12}
    officer.post(at("loan_add", group.number), {"token": str(form_token())} | terms)
    loan = Loan.objects.get()
    place = (group.number, loan.number)
    officer.post(at("loan_entry_add", *place), typed(kind="repayment", amount="100 rb"))
    page = text_in(officer.get(at("loan_detail", *place))).replace("\xa0", " ")
    for shown in ("Menunggak", "Rp 1.100.000", "Tunggakan pokok Rp 300.000, tertua 76 hari", "31 Mar 2026"):
        assert shown in page
    officer.post(at("loan_settle", *place), {"token": str(form_token()), "on": "15/06/2026"})
    assert "Lunas" in text_in(officer.get(at("loan_list", group.number)))
    assert officer.get(at("loan_settle", *place)).status_code == 302
    entry = loan.entries.get(amount=1_100_000)
    officer.post(at("loan_reverse", *place, entry.pk), {"token": str(form_token()), "reason": "Belum diterima"})
    assert "Menunggak" in text_in(officer.get(at("loan_detail", *place)))


def test_a_second_kur_is_asked_about_with_tick_and_reason(group, members, officer):
    scheme = LoanScheme.objects.get_or_create(code="kur-mikro", defaults={"name": "KUR Mikro", "is_kur": True})[0]
    factories.make_loan(group, members[0].person, on=date(2026, 1, 1), scheme=scheme)
    terms = {"owner": members[0].pk, "scheme": scheme.pk, "on": "01/06/2026", "principal": "5 juta", "term_months": 12}

    def post(**more):
        return officer.post(at("loan_add", group.number), {"token": str(form_token())} | terms | more)

    assert "Satu NIK" in text_in(post())
    assert post(second_kur_reason="Pelunasan berjalan").status_code == 200
    assert post(sure="on").status_code == 200
    assert Loan.objects.count() == 1
    assert post(sure="on", second_kur_reason="Pelunasan berjalan").status_code == 302
    assert "KUR lain yang berjalan" in text_in(officer.get(Loan.objects.latest("id").get_absolute_url()))


def test_the_page_of_the_group_shows_totals_to_those_who_may_see_money(cast, group, members, officer, sign_in):
    """Totals only; a province, which may not see money, is shown nothing of it."""
    factories.make_savings(group, members[0].person, 50_000)
    factories.make_loan(group, members[0].person)
    page = text_in(officer.get(group.get_absolute_url())).replace("\xa0", " ")
    assert "Rp 50.000 dalam 1 buku" in page and "Sisa Rp 1.200.000, 1 berjalan" in page
    for stranger in (cast.province, cast.coordinator, cast.aku, cast.auditor):
        page = text_in(sign_in(stranger).get(group.get_absolute_url())).replace("\xa0", " ")
        assert "Simpan pinjam" not in page and "Rp 50.000" not in page


def test_who_opened_a_members_book_is_kept_without_amounts_and_nobody_is_named_in_addresses(group, members, officer):
    """AU02: whose, where, which book; of the group's own book nothing, it is nobody's."""
    book, loan = factories.make_savings(group, members[0].person), factories.make_loan(group, members[0].person)
    own = factories.make_savings(group)
    for record in (book, loan, own):
        answer = officer.get(record.get_absolute_url())
        assert answer["Cache-Control"].startswith("max-age=0") or "no-store" in answer["Cache-Control"]
        title = text_in(answer).split("</title>")[0]
        assert members[0].person.name not in title
    kept = list(AccessEntry.objects.order_by("id").values_list("kind", "person_id", "region_code", "detail"))
    person = members[0].person_id
    assert kept == [
        ("person_opened", person, factories.BUMIAYU, book.number),
        ("person_opened", person, factories.BUMIAYU, loan.number),
    ]


def test_the_trail_never_tells_amounts(cast, group, members, officer):
    """Whoever reads the trail of changes sees that money was recorded, not how much."""
    officer.post(at("savings_round", group.number), typed() | {f"amount_{members[0].pk}": "12.345"})
    changes = [str(entry.changes) for entry in AuditEntry.objects.all()]
    assert any("amount" in text for text in changes)
    assert not any("12345" in text for text in changes)


def test_pages_ask_the_same_number_of_questions_for_more_members(
    group, members, officer, django_assert_max_num_queries
):
    for row in members:
        factories.make_savings(group, row.person)
        factories.make_loan(group, row.person)
    for name in ("savings_list", "loan_list", "savings_round", "loan_add"):
        officer.get(at(name, group.number))
        with django_assert_max_num_queries(14):
            officer.get(at(name, group.number))


def test_books_and_cards_on_paper_say_what_the_pages_say(group, members, officer):
    """RP02: as at the day, page x of y, who signs; each print is kept, without amounts."""
    book = factories.make_savings(group, members[0].person, 50_000, date(2026, 5, 1))
    officer.post(at("savings_entry_add", group.number, book.number), typed(amount="20 rb"))
    loan = factories.make_loan(group, members[1].person, on=date(2026, 1, 31))
    for url, shown in (
        (at("paper_savings", group.number, book.number), ["per 15 Juni 2026", "Rp 70.000", "Aminah"]),
        (at("paper_savings", group.number, book.number) + "?per=01/06/2026", ["per 1 Juni 2026", "Rp 50.000"]),
        (at("paper_loan", group.number, loan.number), ["Rp 1.200.000", "Menunggak, 107 hari", "Budi"]),
        (at("paper_money", group.number), ["Rp 70.000", "Rp 400.000", "Aminah", "Budi"]),
    ):
        answer = officer.get(url)
        text = " ".join(text_in(answer).replace("\u200b", "").split())
        for words in [*shown, "Halaman 1 dari 1", "Ketua Kelompok"]:
            assert words in text, (url, words, text)
        assert members[0].person.name not in answer["Content-Disposition"]
    kept = AccessEntry.objects.filter(kind="exported").values_list("region_code", "detail")
    assert len(kept) == 4 and all(code == factories.BUMIAYU and "Rp" not in detail for code, detail in kept)
