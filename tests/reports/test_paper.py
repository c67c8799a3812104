"""What is printed (RP02, RP06, RP08, FE10): the same numbers as on screen, in its order, for those who may have it."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import AccessEntry, AccessKind
from accounts.receipts import form_token, spend
from activities.actions import submit_card
from activities.card import card_content
from activities.card_lines import sections_of
from activities.forms.meeting import ENTRIES
from activities.models import TOPICS, SubmissionStatus
from groups.models import CapitalRecord, Product, StatusChange
from members.models import KbStatus, MembershipRole, Sex
from reports.paper import pdf, profile, stack
from reports.paper.card import empty_card
from reports.paper.profile import was_active
from reports.paper.register import BLANK_MEETINGS, blank_forms, empty_form
from tests import factories
from tests.reading import one_line, pages_of, text_in

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)  # 12.00 WITA
OCTOBER, DECEMBER = date(2026, 10, 1), date(2026, 12, 1)
HOSTILE = ['#import "x": *', "$x^2$ \\ \\u{0}", "\"kutip\" 'satu'", "<script>alert(1)</script>", "_a_ *b* @c <d> // e"]


@pytest.fixture(autouse=True)
def a_new_press():
    """Every sheet of these tests is really pressed."""
    pdf.pressed.cache_clear()


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def group(cast):
    factories.make_tiers()
    made = factories.make_group(name="Melati Indah", mentor=cast.officer)
    factories.make_membership(made, factories.make_person(name="Aminah Ketua"), MembershipRole.CHAIR)
    return made


def printed(client, name: str, *args, **query):
    """The answer of one address, which must be a PDF."""
    answer = client.get(reverse(name, args=args), query)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return answer


def words_of(answer) -> str:
    return one_line(text_in(answer))


def filled(group, *present, **columns):
    report = factories.make_report(group, OCTOBER, **columns)
    factories.make_meeting(report, *present, topic_health=True)
    return report


# --- The register -----------------------------------------------------------------------------------------------------
def test_a_register_prints_what_its_page_shows(cast, group, sign_in):
    """RP02, RP08: head, meeting, ticks, capital, both days, state and receipt, who and when."""
    chair = group.memberships.get()
    absent = factories.make_membership(group, factories.make_person(name="Zubaedah Absen"))
    record = factories.make_capital(group, own=20_000_000, loan=5_000_000, on=date(2026, 10, 20))
    report = filled(group, chair, capital_record=record, submitted_by=cast.officer, visited_on=date(2026, 10, 31))
    receipt = spend(token=form_token(), user=cast.officer, action="report_submit", url=report.get_absolute_url())
    client = sign_in(cast.officer)
    text = words_of(printed(client, "paper_register", group.number, "2026-10"))
    for words in (
        "REGISTER KEGIATAN KELOMPOK UPPKA",
        "Sulawesi Barat",
        "Kabupaten Polewali Mandar",
        "Wonomulyo",
        "Bumiayu",
        "Melati Indah",
        group.number_display,
        "Oktober 2026",
        "15/10/2026",
        "Petugas lapangan",
        "1 Aminah Ketua Ketua ✓",
        f"2 {absent.person.name} Anggota",
        "Jumlah hadir 1",
        "Rp 25.000.000",
        "20 Oktober 2026",
        "31 Oktober 2026 2 November 2026 Disetujui, tepat waktu",
        receipt.display,
        "Bumiayu, 31 Oktober 2026",
        f"dicetak oleh {cast.officer}, 21 November 2026 pukul 12.00 WITA",
        "Halaman 1 dari 1",
    ):
        assert words in text, words
    assert "DRAF" not in text
    page = one_line(client.get(report.get_absolute_url()).content.decode())
    assert "Rp 25.000.000" in page and "Petugas lapangan" in page


@pytest.mark.parametrize(
    ("status", "words"), [(SubmissionStatus.DRAFT, "DRAF"), (SubmissionStatus.RETURNED, "DIKEMBALIKAN")]
)
def test_what_is_not_handed_in_says_so_across_its_head(cast, group, sign_in, status, words):
    filled(group, group.memberships.get(), status=status)
    first = pages_of(printed(sign_in(cast.officer), "paper_register", group.number, "2026-10"))[0]
    assert words in first[: first.index("Provinsi")]


def test_capital_is_printed_as_it_stands_after_its_correction(cast, group, sign_in):
    """Paper and page show one amount."""
    wrong = factories.make_capital(group, own=9_000_000, on=date(2026, 10, 20))
    CapitalRecord.objects.create(
        group=group, own=19_000_000, on=date(2026, 10, 20), replaces=wrong, correction_reason="Salah angka"
    )
    filled(group, group.memberships.get(), capital_record=wrong)
    text = words_of(printed(sign_in(cast.officer), "paper_register", group.number, "2026-10"))
    assert "Rp 19.000.000" in text and "Rp 9.000.000" not in text


def test_who_was_no_member_on_the_day_is_told_from_who_was_absent(cast, group, sign_in):
    report = filled(group, group.memberships.get())
    factories.make_membership(group, factories.make_person(name="Baru Masuk"), started_on=date(2026, 10, 20))
    factories.make_meeting(report, on=date(2026, 10, 25))
    text = words_of(printed(sign_in(cast.officer), "paper_register", group.number, "2026-10"))
    assert "Baru Masuk Anggota –" in text


def test_a_month_without_a_meeting_prints_the_reason(cast, group, sign_in):
    factories.make_report(group, OCTOBER, no_meeting_reason="Panen raya, semua di sawah")
    text = words_of(printed(sign_in(cast.officer), "paper_register", group.number, "2026-10"))
    assert "Bila tidak ada pertemuan, alasannya: Panen raya, semua di sawah" in text


def test_a_long_roster_repeats_its_headings_and_names_the_form_on_every_page(cast, group, sign_in):
    """RP02: 142 members, 14 meetings, so that the ticks need a second table too."""
    members = [factories.make_membership(group) for _number in range(141)]
    report = filled(group, *members[:3])
    for day in range(1, 14):
        factories.make_meeting(report, *members[:2], on=date(2026, 10, day))
    pages = [
        one_line(page) for page in pages_of(printed(sign_in(cast.officer), "paper_register", group.number, "2026-10"))
    ]
    assert len(pages) > 4
    for number, page in enumerate(pages, start=1):
        assert f"Halaman {number} dari {len(pages)}" in page
        assert "dicetak oleh" in page
    for page in pages[1:-1]:
        assert "Nama anggota" in page and "Hadir pada" in page
        assert f"R/I/UPPKA · Melati Indah · {group.number_display} · Oktober 2026" in page
    assert {str(number) for number in range(1, 15)} <= set(" ".join(pages).split())
    # Nobody signs a page on which nothing stands.
    assert "D. Kunjungan dan pengiriman" in pages[-1] and "NIP." in pages[-1]


@pytest.mark.parametrize(("kertas", "size"), [("a4", (595, 842)), ("f4", (609, 935)), ("x", (595, 842))])
def test_the_paper_is_the_one_asked_for(cast, group, sign_in, kertas, size):
    answer = printed(sign_in(cast.officer), "paper_register", group.number, "2026-10", kertas=kertas)
    box = re.search(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", answer.content)
    assert tuple(round(float(side)) for side in box.groups()) == size


def test_a_file_is_tagged_carries_its_fonts_and_says_nobody(cast, group, sign_in):
    answer = printed(sign_in(cast.officer), "paper_register", group.number, "2026-10")
    assert b"/StructTreeRoot" in answer.content and b"/FontFile" in answer.content
    assert answer["Content-Disposition"] == f'inline; filename="ri-{group.number}-2026-10-a4.pdf"'
    assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
    assert b"Aminah" not in answer.content


def test_a_register_of_the_years_as_uppks_bears_that_name(cast, group, sign_in):
    """RP08"""
    factories.make_report(group, date(2020, 12, 1), no_meeting_reason="Pandemi")
    text = words_of(printed(sign_in(cast.officer), "paper_register", group.number, "2020-12"))
    assert "REGISTER KEGIATAN KELOMPOK UPPKS" in text and "R/I/UPPKS" in text and "UPPKA" not in text


def test_a_form_is_in_indonesian_whatever_the_screen_is_in(cast, group, sign_in):
    """RP08"""
    filled(group, group.memberships.get())
    client = sign_in(cast.officer)
    client.cookies["django_language"] = "en"
    text = words_of(printed(client, "paper_register", group.number, "2026-10"))
    assert "Oktober 2026" in text and "Disetujui" in text and "October" not in text


# --- Blank forms ------------------------------------------------------------------------------------------------------
def test_a_blank_register_prints_the_members_beside_empty_boxes(cast, group, sign_in):
    """FE10: where there is no register yet, the form to fill in by hand."""
    text = words_of(printed(sign_in(cast.officer), "paper_register", group.number, "2026-11"))
    assert "Aminah Ketua" in text and "November 2026" in text and "✓" not in text
    assert "Tanggal kunjungan" in text and "Tanggal diisikan ke Registri" in text


def test_a_blank_register_asks_in_the_order_of_the_entry_screen(group):
    """FE10: the meeting's fields, then who came, then capital, then the visit."""
    words = {
        "on": "Tanggal",
        "mode": "Cara",
        "presenter": "Narasumber",
        "topic_business": "1",
        "topic_finance": "2",
        "topic_health": "3",
        "topic_other": "4 Lainnya",
        "coaching": "Jenis",
        "agency": "Instansi",
        "target": "Sasaran",
    }
    assert list(words) == list(ENTRIES)
    values = {"title": "x", "stamp": "x", "forms": blank_forms([group], DECEMBER, OCTOBER, with_names=True)}
    text = one_line(_text_of(values))
    head = text[text.index("A. Pertemuan") : text.index("Cara: ")]
    places = [head.index(f" {word}") for word in ("Tanggal", "Cara", "Narasumber")]
    places += [head.index("1 2 3 4 Lainnya"), head.index("Jenis"), head.index("Instansi"), head.index("Sasaran")]
    assert places == sorted(places)
    sections = [text.index(part) for part in ("A. Pertemuan", "B. Kehadiran", "C. Modal", "D. Kunjungan", "Mengetahui")]
    assert sections == sorted(sections)
    for topic in list(TOPICS.values())[:3]:
        assert str(topic) in text


