"""The association's pages: what they show, to whom, and that numbers and lists agree."""

import re
import uuid
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Receipt
from accounts.roles import Role
from associations.actions.documents import keep_document
from associations.documents import CheckedFile
from associations.models import BoardName, BoardSeat, BoardTerm
from associations.terms import BoardState, years_after
from tests import factories
from tests.associations.rows import make_board, make_seat, make_term

TODAY = date(2026, 8, 17)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel("2026-08-17 03:00:00+00:00", tick=False):
        yield


@pytest.fixture
def boards(country):
    """One board in every state: nation running, West Sulawesi past its end, its regencies and Papua the rest."""
    make_seat(make_term("0", date(2024, 1, 1), date(2029, 1, 1)), name="Ketua Pusat")
    make_seat(make_term("76", date(2019, 8, 1), date(2024, 8, 1)), name="Ketua Sulbar", phone="081234567890")
    make_seat(make_term("7604", date(2021, 10, 1), date(2026, 10, 1)), name="Ketua Polman")
    make_term("91", date(2026, 1, 1), date(2031, 1, 1), elected_on=date(2025, 12, 1), inaugurated_on=None)
    factories.make_group("7602011002")
    factories.make_group("7604032004")
    factories.make_group("9103011001")


def get(client, url, **query):
    page = client.get(url, query)
    assert page.status_code == 200
    return page


def links_of(page) -> list[str]:
    return re.findall(r'href="(/aku/[^"]*)"', page.content.decode().replace("&amp;", "&"))


# --- At a glance ------------------------------------------------------------------------------------------------------
def test_every_count_equals_the_list_behind_it(cast, boards, sign_in):
    """UP05, DB02: by state, over the whole nation and inside each filter."""
    client = sign_in(cast.admin)
    for query in ({}, {"tingkat": "1"}, {"wilayah": "76"}, {"wilayah": "76", "tingkat": "2"}, {"q": "mandar"}):
        counts = get(client, "/aku/", **query).context["counts"]
        assert [item.state.code for item in counts] == BoardState.values
        for item in counts:
            listed = get(client, "/aku/", **{k: v[0] for k, v in parse_qs(urlsplit(item.url).query).items()})
            assert len(listed.context.get("rows", [])) == item.count
            assert {row.state.code for row in listed.context.get("rows", [])} <= {item.state.code}


def test_the_nation_at_a_glance(cast, boards, sign_in):
    page = get(sign_in(cast.admin), "/aku/")
    by_state = {item.state.code: item.count for item in page.context["counts"]}
    assert by_state == {"none": 2, "expired": 1, "ending": 1, "awaiting": 1, "running": 1}
    provinces = {each.row.region.pk: each for each in page.context["provinces"]}
    assert provinces["76"].row.state.code == "expired"
    assert provinces["76"].row.state.days == (TODAY - date(2024, 8, 1)).days
    assert {item.state.code: item.count for item in provinces["76"].regencies if item.count} == {"ending": 1, "none": 1}
    assert {tile.row.region.pk for tile in page.context["picture"]["tiles"]} == {"76", "91"}


def test_every_province_count_equals_its_list(cast, boards, sign_in):
    client = sign_in(cast.admin)
    for province in get(client, "/aku/").context["provinces"]:
        for item in province.regencies:
            if item.count:
                rows = client.get(item.url).context["rows"]
                assert len(rows) == item.count
                assert {row.region.pk[:2] for row in rows} == {province.row.region.pk}


def test_the_picture_has_a_sign_and_a_name_for_every_state(cast, boards, sign_in):
    html = get(sign_in(cast.admin), "/aku/").content.decode()
    assert 'aria-label="Sulawesi Barat: Lewat masa bakti"' in html
    assert "style=" not in html


def test_boards_past_their_end_stand_longest_first(cast, boards, sign_in):
    """BD04"""
    make_term("9103", date(2012, 1, 1), date(2017, 1, 1))
    rows = get(sign_in(cast.admin), "/aku/", keadaan="expired").context["rows"]
    assert [row.region.pk for row in rows] == ["9103", "76"]
    assert rows[0].state.days == (TODAY - date(2017, 1, 1)).days


