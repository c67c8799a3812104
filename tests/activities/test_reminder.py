"""The reminder: plain text for a chat, word for word, and who gets which (NX16)."""

from datetime import date

import pytest
import time_machine
from django.utils.translation import override

from accounts.roles import Role
from activities.calendar import month_period
from activities.models import SubmissionStatus
from activities.reminder import NAMED, reminder_for, silent_villages
from groups.models import EnterpriseGroup
from tests import factories
from tests.factories import BUMIAYU, DARMA, SENTANI, SUGIHWARAS

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)
PAGE = "/kegiatan/pengingat/"

FOR_ANI = """Yth. Ani Rahman,

Register kegiatan (R/I) Oktober 2026 belum masuk dari 3 kelompok. Batasnya 3 November 2026, sudah lewat 18 hari. \
Masih dapat dikirim sampai 30 November 2026.

Bumiayu, Wonomulyo:
- Melati
- Mawar Indah

Sugihwaras, Wonomulyo:
- Kenanga

Mohon diisi dan dikirim di Registri UPPKS. Terima kasih."""

FOR_ALL = """Yth. Bapak/Ibu petugas di Wonomulyo,

Register kegiatan (R/I) Oktober 2026: 1 dari 4 kelompok sudah lapor, 3 belum. Batasnya 3 November 2026, sudah lewat \
18 hari. Masih dapat dikirim sampai 30 November 2026.

Bumiayu, Wonomulyo:
- Melati
- Mawar Indah

Sugihwaras, Wonomulyo:
- Kenanga

Mohon diisi dan dikirim di Registri UPPKS. Terima kasih."""


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-21T04:00:00Z", tick=False):
        yield


@pytest.fixture
def ani(cast):
    """Three groups have not reported, one has; nobody but Ani works there."""
    cast.officer.territory_set.all().delete()
    user = factories.make_user("ani", Role.OFFICER, BUMIAYU, SUGIHWARAS, full_name="Ani Rahman")
    factories.make_group(BUMIAYU, "Melati")
    factories.make_report(factories.make_group(BUMIAYU, "Mawar  Indah"), OCTOBER, SubmissionStatus.DRAFT)
    factories.make_report(factories.make_group(BUMIAYU, "Dahlia"), OCTOBER)
    factories.make_group(SUGIHWARAS, "Kenanga")
    factories.make_group(SENTANI, "Papua")
    return user


def test_an_officer_finds_her_own_text(ani, sign_in):
    """NX16: greeting, month, days, groups by village."""
    page = sign_in(ani).get(PAGE)
    assert [one.text for one in page.context["reminders"]] == [FOR_ANI]
    assert "area" not in page.context
    assert FOR_ANI in page.content.decode()


def test_a_coordinator_finds_one_for_all_and_one_for_each_officer(ani, cast, sign_in):
    """NX16"""
    page = sign_in(cast.coordinator).get(PAGE)
    assert page.context["area"].text == FOR_ALL
    assert [one.text for one in page.context["reminders"]] == [FOR_ANI]


def test_the_text_is_selectable_without_javascript(ani, sign_in):
    """The button is hidden until the script shows it; the text stands in a field that can be selected."""
    text = sign_in(ani).get(PAGE).content.decode()
    assert '<textarea class="copy-text" id="teks-1"' in text and "readonly" in text
    assert 'type="button" hidden data-copy="teks-1"' in text


def test_it_is_indonesian_whatever_the_sender_reads(ani):
    villages = silent_villages(EnterpriseGroup.objects.visible_to(ani), OCTOBER)
    with override("en"):
        assert reminder_for(ani, villages, month_period(OCTOBER), date(2026, 11, 21)).text == FOR_ANI


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 10, 31), "Batasnya 3 November 2026, 3 hari lagi."),
        (date(2026, 11, 3), "Batasnya 3 November 2026, hari ini."),
        (
            date(2026, 11, 4),
            "Batasnya 3 November 2026, sudah lewat 1 hari. Masih dapat dikirim sampai 30 November 2026.",
        ),
    ],
)
def test_the_days_are_said_in_words(ani, today, words):
    villages = silent_villages(EnterpriseGroup.objects.visible_to(ani), OCTOBER)
    assert words in reminder_for(ani, villages, month_period(OCTOBER), today).text


def test_very_many_groups_are_counted_by_village(ani):
    for _place in range(NAMED):
        factories.make_group(BUMIAYU)
    villages = silent_villages(EnterpriseGroup.objects.visible_to(ani), OCTOBER)
    text = reminder_for(ani, villages, month_period(OCTOBER), date(2026, 11, 21)).text
    assert f"Bumiayu, Wonomulyo: {NAMED + 2} kelompok\n\nSugihwaras, Wonomulyo: 1 kelompok" in text
    assert "Melati" not in text


def test_villages_without_an_officer_are_named_as_such(ani, cast, sign_in):
    """Nobody can be reminded of them."""
    factories.make_group(DARMA, "Anggrek")
    page = sign_in(cast.regency).get(PAGE)
    assert [one.officer for one in page.context["reminders"]] == [ani, None]
    assert "Tanpa petugas" in page.content.decode() and "Darma (1)" in page.content.decode()


def test_when_all_have_reported_there_is_nothing_to_send(cast, sign_in):
    factories.make_report(factories.make_group(), OCTOBER)
    text = sign_in(cast.coordinator).get(PAGE).content.decode()
    assert "Semua laporan Oktober 2026 sudah masuk" in text and "<textarea" not in text


def test_another_open_month_can_be_asked_for_and_no_other(ani, sign_in):
    client = sign_in(ani)
    assert client.get(PAGE, {"bulan": "2026-11"}).context["period"].start == date(2026, 11, 1)
    for asked in ("2026-08", "2027-01", "besok", ""):
        assert client.get(PAGE, {"bulan": asked}).context["period"].start == OCTOBER


def test_above_a_regency_one_chooses_where(ani, cast, sign_in):
    """NX16: no list of single groups for a province."""
    page = sign_in(cast.province).get(PAGE)
    assert "reminders" not in page.context and "Melati" not in page.content.decode()
    (url,) = [url for region, url in page.context["below"] if region.pk == "7604"]
    assert sign_in(cast.province).get(url).context["area"].groups == 3


@pytest.mark.parametrize("code", ["7604", "76", "0", "910301", "abc", "9999999999"])
def test_a_region_outside_or_above_the_territory_is_not_found(ani, cast, sign_in, code):
    """AC02: what lies around the own territory is not the own territory."""
    assert sign_in(cast.coordinator).get(PAGE, {"wilayah": code}).status_code == 404


def test_a_group_leads_to_its_late_month(cast, sign_in):
    """The link of the warning `lapor`; between two late months it is the running one."""
    group = factories.make_group()
    url = f"/kegiatan/{group.number}/"
    assert sign_in(cast.officer).get(url).url == f"{url}2026-10/"
    with time_machine.travel("2026-12-02T04:00:00Z", tick=False):
        assert sign_in(cast.officer).get(url).url == f"{url}2026-12/"
    assert sign_in(cast.outside[Role.OFFICER]).get(url).status_code == 404