def _text_of(values: dict) -> str:
    class Answer:
        content = pdf.as_pdf("register", values, pdf.PAPERS["a4"])

    return "\n".join(pages_of(Answer))


def test_the_stack_holds_every_active_group_by_village_and_number(cast, group, sign_in):
    """FE10"""
    later = factories.make_group(name="Anggrek Dua")
    factories.make_group(name="Mawar Layu", status="inactive")
    elsewhere = factories.make_group(factories.SUGIHWARAS, "Dahlia Tetangga")
    answer = printed(sign_in(cast.officer), "paper_register_blank", bulan="2026-12")
    pages = pages_of(answer)
    heads = [one_line(page) for page in pages if "REGISTER KEGIATAN" in page]
    assert [name in page for name, page in zip(("Melati Indah", "Anggrek Dua"), heads, strict=True)] == [True, True]
    assert all("Desember 2026" in page for page in heads)
    assert "Mawar Layu" not in "".join(pages) and elsewhere.name not in "".join(pages)
    assert later.number > group.number
    # Each form counts its own pages.
    assert sum("Halaman 1 dari" in page for page in pages) == 2


def test_a_coordinator_gets_the_villages_in_order_and_can_take_one(cast, group, sign_in):
    factories.make_group(factories.SUGIHWARAS, "Dahlia Tetangga")
    client = sign_in(cast.coordinator)
    every = text_in(printed(client, "paper_register_blank"))
    assert every.index("Melati Indah") < every.index("Dahlia Tetangga")
    one = text_in(printed(client, "paper_register_blank", wilayah=factories.SUGIHWARAS))
    assert "Dahlia Tetangga" in one and "Melati Indah" not in one
    assert client.get(reverse("paper_register_blank"), {"wilayah": factories.SENTANI}).status_code == 404