def test_an_expired_board_with_an_elected_successor_to_come_is_still_expired(cast, boards, sign_in):
    old = BoardTerm.objects.get(board__region_id="76")
    old.closed_on = date(2026, 12, 1)
    old.save()
    make_term("76", date(2026, 12, 1), date(2031, 12, 1), elected_on=date(2026, 8, 1), inaugurated_on=None)
    page = get(sign_in(cast.aku), "/aku/76/")
    assert page.context["state"].code == "expired"
    assert [shown["phase"] for shown in page.context["coming"]] == ["elected"]


# --- Whose boards -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.OFFICER, ["0", "76", "7604"]),
        (Role.COORDINATOR, ["0", "76", "7604"]),
        (Role.REGENCY, ["0", "76", "7604"]),
        (Role.PROVINCE, ["0", "76", "7602", "7604"]),
        (Role.AKU, ["0", "76", "7602", "7604"]),
        (Role.ADMIN, ["0", "76", "7602", "7604", "91", "9103"]),
    ],
)
def test_a_user_sees_the_boards_of_the_territory_and_those_above_it(cast, boards, sign_in, role, seen):
    client = sign_in(cast.inside[role])
    shown = [
        code for code in ("0", "76", "7602", "7604", "91", "9103") if client.get(f"/aku/{code}/").status_code == 200
    ]
    assert shown == seen
    page = get(client, "/aku/")
    assert sum(item.count for item in page.context["counts"]) == len(seen)


@pytest.mark.parametrize("url", ["/aku/", "/aku/cakupan/"])
def test_without_territory_there_is_nothing(cast, boards, sign_in, url):
    page = get(sign_in(cast.lost[Role.AKU]), url)
    assert "Ketua" not in page.content.decode().replace("Ketua</th>", "")
    assert sign_in(cast.lost[Role.AKU]).get("/aku/76/").status_code == 404


def edit_urls() -> list[str]:
    term = BoardTerm.objects.get(board__region_id="76")
    seat = BoardSeat.objects.get(board__region_id="76")
    return [
        "/aku/76/masa-bakti/",
        "/aku/76/nama/",
        f"/aku/76/masa-bakti/{term.pk}/ubah/",
        f"/aku/76/masa-bakti/{term.pk}/akhiri/",
        f"/aku/76/masa-bakti/{term.pk}/pengurus/",
        f"/aku/76/pengurus/{seat.pk}/ubah/",
        f"/aku/76/pengurus/{seat.pk}/ganti/",
        f"/aku/76/pengurus/{seat.pk}/berhenti/",
    ]


def test_only_those_who_keep_boards_here_may_change_them(cast, boards, sign_in):
    for url in edit_urls():
        assert sign_in(cast.aku).get(url).status_code == 200, url
        assert sign_in(cast.admin).get(url).status_code == 200, url
        assert sign_in(cast.outside[Role.AKU]).get(url).status_code == 404, url
        assert sign_in(cast.lost[Role.AKU]).get(url).status_code == 404, url
        for role in (Role.OFFICER, Role.COORDINATOR, Role.REGENCY, Role.PROVINCE, Role.AUDITOR):
            assert sign_in(cast.inside[role]).get(url).status_code == 403, (role, url)
        assert sign_in().get(url).status_code == 302


def test_the_board_of_the_nation_is_seen_and_not_kept_by_a_province(cast, boards, sign_in):
    page = get(sign_in(cast.aku), "/aku/0/")
    assert page.context["may_edit"] is False
    assert sign_in(cast.aku).get("/aku/0/masa-bakti/").status_code == 404


def test_a_term_is_reached_only_through_its_own_region(cast, boards, sign_in):
    term = BoardTerm.objects.get(board__region_id="7604")
    assert sign_in(cast.aku).get(f"/aku/76/masa-bakti/{term.pk}/ubah/").status_code == 404


def test_phone_numbers_are_for_those_who_keep_the_board(cast, boards, sign_in):
    assert "081234567890" in sign_in(cast.aku).get("/aku/76/").content.decode()
    assert "081234567890" not in sign_in(cast.province).get("/aku/76/").content.decode()


def test_no_name_of_a_holder_in_a_title_or_address(cast, boards, sign_in):
    html = get(sign_in(cast.aku), "/aku/76/").content.decode()
    assert "Ketua Sulbar" in html
    assert "Ketua Sulbar" not in re.search(r"<title>(.*?)</title>", html, re.S)[1]
    assert not any("Sulbar" in link for link in links_of(get(sign_in(cast.aku), "/aku/")))


