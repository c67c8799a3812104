"""The two logs as pages, and finding a record by its receipt (AU01, AU02, NX12)."""

from datetime import date

import pytest

from accounts.audit import log_access
from accounts.authorship import acting, use_reason
from accounts.models import AccessKind, AuditEntry
from accounts.receipts import form_token, spend
from members.actions import end_membership, record_kb_status
from tests import factories


@pytest.fixture
def changed(cast):
    with acting(cast.admin), use_reason("Pindah tugas"):
        territory = cast.officer.territory_set.get()
        territory.ended_on = date(2026, 8, 1)
        territory.save()
    return AuditEntry.objects.get_for_object(territory).latest("id")


def html(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_a_change_is_listed_and_opened_with_before_and_after(cast, sign_in, changed):
    client = sign_in(cast.auditor)
    listed = html(client.get("/jejak/"))
    assert "Pindah tugas" in listed and f"/jejak/{changed.pk}/" in listed
    page = html(client.get(f"/jejak/{changed.pk}/"))
    assert "1 Agustus 2026" in page and "Sampai" in page and "Bumiayu" in page


def test_an_auditor_of_another_region_finds_nothing_of_it(cast, sign_in, changed):
    client = sign_in(cast.outside["auditor"])
    assert "Pindah tugas" not in html(client.get("/jejak/"))
    assert client.get(f"/jejak/{changed.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("oleh=dalam-admin", True),
        ("oleh=dalam-aud", False),
        ("jenis=accounts.territory", True),
        ("jenis=accounts.user", False),
        ("tindakan=1", True),
        ("tindakan=0", False),
        ("dari=2026-01-01", True),
        ("sampai=2020-01-01", False),
        ("nomor=999999", False),
    ],
)
def test_filters_narrow_the_trail(cast, sign_in, changed, query, found):
    assert ("Pindah tugas" in html(sign_in(cast.auditor).get(f"/jejak/?{query}"))) is found


HOSTILE = [
    "'",
    "%00",
    "%F0%9F%92%A5",
    "-1",
    "9" * 30,
    "<script>x</script>",
    "%25",
    "1 OR 1=1",
    "a.b.c",
    ".",
    "2026-13-45",
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    "parameter", ["dari", "sampai", "oleh", "jenis", "tindakan", "nomor", "setelah", "sebelum", "hitung", "lain"]
)
def test_hostile_values_never_break_a_log(cast, sign_in, parameter, value):
    client = sign_in(cast.auditor)
    for path in ("/jejak/", "/akses/"):
        response = client.get(f"{path}?{parameter}={value}")
        assert response.status_code in (200, 404)
        assert "<script>x" not in response.content.decode()


def test_names_and_values_of_people_are_masked_for_an_auditor(cast, sign_in):
    person = factories.make_person(name="Kartika Sensitif")
    entry = AuditEntry.objects.get_for_object(person).latest("id")
    for client, seen in ((sign_in(cast.auditor), False), (sign_in(cast.admin), True)):
        for path in ("/jejak/", f"/jejak/{entry.pk}/"):
            assert ("Kartika Sensitif" in html(client.get(path))) is seen


def test_a_reason_is_as_private_as_the_record_it_explains(cast, sign_in):
    """AU07: "suntik, bukan pil" says what the masked value does not."""
    member = factories.make_membership(factories.make_group(factories.BUMIAYU), factories.make_person())
    with acting(cast.officer):
        record_kb_status(
            by=cast.officer,
            person=member.person,
            on=date(2026, 8, 1),
            status="active",
            method="injection",
            reason="Suntik, bukan pil",
        )
        end_membership(
            by=cast.officer,
            membership=member,
            on=date(2026, 8, 2),
            reason="Cerai dari Pak Rahman",
            version=member.version,
        )
    for client, seen in ((sign_in(cast.auditor), False), (sign_in(cast.admin), True)):
        for words in ("Suntik, bukan pil", "Cerai dari Pak Rahman"):
            assert (words in html(client.get("/jejak/"))) is seen
            for entry in AuditEntry.objects.filter(reason=words):
                assert (words in html(client.get(f"/jejak/{entry.pk}/"))) is seen


def test_a_nik_is_in_no_trail_for_anyone(cast, sign_in):
    """AU04"""
    nik = factories.make_nik()
    person = factories.make_person(nik=nik)
    entry = AuditEntry.objects.get_for_object(person).latest("id")
    page = html(sign_in(cast.admin).get(f"/jejak/{entry.pk}/"))
    assert nik not in page and person.nik_sealed not in page and str(person.nik_index) not in page


def test_looks_at_people_are_listed_by_region(cast, sign_in):
    """AU02"""
    person = factories.make_person()
    log_access(cast.officer, AccessKind.NIK_SHOWN, person=person, reason="Cocokkan dengan KK")
    assert "Cocokkan dengan KK" in html(sign_in(cast.auditor).get("/akses/?jenis=nik_shown"))
    assert "Cocokkan dengan KK" not in html(sign_in(cast.auditor).get("/akses/?jenis=exported"))
    assert "Cocokkan dengan KK" not in html(sign_in(cast.outside["auditor"]).get("/akses/"))


def test_queries_do_not_grow_with_the_rows(cast, sign_in, django_assert_max_num_queries):
    client = sign_in(cast.auditor)
    for _ in range(30):
        factories.make_territory(cast.coordinator, factories.BUMIAYU)
        log_access(cast.officer, AccessKind.PERSON_OPENED, person=factories.make_person())
    client.get("/jejak/")
    for path in ("/jejak/", "/akses/"):
        with django_assert_max_num_queries(12):
            assert "Berikutnya" in html(client.get(path))


def test_a_code_from_the_paper_register_leads_to_the_record(cast, sign_in):
    """NX12"""
    receipt = spend(token=form_token(), user=cast.regency, action="x", url="/akun/", region_code=factories.BUMIAYU)
    client = sign_in(cast.officer)
    for typed in (receipt.display, receipt.code, f" {receipt.display.lower()} "):
        assert client.get("/tanda-terima/", {"kode": typed}).url == "/akun/"


def test_a_code_from_elsewhere_is_as_unknown_as_a_wrong_one(cast, sign_in):
    receipt = spend(token=form_token(), user=cast.regency, action="x", url="/akun/", region_code=factories.BUMIAYU)
    for user, typed in ((cast.outside["officer"], receipt.display), (cast.officer, "XXX-XXXX"), (cast.officer, "'%00")):
        page = html(sign_in(user).get("/tanda-terima/", {"kode": typed}))
        assert "Kode ini tidak ada di wilayah Anda" in page
