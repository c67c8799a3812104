"""The list of groups: narrowed, searched, paged, and the same cost for many rows (SD08, DB02)."""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from groups.models import EnterpriseGroup, GroupStage, Sector
from groups.names import name_key
from groups.tiers import bands_as_at, tier_of
from groups.views import lists
from groups.warnings import TOOK_PART_ONCE, WARNINGS, having_warning
from members.models import MembershipRole
from members.models.facts import PARTICIPANT_ONCE, KbStatus
from tests import factories
from tests.factories import BINANGA, BUMIAYU, DARMA, SENTANI, SUGIHWARAS

pytestmark = pytest.mark.django_db
PAGE = "/kelompok/"
TODAY = timezone.localdate()
HOSTILE = [
    "",
    "x",
    "0",
    "-1",
    "9" * 40,
    "%",
    "_",
    "'",
    '"',
    "\\",
    "[",
    "\x00",
    "<script>",
    "Ω",
    "a" * 2000,
    "76' OR 1=1 --",
]


@pytest.fixture
def listed(cast, sign_in):
    """The names on the list of a user, with these parameters."""

    def names(user=None, **parameters):
        answer = sign_in(user or cast.province).get(f"{PAGE}?{urlencode(parameters)}")
        assert answer.status_code == 200
        return sorted(row.group.name for row in answer.context["rows"])

    return names


def make(name, village=BUMIAYU, **columns):
    return factories.make_group(village, name, **columns)


def test_a_list_shows_the_territory_and_nothing_else(cast, listed):
    """AC02."""
    make("Melati", BUMIAYU)
    make("Mawar", SUGIHWARAS)
    make("Jauh", SENTANI)
    assert listed(cast.officer) == ["Melati"]
    assert listed(cast.coordinator) == ["Mawar", "Melati"]
    assert listed(cast.outside["province"]) == ["Jauh"]
    assert listed(cast.lost["officer"]) == []
    assert listed(cast.admin) == ["Jauh", "Mawar", "Melati"]


def test_working_groups_are_shown_unless_asked_otherwise(listed):
    """DM09."""
    make("Hidup")
    make("Tidur", status="inactive")
    make("Bubar", status="dissolved")
    assert listed() == ["Hidup"]
    assert listed(status="tidak-aktif") == ["Tidur"]
    assert listed(status="bubar") == ["Bubar"]
    assert listed(status="semua") == ["Bubar", "Hidup", "Tidur"]


def test_a_region_narrows_the_list_at_any_depth(cast, listed, sign_in):
    make("Melati", BUMIAYU)
    make("Mawar", DARMA)
    make("Kota", BINANGA)
    assert listed(wilayah="76") == ["Kota", "Mawar", "Melati"]
    assert listed(wilayah="7604") == ["Mawar", "Melati"]
    assert listed(wilayah="76.04.03") == ["Melati"]
    assert listed(cast.officer, wilayah="76") == ["Melati"]
    assert sign_in(cast.province).get(PAGE, {"wilayah": "91"}).status_code == 404
    assert sign_in(cast.province).get(PAGE, {"wilayah": "7699"}).status_code == 404


def test_the_way_down_leads_to_every_region_below(cast, sign_in):
    answer = sign_in(cast.province).get(PAGE)
    assert [region.code for region, _url in answer.context["below"]] == ["7602", "7604"]
    answer = sign_in(cast.officer).get(PAGE, {"wilayah": "7604"})
    assert [region.code for region, _url in answer.context["below"]] == ["760403"]


def test_stage_sector_and_tier_narrow_the_list(listed):
    grown = GroupStage.objects.get(code="mandiri")
    batik = Sector.objects.get(code="batik-tenun")
    make("Maju", stage=grown, stage_on=TODAY).sectors.add(batik, Sector.objects.get(code="kerajinan"))
    rich, poor = make("Kaya"), make("Kecil")
    factories.make_capital(rich, 50_000_000)
    factories.make_capital(poor, 49_999_999)
    assert listed(tahapan="mandiri") == ["Maju"]
    assert listed(tahapan="belum") == ["Kaya", "Kecil"]
    assert listed(usaha="batik-tenun") == ["Maju"]
    assert listed(jenjang="berkembang") == ["Kaya"]
    assert listed(jenjang="tumbuh") == ["Kecil"]
    assert listed(jenjang="belum") == ["Maju"]