def test_too_large_a_stack_is_refused_with_the_smaller_regions(cast, group, sign_in, monkeypatch):
    monkeypatch.setattr(stack, "MOST_FORMS", 1)
    monkeypatch.setattr("reports.views.paper.MOST_FORMS", 1)
    factories.make_group(factories.SUGIHWARAS, "Dahlia Tetangga")
    answer = sign_in(cast.coordinator).get(reverse("paper_register_blank"), {"kertas": "f4"})
    text = one_line(answer.content.decode())
    assert "Ada 2 kelompok aktif di wilayah ini. Sekali cetak paling banyak 1 formulir." in text
    assert "?kertas=f4&amp;wilayah=7604032004" in text and "?kertas=f4&amp;wilayah=7604032008" in text


def test_too_many_members_are_refused_too(cast, group, sign_in, monkeypatch):
    monkeypatch.setattr("reports.views.paper.MOST_NAMES", 0)
    answer = sign_in(cast.officer).get(reverse("paper_register_blank"))
    assert "lebih dari 0 orang" in one_line(answer.content.decode())


def test_where_nobody_works_nothing_is_printed_and_said_so(cast, sign_in):
    answer = sign_in(cast.officer).get(reverse("paper_register_blank"))
    assert "Tidak ada kelompok aktif" in answer.content.decode()


