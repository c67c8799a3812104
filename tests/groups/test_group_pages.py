"""A group is put on record in the steps of the K/0 card, seen on its page, and changed there (UP01)."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.models import Receipt
from groups.models import CapitalRecord, EnterpriseGroup, GroupStage, GroupStatus, LicenceKind, Sector, StatusChange
from members.models import MembershipRole
from tests import factories
from tests.factories import BUMIAYU, SENTANI, SUGIHWARAS

REGISTER = f"/kelompok/daftar/?desa={BUMIAYU}"
JUTA = 1_000_000
PAST_MONTHS = ["Oktober 2026", "September 2026", "Agustus 2026", "Juli 2026", "Juni 2026"]


def form(**typed):
    """A posted form with a fresh token."""
    return {"token": str(uuid.uuid4())} | typed


@pytest.fixture
def group(cast):
    made = factories.make_group(name="Melati", founded_on=date(2015, 1, 1), status_on=date(2015, 1, 1))
    StatusChange.objects.create(group=made, status=GroupStatus.ACTIVE, on=date(2015, 1, 1), reason="Didaftarkan")
    return made


@pytest.fixture
def officer(cast, sign_in):
    return sign_in(cast.officer)


def test_a_group_without_decree_is_not_called_unfinished_for_ever(officer, group):
    """A decree may be missing; one without its number may not."""
    group.sectors.add(factories.make_sector())
    factories.make_capital(group)
    for role in (MembershipRole.CHAIR, *[MembershipRole.MEMBER] * 4):
        factories.make_membership(group=group, role=role)
    assert "Pendaftaran belum lengkap" not in officer.get(group.get_absolute_url()).content.decode()
    EnterpriseGroup.objects.filter(pk=group.pk).update(has_decree=True)
    assert "Pendaftaran belum lengkap" in officer.get(group.get_absolute_url()).content.decode()


def test_the_start_page_says_what_each_receipt_was_for(officer, group):
    """NX12: the code alone recalls nothing."""
    capital = form(on="1/6/2026", own="5 juta", source="visit")
    assert officer.post(f"/kelompok/{group.number}/modal/catat/", capital).status_code == 302
    page = officer.get("/").content.decode()
    assert Receipt.objects.get().display in page
    assert '<span class="task-note">Modal</span>' in page


def test_capital_as_at_a_day_bears_the_name_of_that_day(officer, group):
    """RP08"""
    factories.make_capital(group, on=date(2016, 1, 1))
    page = group.get_absolute_url()
    assert "Kelompok UPPKS per 30 Juni 2017" in officer.get(page, {"per": "30/6/2017"}).content.decode()
    assert "Kelompok UPPKA per 30 Juni 2023" in officer.get(page, {"per": "30/6/2023"}).content.decode()


def test_the_last_six_months_say_what_was_reported(cast, officer, sign_in, group):
    """FE07: signs with words, and one way to the month that is due first."""
    for month, status, late in ((9, "approved", True), (8, "submitted", False), (7, "returned", False)):
        factories.make_report(group, date(2026, month, 1), status, is_late=late)
    with time_machine.travel("2026-11-10T03:00:00Z", tick=False):
        client = sign_in(cast.officer)
        page = client.get(group.get_absolute_url()).content.decode()
        section = page[page.index('id="laporan"') : page.index("Data kelompok</h2>")]
        assert re.findall(r">(\w+ 2026)</a>", section) == ["November 2026", *PAST_MONTHS]
        words = [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"</span>([^<]+)</span>", section)]
        assert words == ["Berjalan", "Belum lapor", "Disetujui", "Terkirim", "Dikembalikan", "Belum lapor"]
        assert section.count("terlambat") == 1
        assert f'href="/kegiatan/{group.number}/2026-10/">Isi laporan Oktober 2026' in section
        factories.make_report(group, date(2026, 10, 1))
        assert "Isi laporan November 2026" in client.get(group.get_absolute_url()).content.decode()
        assert "Isi laporan" not in sign_in(cast.coordinator).get(group.get_absolute_url()).content.decode()
        assert "Laporan bulanan" not in sign_in(cast.aku).get(group.get_absolute_url()).content.decode()


# --- Step by step -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_group_is_registered_step_by_step_without_javascript(officer):
    """UP01, OF06, NX12: each step saves for itself, shows its receipt and leads to the next."""
    assert f"?desa={BUMIAYU}" in officer.get("/kelompok/daftar/").content.decode()
    answer = officer.post(REGISTER, form(name="UPPKS Melati", founded_on="17/8/15", rt="4", lanjut="1"))
    group = EnterpriseGroup.objects.get()
    assert answer.url == f"/kelompok/{group.number}/sk/"
    assert group.founded_on == date(2015, 8, 17)
    page = officer.get(answer.url).content.decode()
    receipt = Receipt.objects.get()
    assert receipt.display in page and "Langkah 2 dari 6" in page

    decree = form(
        version=group.version,
        has_decree="on",
        decree_number="1/2016",
        decree_on="2 Feb 2016",
        decree_issuer="village",
        lanjut="1",
    )
    answer = officer.post(answer.url, decree)
    assert answer.url == f"/kelompok/{group.number}/usaha/"

    sector = Sector.objects.first()
    answer = officer.post(answer.url, form(version=2, sectors=[sector.pk], market_reach="province", lanjut="1"))
    assert answer.url == f"/kelompok/{group.number}/modal/catat/"

    answer = officer.post(answer.url, form(on="2020-01-01", own="7,5 juta", source="visit", lanjut="1"))
    assert answer.url == f"/kelompok/{group.number}/anggota/"
    group.refresh_from_db()
    assert (group.decree_number, group.capital_total) == ("1/2016", 7_500_000)
    assert list(group.sectors.all()) == [sector]

    page = officer.get(f"/kelompok/{group.number}/ringkasan/").content.decode()
    assert group.number_display in page and "Rp 7.500.000" in page
    assert "Pendaftaran belum lengkap" in officer.get(group.get_absolute_url()).content.decode()
    assert Receipt.objects.count() == 4


@pytest.mark.django_db
def test_a_village_is_found_by_typing(cast, sign_in):
    page = sign_in(cast.regency).get("/kelompok/daftar/", {"q": "sugih"}).content.decode()
    assert f"?desa={SUGIHWARAS}" in page and f"?desa={BUMIAYU}" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "code", [SENTANI, SUGIHWARAS, "760403", "9999999999", "x", "76040320040000001", "'", "٧٦٠٤٠٣٢٠٠٤"]
)
def test_a_village_outside_the_territory_does_not_exist(officer, code):
    """AC02."""
    assert officer.get("/kelompok/daftar/", {"desa": code}).status_code == 404
    assert officer.post(f"/kelompok/daftar/?desa={code}", form(name="Melati")).status_code == 404


@pytest.mark.django_db
def test_after_an_error_everything_typed_is_still_there(officer):
    """FE09: a summary that links to each field, the error beside it, a hint with an example."""
    typed = form(name="12345", founded_on="05/13/2020", address="Dusun Mekar", rt="4a")
    page = officer.post(REGISTER, typed).content.decode()
    for value in ("12345", "05/13/2020", "Dusun Mekar", "4a"):
        assert f'value="{value}"' in page
    for field in ("name", "founded_on", "rt"):
        assert f'href="#id_{field}"' in page and f'id="id_{field}_error"' in page
    assert "Contoh:" in page and typed["token"] in page
    assert not EnterpriseGroup.objects.exists()


@pytest.mark.django_db
def test_the_same_name_is_shown_and_needs_a_tick(officer, group):
    EnterpriseGroup.objects.update(name_key="melati")
    answer = officer.post(REGISTER, form(name="UPPKS Melati"))
    page = answer.content.decode()
    assert answer.status_code == 200 and group.get_absolute_url() in page and "same_name_ok" in page
    answer = officer.post(REGISTER, form(name="UPPKS Melati", same_name_ok="on"))
    assert answer.status_code == 302 and EnterpriseGroup.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_five_parallel_posts_make_one_group(cast):
    """FE04: the repeats get the first answer."""
    typed = form(name="Melati", lanjut="1")

    def post(_number):
        client = Client()
        client.force_login(cast.officer)
        try:
            return client.post(REGISTER, typed).headers["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        answers = set(pool.map(post, range(5)))
    group = EnterpriseGroup.objects.get()
    assert answers == {f"/kelompok/{group.number}/sk/"}
    assert Receipt.objects.count() == 1


@pytest.mark.django_db
def test_a_failed_save_shows_no_receipt(officer):
    """NX12."""
    page = officer.post(REGISTER, form(name="")).content.decode()
    assert "receipt-code" not in page and not Receipt.objects.exists()


# --- Changing ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_stale_change_is_refused_and_shown_field_by_field(cast, sign_in, group):
    """FE05."""
    page = f"/kelompok/{group.number}/ubah/"
    first, second = sign_in(cast.officer), sign_in(cast.regency)
    assert first.post(page, form(version=1, name="Mawar", founded_on="1/1/2015")).status_code == 302
    answer = second.post(page, form(version=1, name="Kenanga", founded_on="1/1/2015", address="Jalan Baru"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert all(part in text for part in ("Mawar", "Kenanga", "Jalan Baru"))
    group.refresh_from_db()
    assert group.name == "Mawar"


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["ubah", "sk", "usaha"])
def test_an_unchanged_save_is_no_new_version_and_gives_no_receipt(officer, group, page):
    """NX12: a receipt means a save."""
    typed = {"ubah": {"name": "Melati", "founded_on": "1/1/2015"}}.get(page, {})
    answer = officer.post(f"/kelompok/{group.number}/{page}/", form(version=1, **typed), follow=True)
    assert answer.redirect_chain == [(group.get_absolute_url(), 302)]
    text = answer.content.decode()
    assert "Tidak ada perubahan" in text and "receipt-code" not in text
    group.refresh_from_db()
    assert group.version == 1 and not Receipt.objects.exists()


@pytest.mark.django_db
def test_an_unchanged_product_or_licence_gives_no_receipt(officer, group):
    """NX12."""
    base = f"/kelompok/{group.number}/"
    kind = LicenceKind.objects.get(code="pirt")
    officer.post(f"{base}produk/tambah/", form(name="Keripik"))
    officer.post(f"{base}izin/tambah/", form(kind=kind.pk, number="206", issued_on="1/1/2023"))
    assert Receipt.objects.count() == 2
    licence = form(kind=kind.pk, number="206", issued_on="1/1/2023")
    for path, typed in (("produk", form(name="Keripik")), ("izin", licence)):
        row = group.products.get() if path == "produk" else group.licences.get()
        page = officer.post(f"{base}{path}/{row.pk}/", typed, follow=True).content.decode()
        assert "Tidak ada perubahan" in page
    assert Receipt.objects.count() == 2


@pytest.mark.django_db
def test_the_comparison_holds_fields_and_not_the_tick_of_a_warning(cast, sign_in, group):
    """FE05."""
    page = f"/kelompok/{group.number}/ubah/"
    sign_in(cast.officer).post(page, form(version=1, name="Mawar", founded_on="1/1/2015"))
    typed = form(version=1, name="Kenanga", founded_on="1/1/2015", same_name_ok="on")
    answer = sign_in(cast.regency).post(page, typed)
    assert answer.status_code == 409
    assert "Ya, ini kelompok lain" not in answer.content.decode()


@pytest.mark.django_db
def test_products_licences_and_shops_are_recorded(officer, group):
    """UP04."""
    base = f"/kelompok/{group.number}/"
    kind = LicenceKind.objects.get(code="pirt")
    back = f"{base}usaha/"
    assert officer.post(f"{base}produk/tambah/", form(name="Keripik")).url == back
    assert "sudah tercatat" in officer.post(f"{base}produk/tambah/", form(name="Keripik")).content.decode()
    product = group.products.get()
    assert officer.post(f"{base}produk/{product.pk}/", form(name="Keripik pisang", ended_on="1/1/2024")).url == back
    licence = form(kind=kind.pk, number="206", issued_on="1/1/2023", expires_on="31/12/2022")
    assert "tidak boleh berakhir" in officer.post(f"{base}izin/tambah/", licence).content.decode()
    assert officer.post(f"{base}izin/tambah/", licence | {"expires_on": "1/1/2028"}).url == back
    assert officer.post(f"{base}saluran/tambah/", form(kind="shopee", address="melati")).url == back
    page = officer.get(group.get_absolute_url()).content.decode()
    assert all(part in page for part in ("Keripik pisang", "PIRT 206", "Shopee melati", "sampai 1 Jan 2028"))
    for path, row in (("izin", group.licences.get()), ("saluran", group.channels.get())):
        assert officer.post(f"{base}{path}/{row.pk}/hapus/", form(reason="")).status_code == 200
        assert officer.post(f"{base}{path}/{row.pk}/hapus/", form(reason="Salah catat")).status_code == 302
    assert not group.licences.exists() and not group.channels.exists()


@pytest.mark.django_db
def test_rows_of_another_group_are_not_reached_through_this_one(officer, group):
    other = factories.make_group(name="Mawar")
    product = other.products.create(name="Abon")
    record = factories.make_capital(other)
    for path in (
        f"produk/{product.pk}/",
        f"modal/{record.pk}/koreksi/",
        f"modal/{record.pk}/batal/",
        f"produk/{'9' * 30}/",
    ):
        assert officer.get(f"/kelompok/{group.number}/{path}").status_code == 404


@pytest.mark.django_db
def test_status_and_stage_change_with_a_date_and_a_reason(officer, group):
    """DM09."""
    base = f"/kelompok/{group.number}/"
    stage = GroupStage.objects.get(code="mandiri")
    assert officer.post(f"{base}status/", form(status="dissolved", on="1/2/2025", reason="")).status_code == 200
    assert officer.post(f"{base}status/", form(status="dissolved", on="1/2/2025", reason="Pindah")).status_code == 302
    assert officer.post(f"{base}tahapan/", form(stage=stage.pk, on="2024-05-01", reason="K/0")).status_code == 302
    group.refresh_from_db()
    assert (group.status, group.status_on, group.stage) == (GroupStatus.DISSOLVED, date(2025, 2, 1), stage)
    page = officer.get(group.get_absolute_url()).content.decode()
    assert "Status: Bubar" in page and "Pindah" in page and "Tahapan: Mandiri" in page


@pytest.mark.django_db
def test_a_group_is_moved_to_another_village_of_the_territory(cast, sign_in, group):
    """DM08."""
    page = f"/kelompok/{group.number}/pindah/"
    client = sign_in(cast.regency)
    assert f"?desa={SUGIHWARAS}" in client.get(page).content.decode()
    assert client.post(f"{page}?desa={SENTANI}", form(reason="Pemekaran")).status_code == 404
    assert client.post(f"{page}?desa={SUGIHWARAS}", form(reason="Pemekaran")).status_code == 302
    group.refresh_from_db()
    assert group.village_id == SUGIHWARAS


# --- Capital ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_ambiguous_amount_is_asked_about_and_a_choice_answers_it(officer, group):
    """NX02."""
    page = f"/kelompok/{group.number}/modal/catat/"
    typed = form(on="2020-01-01", own="1.500", source="visit")
    text = officer.post(page, typed).content.decode()
    assert 'value="1.500"' in text and 'name="own_maksud"' in text and "Rp 1.500.000" in text
    assert officer.post(page, typed | {"own_maksud": "1.500.000"}).status_code == 302
    assert CapitalRecord.objects.get().own == 1_500_000


@pytest.mark.django_db
def test_amounts_can_be_checked_in_words_before_they_are_saved(officer, group):
    """NX02, OF06."""
    page = f"/kelompok/{group.number}/modal/catat/"
    text = officer.post(page, form(on="2020-01-01", own="25jt", source="visit", periksa="1")).content.decode()
    assert "dua puluh lima juta rupiah" in text and "Belum disimpan" in text
    assert not CapitalRecord.objects.exists()


@pytest.mark.django_db
def test_an_unlikely_amount_needs_a_tick_and_a_reason(officer, group):
    """DM06."""
    factories.make_capital(group, 2 * JUTA, date(2020, 1, 1))
    page = f"/kelompok/{group.number}/modal/catat/"
    typed = form(on="2021-01-01", own="11 juta", source="visit")
    text = officer.post(page, typed).content.decode()
    assert "Benarkah?" in text and "jauh lebih besar" in text
    for half in ({"sure": "on"}, {"unlikely_reason": "Hibah"}):
        assert officer.post(page, typed | half).status_code == 200
    assert officer.post(page, typed | {"sure": "on", "unlikely_reason": "Hibah"}).status_code == 302
    assert CapitalRecord.objects.get(own=11 * JUTA).unlikely_reason == "Hibah"


@pytest.mark.django_db
def test_a_correction_and_a_cancellation_are_shown_with_what_they_replace(officer, group):
    """DM03."""
    wrong = factories.make_capital(group, 9 * JUTA, date(2020, 1, 1))
    page = f"/kelompok/{group.number}/modal/{wrong.pk}/koreksi/"
    assert 'value="9.000.000"' in officer.get(page).content.decode()
    typed = form(on="2020-01-01", own="7 juta", source="visit", correction_reason="Salah baca")
    assert officer.post(page, typed).status_code == 302
    assert officer.get(page).status_code == 404
    text = officer.get(group.get_absolute_url()).content.decode()
    assert "Rp 9.000.000" in text and "Salah baca" in text and "Rp 7.000.000" in text
    right = group.capital_records.valid().get()
    void = f"/kelompok/{group.number}/modal/{right.pk}/batal/"
    assert officer.post(void, form(correction_reason="Milik kelompok lain")).status_code == 302
    group.refresh_from_db()
    assert group.capital_total is None
    assert officer.get(group.get_absolute_url()).status_code == 200


@pytest.mark.django_db
def test_the_page_shows_capital_as_at_any_day(officer, group):
    """DM03."""
    factories.make_capital(group, 9 * JUTA, date(2020, 1, 1))
    factories.make_capital(group, 30 * JUTA, date(2022, 1, 1))
    page = group.get_absolute_url()
    assert "Rp 9.000.000, jenjang Rintisan" in officer.get(page, {"per": "31/12/2021"}).content.decode()
    assert "Rp 30.000.000, jenjang Tumbuh" in officer.get(page, {"per": "2022-01-01"}).content.decode()
    assert "belum ada catatan modal" in officer.get(page, {"per": "1/1/2019"}).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["", "x", "05/13/2020", "2999-01-01", "9" * 50, "\x00", "<b>", "'"])
def test_no_day_can_break_the_page(officer, group, value):
    factories.make_capital(group)
    answer = officer.get(group.get_absolute_url(), {"per": value})
    assert answer.status_code == 200 and answer.context["as_at"] is None


@pytest.mark.django_db
def test_the_capital_line_and_the_moves_are_on_the_page(officer, group):
    """UP03."""
    factories.make_capital(group, 9 * JUTA, date(2020, 1, 1))
    factories.make_capital(group, 30 * JUTA, date(2022, 1, 1))
    text = officer.get(group.get_absolute_url()).content.decode()
    assert "<polyline" in text and "Naik kelas: Rintisan ke Tumbuh" in text
    assert "Kurang Rp 20.000.000 lagi untuk naik ke Berkembang" in text


@pytest.mark.django_db
def test_half_past_midnight_in_jayapura_is_today_there(cast, sign_in):
    """DM07."""
    group = factories.make_group(SENTANI)
    with patch("django.utils.timezone.now", return_value=datetime(2026, 8, 16, 15, 30, tzinfo=UTC)):
        client = sign_in(cast.outside["officer"])
        page = f"/kelompok/{group.number}/modal/catat/"
        assert 'value="17/08/2026"' in client.get(page).content.decode()
        assert client.post(page, form(on="2026-08-17", own="5 juta", source="visit")).status_code == 302


# --- Who sees what ----------------------------------------------------------------------------------------------------

PATHS = [
    "",
    "ubah/",
    "sk/",
    "usaha/",
    "produk/tambah/",
    "izin/tambah/",
    "saluran/tambah/",
    "modal/catat/",
    "status/",
    "tahapan/",
    "pindah/",
    "ringkasan/",
]


@pytest.mark.django_db
def test_a_group_outside_the_territory_does_not_exist(cast, sign_in):
    """AC02."""
    group = factories.make_group()
    for user, status in ((cast.outside["officer"], 404), (cast.lost["officer"], 404), (cast.officer, 200)):
        client = sign_in(user)
        answers = {path: client.get(f"/kelompok/{group.number}/{path}").status_code for path in PATHS}
        assert answers == dict.fromkeys(PATHS, status)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["coordinator", "province", "aku", "auditor"])
def test_those_who_only_look_cannot_change(cast, sign_in, role):
    """AC01: refused, and not even offered."""
    group = factories.make_group()
    client = sign_in(getattr(cast, role))
    page = client.get(f"/kelompok/{group.number}/").content.decode()
    for path in PATHS[1:]:
        assert client.get(f"/kelompok/{group.number}/{path}").status_code == 403
        assert f"{group.number}/{path}" not in page


@pytest.mark.django_db
def test_names_of_members_are_for_those_who_may_see_members(cast, sign_in, group):
    factories.make_membership(group, factories.make_person(name="Rahmawati Uji"), MembershipRole.CHAIR)
    for role, may in (("officer", True), ("province", True), ("aku", False), ("auditor", False)):
        page = sign_in(getattr(cast, role)).get(group.get_absolute_url()).content.decode()
        assert ("Rahmawati Uji" in page) is may
        assert "1 anggota" in page


@pytest.mark.django_db
def test_a_title_holds_no_name(cast, sign_in, group):
    page = sign_in(cast.officer).get(group.get_absolute_url()).content.decode()
    assert group.name not in page[page.index("<title>") : page.index("</title>")]


@pytest.mark.django_db
def test_the_page_costs_the_same_for_a_large_group(officer, group, django_assert_num_queries):
    def grow(times):
        for number in range(times):
            factories.make_membership(group)
            factories.make_capital(group, 5 * JUTA, date(2020, 1, 1 + number))
            group.products.create(name=f"Produk {group.products.count()}")

    grow(2)
    factories.make_membership(group, role=MembershipRole.CHAIR)
    with django_assert_num_queries(20) as few:
        officer.get(group.get_absolute_url())
    grow(20)
    with django_assert_num_queries(len(few)):
        officer.get(group.get_absolute_url())