def test_tier_filters_add_up_to_the_whole_list(listed):
    """DB02: a number on the dashboard equals the list behind it."""
    bands = bands_as_at(TODAY)
    for amount in (0, 19_999_999, 20_000_000, 50_000_000, 100_000_000, 999_000_000):
        factories.make_capital(make(f"K {amount}"), amount)
    make("Tanpa")
    for band in bands:
        expected = [group for group in EnterpriseGroup.objects.all() if tier_of(group.capital_total, bands) == band]
        assert len(listed(jenjang=band.code)) == len(expected) > 0
    assert sum(len(listed(jenjang=code)) for code in [*(band.code for band in bands), "belum"]) == len(listed())


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("melati", ["UPPKS Melati Indah 1"]),
        ("INDAH melati", ["UPPKS Melati Indah 1"]),
        ("kelompok uppks mela", ["UPPKS Melati Indah 1"]),
        ("lati inda", ["UPPKS Melati Indah 1"]),
        ("nuraini", ["Nur'aini"]),
        ("nur'aini", ["Nur'aini"]),
        ("tidak ada", []),
        ("100%", []),
        ("_", []),
    ],
)
def test_a_name_is_found_by_any_part_in_any_order(listed, typed, found):
    for name in ("UPPKS Melati Indah 1", "Nur'aini", "Kenanga"):
        make(name, name_key=name_key(name))
    assert listed(q=typed) == found


def test_a_whole_number_leads_straight_to_its_group(cast, sign_in):
    group = make("Melati", number=f"{BUMIAYU}0007")
    for typed in (group.number, group.number_display, f" {group.number_display.replace('-', ' ')} "):
        answer = sign_in(cast.officer).get(PAGE, {"q": typed})
        assert answer.status_code == 302 and answer.url == group.get_absolute_url()
    assert sign_in(cast.outside["officer"]).get(PAGE, {"q": group.number}).status_code == 200


def test_the_beginning_of_a_number_narrows_the_list(listed):
    make("Melati", BUMIAYU)
    make("Mawar", DARMA)
    assert listed(q="76.04.04") == ["Mawar"]


@pytest.mark.parametrize(
    "name", ["q", "wilayah", "status", "tahapan", "jenjang", "usaha", "peringatan", "setelah", "sebelum", "hitung"]
)
def test_no_parameter_can_break_the_list(cast, sign_in, name):
    make("Melati")
    client = sign_in(cast.officer)
    for value in HOSTILE:
        answer = client.get(PAGE, {name: value})
        assert answer.status_code in (200, 404), value
        assert "<script>" not in answer.content.decode()


def test_a_filter_that_means_nothing_says_so_instead_of_showing_everything(cast, sign_in):
    make("Melati")
    answer = sign_in(cast.officer).get(PAGE, {"jenjang": "raksasa"})
    assert not answer.context["rows"] and "Saringan ini tidak dikenal" in answer.content.decode()


def test_active_filters_are_chips_that_remove_only_themselves(cast, sign_in):
    answer = sign_in(cast.province).get(PAGE, {"jenjang": "belum", "q": "a", "status": "aktif", "wilayah": "7604"})
    chips = {chip["label"]: chip["remove_url"] for chip in answer.context["chips"]}
    assert set(chips) == {"Belum ada catatan modal", "“a”", "Kabupaten Polewali Mandar"}
    assert "jenjang" not in chips["Belum ada catatan modal"] and "wilayah=7604" in chips["Belum ada catatan modal"]