# --- One board --------------------------------------------------------------------------------------------------------
def test_the_page_of_a_board_shows_vacant_posts_and_past_terms(cast, boards, sign_in):
    """BD02"""
    past = make_term("76", date(2014, 8, 1), date(2019, 8, 1), closed_on=date(2019, 8, 1))
    make_seat(past, name="Ketua Lama", ends_on=date(2019, 8, 1))
    page = get(sign_in(cast.aku), "/aku/76/")
    assert [position.code for position in page.context["current"]["vacant"]] == ["secretary", "treasurer"]
    assert [shown["term"].pk for shown in page.context["past"]] == [past.pk]
    assert "Ketua Lama" in page.content.decode()


def test_the_files_of_a_term_stand_with_it_and_not_with_another(cast, boards, sign_in):
    """UP05, BD02: the decree of a term is one tap from its dates; a former term keeps its own."""
    old = make_term("7604", date(2016, 10, 1), date(2021, 10, 1), closed_on=date(2021, 10, 1))
    for number, term in enumerate((old, old.board.terms.get(closed_on=None))):
        file = CheckedFile(b"%PDF-", "application/pdf", f"{number}" * 64)
        keep_document(by=cast.aku, board=old.board, kind="decree", title=f"SK {term}", file=file, term=term)
    page = sign_in(cast.aku).get("/aku/7604/").context
    shown = [page["current"], *page["past"]]
    assert [[file.document.title for file in one["files"]] for one in shown] == [["SK 2021–2026"], ["SK 2016–2021"]]
    assert page["current"]["upload_url"].endswith(f"?untuk=term-{page['current']['term'].pk}")


def test_a_region_without_board_says_so_and_offers_the_first_term_to_its_keeper(cast, boards, sign_in):
    assert "/aku/7602/masa-bakti/" in sign_in(cast.aku).get("/aku/7602/").content.decode()
    html = sign_in(cast.province).get("/aku/7602/").content.decode()
    assert "Belum ada pengurus" in html
    assert "/aku/7602/masa-bakti/" not in html


def test_groups_below_a_board_equal_the_list_of_groups(cast, boards, sign_in):
    """BD05, DB02"""
    client = sign_in(cast.aku)
    page = get(client, "/aku/76/")
    assert page.context["group_count"] == 2
    assert len(client.get(page.context["group_url"]).context["page"].rows) == 2


def test_coverage_counts_groups_without_a_board_above_them(cast, boards, sign_in):
    """BD05: no board in Mamuju and Jayapura; with one group each; expired ones apart."""
    page = get(sign_in(cast.admin), "/aku/cakupan/")
    assert [(each.row.region.pk, each.group_count) for each in page.context["missing"]] == [("7602", 1), ("9103", 1)]
    assert (page.context["missing_total"].groups, page.context["every_total"].groups) == (2, 3)
    parts = {part.province: (part.total.regencies, part.total.groups) for part in page.context["missing_parts"]}
    assert sum(regencies for regencies, _groups in parts.values()) == 2 and len(parts) == 2
    make_term("7602", date(2015, 1, 1), date(2020, 1, 1))
    page = get(sign_in(cast.aku), "/aku/cakupan/")
    assert [each.row.region.pk for each in page.context["missing"]] == []
    assert [(each.row.region.pk, each.group_count) for each in page.context["expired"]] == [("7602", 1)]


# --- Hostile and many -------------------------------------------------------------------------------------------------
HOSTILE = ["'", "%", "\x00", "<script>", "999999999999999999999", "-1", "' OR 1=1 --", "a" * 500, "٣", "none'"]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_filters_never_break_the_list(cast, boards, sign_in, value):
    client = sign_in(cast.admin)
    for name in ("q", "keadaan", "tingkat", "wilayah", "setelah", "sebelum", "hitung"):
        page = client.get("/aku/", {name: value})
        assert page.status_code == 200, name
        assert "<script>" not in page.content.decode().replace("<script type", "").replace("<script defer", "")