@pytest.mark.parametrize(("name", "code"), [("paper_register_empty", "R/I/UPPKA"), ("paper_card_empty", "K/0/UPPKA")])
def test_a_form_for_a_new_group_names_nobody(cast, group, sign_in, name, code):
    text = words_of(printed(sign_in(cast.officer), name))
    assert code in text and "Nama kelompok" in text and "Melati" not in text


@pytest.mark.parametrize("paper", pdf.PAPERS)
def test_a_usual_group_fits_on_one_sheet(cast, group, sign_in, paper):
    """FE10: seventeen members, five meetings, room to write, signatures: one page to carry."""
    for _number in range(16):
        factories.make_membership(group)
    assert BLANK_MEETINGS == 5
    pages = pages_of(printed(sign_in(cast.officer), "paper_register", group.number, "2026-11", kertas=paper))
    assert len(pages) == 1 and "NIP." in pages[0]


def test_the_choice_leads_to_the_stack(cast, group, sign_in):
    client = sign_in(cast.officer)
    text = client.get(reverse("paper_index")).content.decode()
    assert reverse("paper_register_blank") in text and reverse("paper_card_blank") in text
    assert 'value="2026-12"' in text and 'value="f4"' in text


# --- The card ---------------------------------------------------------------------------------------------------------
def test_a_card_prints_every_line_of_its_page_in_order(cast, group, sign_in):
    """UP01, RP02: labels and values, as the register tells them today."""
    factories.make_capital(group, own=25_000_000)
    Product.objects.create(group=group, name="Keripik Pisang")
    text = words_of(printed(sign_in(cast.officer), "paper_card", group.number, 2027))
    with translation.override("id"):
        sections = sections_of(card_content(group, date(2026, 11, 21)), {})
    places = [text.index(f"{section.numeral}. {section.title}") for section in sections]
    assert places == sorted(places)
    labels = [str(line.label) for section in sections for _words, line in section.entries()]
    assert [label for label in labels if label not in text] == ["Nama program"]
    for words in ("DRAF", "Aminah Ketua", "Rp 25.000.000", "Keripik Pisang", "Tahun : 2027"):
        assert words in text, words


def test_a_card_that_was_handed_in_prints_its_copy(cast, group, sign_in):
    """RP04: what changes later changes no card."""
    with time_machine.travel(datetime(2027, 1, 2, 4, tzinfo=UTC), tick=False):
        card = factories.make_card(group, 2027, SubmissionStatus.DRAFT)
        submit_card(by=cast.officer, card=card, version=card.version, visited_on=date(2027, 1, 2))
        group.name = "Nama Baru"
        group.save(update_fields=["name"])
        factories.make_membership(group)
        text = words_of(printed(sign_in(cast.officer), "paper_card", group.number, 2027))
    assert "Jumlah anggota : 1 " in text and "DRAF" not in text and "2 Januari 2027" in text


def test_a_blank_card_asks_what_the_page_asks(cast, group, sign_in):
    """FE10: the same labels in the same order, nothing filled in but the head."""
    text = words_of(printed(sign_in(cast.officer), "paper_card_blank", tahun="2027"))
    assert "Melati Indah" in text and "2027" in text and "Aminah" not in text
    labels = [line["label"] for section in empty_card(2027)["sections"] for line in section["lines"]]
    assert {"Alamat", "Nomor SK", "Ketua", "Modal sendiri", "Tahapan kelompok", "Petugas pembina"} <= set(labels)
    assert all(label in text for label in labels)
    assert not any(line["value"] for section in empty_card(2027)["sections"] for line in section["lines"])