def test_an_empty_list_says_what_to_do(cast, sign_in):
    page = sign_in(cast.officer).get(PAGE).content.decode()
    assert "Belum ada kelompok" in page and "/kelompok/daftar/" in page
    assert "/kelompok/daftar/" not in sign_in(cast.province).get(PAGE).content.decode()
    assert "Hapus saringan" in sign_in(cast.officer).get(PAGE, {"q": "tidak ada"}).content.decode()
    assert "Belum ada wilayah binaan" in sign_in(cast.lost["officer"]).get(PAGE).content.decode()


def make_full(number):
    group = make(f"Melati {number}", has_decree=True)
    factories.make_capital(group)
    for role in (MembershipRole.CHAIR, MembershipRole.MEMBER):
        factories.make_membership(group, role=role)


def test_the_cost_does_not_grow_with_the_rows(cast, sign_in, django_assert_num_queries):
    """30 rows or 60 in the register: the same queries; sign-in and territory cost three of them, kept filters one."""
    client = sign_in(cast.province)
    for number in range(30):
        make_full(number)
    with django_assert_num_queries(10) as few:
        client.get(PAGE)
    for number in range(30):
        make_full(number + 30)
    with django_assert_num_queries(len(few)):
        assert len(client.get(PAGE).context["rows"]) == 25


def test_a_list_is_paged_by_key(cast, sign_in):
    for number in range(30):
        make(f"Melati {number}")
    client = sign_in(cast.officer)
    first = client.get(PAGE, {"status": "semua"}).context["page"]
    second = client.get(first.next_url).context["page"]
    assert len(first.rows) == 25 and len(second.rows) == 5 and not second.has_next
    assert first.total_text == "30 kelompok"


# --- Warnings ---------------------------------------------------------------------------------------------------------


def warned(code):
    warning = next(warning for warning in WARNINGS if warning.code == code)
    return sorted(having_warning(EnterpriseGroup.objects.all(), warning, TODAY).values_list("name", flat=True))


def test_kb_participants_are_the_same_in_both_rooms():
    assert set(TOOK_PART_ONCE) == {str(status) for status in PARTICIPANT_ONCE}


def test_a_group_without_a_current_chair_is_warned_about(country):
    make("Tanpa")
    factories.make_membership(make("Ada"), role=MembershipRole.CHAIR)
    factories.make_membership(make("Berakhir"), role=MembershipRole.CHAIR, ended_on=TODAY)
    factories.make_membership(make("Besok berakhir"), role=MembershipRole.CHAIR, ended_on=TODAY + timedelta(2))
    assert warned("ketua") == ["Berakhir", "Tanpa"]


def test_a_chair_is_warned_about_until_she_or_her_spouse_is_shown_to_have_taken_part(country):
    """UP02."""

    def chair(name, status=None, spouse_status=None):
        spouse = factories.make_person() if spouse_status else None
        person = factories.make_person(spouse=spouse)
        for one, kb_status in ((person, status), (spouse, spouse_status)):
            if kb_status:
                factories.make_kb_record(one, kb_status)
        factories.make_membership(make(name), person, MembershipRole.CHAIR)

    chair("Tanpa catatan")
    chair("Aktif", KbStatus.ACTIVE)
    chair("Pernah", KbStatus.FORMER)
    chair("Bukan", KbStatus.NEVER)
    chair("Suaminya", None, KbStatus.LONG_TERM)
    chair("Calon berdua", KbStatus.PROSPECTIVE, KbStatus.NEVER)
    make("Tanpa ketua")
    assert warned("kb-ketua") == ["Bukan", "Calon berdua", "Tanpa catatan"]


def test_a_group_with_too_few_members_is_warned_about(country, settings):
    settings.MIN_MEMBERS = 2
    few, enough = make("Sedikit"), make("Cukup")
    factories.make_membership(few)
    factories.make_membership(few, ended_on=TODAY)
    for _ in range(2):
        factories.make_membership(enough)
    assert warned("anggota") == ["Sedikit"]