@pytest.mark.parametrize("code", ["00", "1", "760", "76040", "760403", "7604032004", "99", "9999", "abcd", "%00", "-1"])
def test_addresses_of_no_board_are_not_found(cast, boards, sign_in, code):
    assert sign_in(cast.admin).get(f"/aku/{code}/").status_code == 404


def test_hostile_numbers_and_posts_in_addresses_are_not_found(cast, boards, sign_in):
    client = sign_in(cast.aku)
    huge = "9" * 30
    assert client.get(f"/aku/76/masa-bakti/{huge}/ubah/").status_code == 404
    assert client.get(f"/aku/76/pengurus/{huge}/ganti/").status_code == 404
    term = BoardTerm.objects.get(board__region_id="76")
    for value in HOSTILE:
        assert client.get(f"/aku/76/masa-bakti/{term.pk}/pengurus/", {"jabatan": value}).status_code == 200


@pytest.mark.parametrize("url", ["/aku/", "/aku/?wilayah=76", "/aku/?keadaan=none", "/aku/76/", "/aku/cakupan/"])
def test_queries_do_not_grow_with_boards_terms_and_holders(cast, boards, sign_in, url):
    client = sign_in(cast.admin)
    factories.make_region("7601", "Kabupaten Pasangkayu")
    make_history("7601")
    client.get(url)
    before = queries_of(client, url)
    for number in range(30, 60):
        factories.make_region(f"76{number}", f"Kabupaten Baru {number}")
        if number % 2:
            make_history(f"76{number}")
    make_history("76", until=date(2019, 8, 1))
    assert queries_of(client, url) == before
    assert before <= 25


def queries_of(client, url) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        get(client, url)
    return len(captured)


def make_history(code, until=None):
    """Terms of five years one after another, each with its chair."""
    starts_on = date(2004, 8, 1)
    for place in range(3):
        ends_on = years_after(starts_on, 5)
        closed_on = None if until is None and place == 2 else ends_on
        make_seat(make_term(code, starts_on, ends_on, closed_on=closed_on), ends_on=closed_on)
        starts_on = ends_on


# --- Keeping ----------------------------------------------------------------------------------------------------------
def typed_term(**changes):
    return {
        "token": str(uuid.uuid4()),
        "starts_on": "2026-08-01",
        "years": "5",
        "elected_on": "2026-07-20",
        "election_place": "Mamuju",
        "inaugurated_on": "2026-08-01",
        "decree_number": "7/KEP/2026",
        "decree_on": "2026-08-01",
        "decree_issuer": "BPP AKU",
        "holder_chair": "Salma Basri",
        "holder_secretary": "",
        "holder_treasurer": "",
        **changes,
    }


def test_a_new_term_is_saved_with_a_receipt_and_closes_the_old_one(cast, boards, sign_in):
    client = sign_in(cast.aku)
    page = client.post("/aku/76/masa-bakti/", typed_term(), follow=True)
    assert page.redirect_chain == [("/aku/76/", 302)]
    receipt = Receipt.objects.get()
    assert (receipt.region_code, receipt.url) == ("76", "/aku/76/")
    assert page.context["state"].code == "running"
    old, new = BoardTerm.objects.filter(board__region_id="76").order_by("starts_on")
    assert (old.closed_on, new.ends_on) == (date(2026, 8, 1), date(2031, 8, 1))