# --- The profile ------------------------------------------------------------------------------------------------------
def test_a_profile_has_the_numbers_of_the_groups_page(cast, group, sign_in):
    """RP06, RP03"""
    man = factories.make_membership(group, factories.make_person(name="Budi", sex=Sex.MALE))
    factories.make_kb_record(group.memberships.first().person, KbStatus.ACTIVE)
    factories.make_kb_record(man.person, KbStatus.NEVER)
    factories.make_membership(group)
    factories.make_capital(group, own=20_000_000, grant=5_000_000)
    factories.make_report(group, OCTOBER)
    factories.make_report(group, date(2026, 9, 1), is_late=True)
    client = sign_in(cast.officer)
    text = words_of(printed(client, "paper_profile", group.number))
    page = one_line(client.get(group.get_absolute_url()).content.decode())
    for words in (
        "PROFIL KELOMPOK UPPKA",
        "Aminah Ketua",
        "3 2 1 1 1 1 33,3%",
        "Rp 25.000.000",
        "Jenjang Tumbuh",
        "Kurang Rp 25.000.000 ke jenjang Berkembang",
        "ADA 12 bulan, LAPOR 2 bulan",
        "BPC AKU Kabupaten Polewali Mandar",
        "Belum ada pengurus",
        "Belum ada usulan kepada mitra yang tercatat.",
        "Halaman 1 dari 1",
    ):
        assert words in text, words
    assert "Rp 25.000.000" in page and "Tumbuh" in page and "3 anggota" in page


def test_a_profile_shows_only_what_the_role_may_see(cast, group, sign_in):
    """AU07, RP06: a board keeper sees neither names nor KB; an auditor no boards and no reports either."""
    factories.make_kb_record(group.memberships.get().person, KbStatus.ACTIVE)
    keeper = words_of(printed(sign_in(cast.aku), "paper_profile", group.number))
    assert "Aminah" not in keeper and "Peserta KB" not in keeper and "% KB" not in keeper
    assert "Laporan bulanan tidak ditampilkan" in keeper and "BPC AKU" in keeper
    auditor = words_of(printed(sign_in(cast.auditor), "paper_profile", group.number))
    assert "Aminah" not in auditor and "BPC AKU" not in auditor
    assert not AccessEntry.objects.filter(kind=AccessKind.EXPORTED).exists()