def test_a_ticked_decree_needs_number_date_and_issuer(country):
    whole = {"has_decree": True, "decree_number": "1/2020", "decree_on": date(2020, 2, 1), "decree_issuer": "village"}
    make("Lengkap", **whole)
    make("Tanpa nomor", **whole | {"decree_number": ""})
    make("Tanpa tanggal", **whole | {"decree_on": None})
    make("Tanpa penerbit", **whole | {"decree_issuer": ""})
    make("Belum ada SK")
    assert warned("sk") == ["Tanpa nomor", "Tanpa penerbit", "Tanpa tanggal"]


def test_missing_and_old_capital_are_told_apart(country):
    make("Belum")
    factories.make_capital(make("Lama"), on=TODAY - timedelta(366))
    factories.make_capital(make("Setahun"), on=TODAY - timedelta(365))
    assert (warned("modal"), warned("modal-lama")) == (["Belum"], ["Lama"])


def test_only_working_groups_are_warned_about(country):
    make("Bubar", status="dissolved")
    assert all(warned(warning.code) == [] for warning in WARNINGS)


def test_a_list_can_be_narrowed_to_a_warning(cast, listed):
    make("Tanpa ketua")
    factories.make_membership(make("Berketua"), role=MembershipRole.CHAIR)
    assert listed(cast.officer, peringatan="ketua") == ["Tanpa ketua"]
    assert listed(cast.officer, peringatan="kb-ketua") == ["Berketua"]
    assert listed(cast.officer, peringatan="ada") == ["Berketua", "Tanpa ketua"]


def test_what_a_warning_tells_of_kb_needs_its_permission(cast, sign_in):
    """AU07: neither the filter nor the row says it to those who may not see KB status."""
    factories.make_membership(make("Berketua"), role=MembershipRole.CHAIR)
    page = sign_in(cast.aku).get(PAGE)
    assert "kb-ketua" not in page.content.decode() and "Riwayat KB" not in page.content.decode()
    assert not sign_in(cast.aku).get(PAGE, {"peringatan": "kb-ketua"}).context["rows"]


def test_a_list_narrowed_by_a_warning_is_counted_less_far(cast, sign_in, monkeypatch):
    """SD08: each group counted asks about its members; the exact number is a click away."""
    monkeypatch.setattr(lists, "WARNED_CAP", 26)
    for _ in range(27):
        factories.make_group()
    client = sign_in(cast.officer)
    assert client.get(PAGE).context["page"].total_text == "27 kelompok"
    page = client.get(f"{PAGE}?peringatan=ketua").context["page"]
    assert page.total_text == "Lebih dari 26 kelompok"
    assert client.get(page.exact_url).context["page"].total_text == "27 kelompok"


def test_a_region_of_the_territory_is_found_by_typing_part_of_its_name(cast, sign_in):
    """Without JavaScript on the page itself, with it alone; the other filters stay in use."""
    make("Melati", BUMIAYU)
    client = sign_in(cast.province)
    page = client.get(PAGE, {"tempat": "bumia", "status": "semua"})
    links = {region.pk: url for region, url in page.context["region_results"]}
    assert links[BUMIAYU] == f"{PAGE}?status=semua&wilayah={BUMIAYU}"
    assert len(client.get(links[BUMIAYU]).context["rows"]) == 1
    alone = client.get(PAGE, {"tempat": "bumia"}, headers={"HX-Request": "true"}).content.decode()
    assert f"wilayah={BUMIAYU}" in alone and "<html" not in alone
    assert not client.get(PAGE, {"tempat": "sentani"}).context["region_results"]


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_region_names_find_nothing_and_break_nothing(cast, sign_in, typed):
    for headers in ({}, {"HX-Request": "true"}):
        answer = sign_in(cast.admin).get(PAGE, {"tempat": typed}, headers=headers)
        assert answer.status_code == 200
        assert "<script>" not in answer.content.decode()