def test_the_same_form_sent_twice_makes_one_term(cast, boards, sign_in):
    """FE04"""
    client, typed = sign_in(cast.aku), typed_term()
    for _turn in range(2):
        client.post("/aku/76/masa-bakti/", typed)
    assert BoardTerm.objects.filter(board__region_id="76").count() == 2
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "05/13/2026"}, "starts_on"),
        ({"starts_on": "2019-08-01", "elected_on": ""}, "starts_on"),
        ({"years": "0"}, "ends_on"),
        ({"years": "0", "ends_on": "2028-08-01"}, "unusual_length_reason"),
        ({"years": "7"}, "years"),
        ({"inaugurated_on": "2026-07-01"}, "inaugurated_on"),
        ({"elected_on": "2026-08-02"}, "inaugurated_on"),
        ({"years": "0", "ends_on": "2026-08-01"}, "ends_on"),
        ({"inaugurated_on": "2026-12-01"}, "inaugurated_on"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(cast, boards, sign_in, changes, field):
    """FE09"""
    page = sign_in(cast.aku).post("/aku/76/masa-bakti/", typed_term(**changes))
    assert page.status_code == 200
    form = page.context["form"]
    assert field in form.errors
    html = page.content.decode()
    assert 'class="error-summary"' in html
    assert "7/KEP/2026" in html
    assert "Salma Basri" in html
    assert BoardTerm.objects.filter(board__region_id="76").count() == 1
    assert not Receipt.objects.exists()


def test_a_holder_is_replaced_on_the_page(cast, boards, sign_in):
    seat = BoardSeat.objects.get(board__region_id="76")
    url = f"/aku/76/pengurus/{seat.pk}/ganti/"
    typed = {"token": str(uuid.uuid4()), "holder_name": "Salma", "on": "2025-03-01", "reason": "Pindah tugas"}
    assert sign_in(cast.aku).post(url, typed).status_code == 302
    again = sign_in(cast.aku).post(url, {**typed, "token": str(uuid.uuid4()), "on": "2026-01-01"})
    assert "on" in again.context["form"].errors
    assert BoardSeat.objects.filter(board__region_id="76").count() == 2


def test_a_second_chair_is_refused_beside_the_field(cast, boards, sign_in):
    seat = BoardSeat.objects.select_related("position").get(board__region_id="76")
    typed = {
        "token": str(uuid.uuid4()),
        "position": seat.position_id,
        "holder_name": "Salma",
        "starts_on": "2026-01-01",
    }
    page = sign_in(cast.aku).post(f"/aku/76/masa-bakti/{seat.term_id}/pengurus/", typed)
    assert "position" in page.context["form"].errors
    assert BoardSeat.objects.filter(board__region_id="76").count() == 1


def test_a_stale_edit_shows_both_and_loses_nothing(cast, boards, sign_in):
    """FE05"""
    term = BoardTerm.objects.get(board__region_id="76")
    url = f"/aku/76/masa-bakti/{term.pk}/ubah/"
    client = sign_in(cast.aku)
    form = get(client, url).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    first = {**typed, "token": str(uuid.uuid4()), "decree_number": "1/KEP/2019"}
    assert client.post(url, first).status_code == 302
    stale = client.post(url, {**typed, "token": str(uuid.uuid4()), "decree_number": "2/KEP/2019"})
    assert stale.status_code == 409
    assert "1/KEP/2019" in stale.content.decode()
    assert "2/KEP/2019" in stale.content.decode()
    term.refresh_from_db()
    assert term.decree_number == "1/KEP/2019"


def test_a_name_is_added_on_the_page(cast, boards, sign_in):
    typed = {"token": str(uuid.uuid4()), "name": "BPD AKU Sulbar", "from_on": "01/05/2020", "note": ""}
    sign_in(cast.aku).post("/aku/76/nama/", typed)
    assert BoardName.objects.get().from_on == date(2020, 5, 1)
    assert "BPD AKU Sulbar" in get(sign_in(cast.aku), "/aku/").content.decode()
    again = sign_in(cast.aku).post("/aku/76/nama/", {**typed, "token": str(uuid.uuid4())})
    assert again.context["form"].errors


def test_a_seat_ends_and_a_term_closes_on_the_page(cast, boards, sign_in):
    client = sign_in(cast.aku)
    seat = BoardSeat.objects.get(board__region_id="76")
    end = {"token": str(uuid.uuid4()), "on": "2026-02-01", "reason": "Mundur"}
    assert client.post(f"/aku/76/pengurus/{seat.pk}/berhenti/", end).status_code == 302
    close = {"token": str(uuid.uuid4()), "closed_on": "2026-03-01", "close_reason": "Dibekukan"}
    assert client.post(f"/aku/76/masa-bakti/{seat.term_id}/akhiri/", close).status_code == 302
    assert get(client, "/aku/76/").context["state"].code == "none"


def test_a_retired_region_leaves_the_list_and_keeps_its_page(cast, boards, sign_in):
    make_board("7604")
    factories.make_region("7604", "").__class__.objects.filter(pk="7604").update(retired_on=TODAY - timedelta(days=1))
    client = sign_in(cast.admin)
    assert sum(item.count for item in get(client, "/aku/").context["counts"]) == 5
    assert client.get("/aku/7604/").status_code == 200