@pytest.mark.parametrize("paper", pdf.PAPERS)
def test_a_profile_is_one_page_however_long_its_words(cast, group, sign_in, paper):
    """RP06: names of 120 letters, thirty capital records, many products."""
    for column, value in {"name": "M" * 120, "address": "Jalan " * 33, "decree_number": "S" * 60}.items():
        setattr(group, column, value)
    group.has_decree, group.rt, group.rw = True, "012", "003"
    group.save()
    chair = group.memberships.get().person
    chair.name = "Siti " * 24
    chair.save(update_fields=["name"])
    for number in range(30):
        factories.make_capital(group, own=(number + 1) * 4_000_000, on=date(2024, 1 + number % 12, 1 + number // 12))
        Product.objects.create(group=group, name=f"{number} {'Keripik ' * 13}")
    cast.officer.full_name = "Nurhayati " * 12
    cast.officer.save(update_fields=["full_name"])
    pages = pages_of(printed(sign_in(cast.officer), "paper_profile", group.number, kertas=paper))
    assert len(pages) == 1
    assert "dan 26 lainnya" in one_line(pages[0]) and "Belum ada usulan kepada mitra yang tercatat." in pages[0]


def test_the_months_of_a_profile_follow_the_rule_of_ada(group):
    """RP01: `was_active` says of one group what `working_on` says of many."""
    for on, status in (("2026-01-10", "inactive"), ("2026-03-05", "active"), ("2026-06-20", "inactive")):
        StatusChange.objects.create(group=group, on=date.fromisoformat(on), status=status, reason="x")
    group.status, group.status_on = "inactive", date(2026, 6, 20)
    group.save()
    changes = list(group.status_changes.values_list("on", "status"))
    for month in range(1, 12):
        day = date(2026, month, 28)
        asked = type(group).objects.filter(pk=group.pk).working_on(day).exists()
        assert was_active(group, changes, day) == asked, day


@pytest.mark.parametrize(("part", "whole", "words"), [(1, 3, "33,3%"), (2, 3, "66,7%"), (1, 1, "100%"), (0, 0, "–")])
def test_a_share_is_written_as_on_screen(part, whole, words):
    assert profile._share(part, whole) == words


# --- For whom, and noted ----------------------------------------------------------------------------------------------
def test_names_that_leave_on_paper_are_noted(cast, group, sign_in):
    """AU02: what, and how many names; never which."""
    factories.make_membership(group, factories.make_person(name="Rahasia Betul"))
    client = sign_in(cast.officer)
    printed(client, "paper_register", group.number, "2026-10")
    printed(client, "paper_register_blank", bulan="2026-12")
    printed(client, "paper_profile", group.number)
    entries = AccessEntry.objects.filter(kind=AccessKind.EXPORTED).order_by("id")
    assert [entry.detail for entry in entries] == [
        f"R/I 2026-10 {group.number}, 2 nama",
        "R/I kosong 2026-12, 1 kelompok, 2 nama",
        f"Profil {group.number}, 1 nama",
    ]
    assert {entry.region_code for entry in entries} == {factories.BUMIAYU}


def test_no_nik_is_ever_printed(cast, sign_in):
    group = factories.make_group()
    nik = factories.make_nik()
    factories.make_membership(group, factories.make_person(nik=nik), MembershipRole.CHAIR)
    client = sign_in(cast.officer)
    for name, *args in (
        ("paper_register", group.number, "2026-10"),
        ("paper_card", group.number, 2027),
        ("paper_profile", group.number),
    ):
        text = re.sub(r"\s", "", text_in(printed(client, name, *args)))
        assert nik not in text and nik[:6] not in text.replace(group.number, "") and nik[-4:] + "•" not in text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_prints_as_it_was_typed(cast, group, sign_in, name):
    """No name is markup: of a group, a member, a presenter, a reason."""
    group.name = name
    group.save(update_fields=["name"])
    member = factories.make_membership(group, factories.make_person(name=name))
    report = factories.make_report(group, OCTOBER, note=name)
    factories.make_meeting(report, member, presenter=name, topic_other=name)
    client = sign_in(cast.officer)
    for page, *args in (
        ("paper_register", group.number, "2026-10"),
        ("paper_card", group.number, 2027),
        ("paper_profile", group.number),
    ):
        text = re.sub(r"\s", "", text_in(printed(client, page, *args)))
        assert re.sub(r"\s", "", name) in text, page


@pytest.mark.parametrize(
    "name", ["\u202eitalem", "محمد علي", "😀👩‍👩‍👧 Mawar", "X" * 120, "a\x00b\r\n\tc", "\ufeffMelati\u2066"]
)
def test_odd_signs_break_nothing(name):
    """Right to left, emoji, controls and words without an end: the rest of the page stays as it is."""
    form = empty_form(OCTOBER)
    form["head"] = [[label, value or name] for label, value in form["head"]]
    form["running"] = name
    text = one_line(_text_of({"title": "x", "stamp": f"dicetak oleh {name}, sekarang", "forms": [form]}))
    assert "A. Pertemuan dan pembinaan" in text and "Halaman 2 dari 2" in text
    assert "\u202e" not in text
    assert not set(pdf.printable(name)) & set("\u202e\u2066\ufeff\x00\r\n\t")


def test_a_press_that_takes_too_long_is_stopped_and_said_so(cast, group, sign_in, monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS", 0.001)
    answer = sign_in(cast.officer).get(reverse("paper_profile", args=[group.number]))
    assert answer.status_code == 503 and "Berkas belum dapat dibuat" in answer.content.decode()


# --- What it costs ----------------------------------------------------------------------------------------------------
def _queries(client, name: str, *args, **query) -> int:
    with CaptureQueriesContext(connection) as asked:
        printed(client, name, *args, **query)
    return len(asked)


def test_a_stack_asks_as_often_for_many_groups_as_for_one(cast, group, sign_in):
    client = sign_in(cast.officer)
    few = _queries(client, "paper_register_blank")
    for _number in range(6):
        other = factories.make_group()
        for _member in range(4):
            factories.make_membership(other)
    assert _queries(client, "paper_register_blank") == few <= 16


def test_a_register_asks_as_often_for_a_large_group_as_for_a_small(cast, group, sign_in):
    report = filled(group, group.memberships.get())
    client = sign_in(cast.officer)
    few = _queries(client, "paper_register", group.number, "2026-10")
    members = [factories.make_membership(group) for _number in range(12)]
    for day in range(1, 6):
        factories.make_meeting(report, *members, on=date(2026, 10, day))
    assert _queries(client, "paper_register", group.number, "2026-10") == few <= 18


def test_a_profile_asks_as_often_with_much_on_record_as_with_little(cast, group, sign_in):
    factories.make_capital(group)
    client = sign_in(cast.officer)
    few = _queries(client, "paper_profile", group.number)
    for number in range(8):
        factories.make_capital(group, own=number * 1_000_000, on=date(2025, 1 + number, 1))
        factories.make_membership(group)
        factories.make_report(group, date(2026, 1 + number, 1))
    assert _queries(client, "paper_profile", group.number) == few <= 28
