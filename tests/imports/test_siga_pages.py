"""The pages of SIGA's table 6A: a file becomes a comparison, each user sees the own villages (UP11, AC01, FE04)."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessEntry, AccessKind, AuditEntry, Receipt
from accounts.roles import Role
from groups.models import EnterpriseGroup
from imports.models import SigaTable, SigaVillage
from imports.siga.opening import LIMITS
from tests import factories
from tests.imports.siga_files import line, table

JANUARY = date(2026, 1, 1)
B, S, D, N, P = factories.BUMIAYU, factories.SUGIHWARAS, factories.DARMA, factories.BINANGA, factories.SENTANI
ADD = "/impor/siga/baru/"


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-21T03:00:00Z", tick=False):
        yield


@pytest.fixture
def register(cast):
    factories.make_report(factories.make_group(B), JANUARY)
    factories.make_group(D)
    return cast


def whole_file() -> bytes:
    return table(line(B, 3, 2), line(S, 0, 0), line(N, 1, 0), line(P, 5, 5), line(D, village="KHAYALAN"))


def send(client, content: bytes, month="2026-01", name="siga_6a.csv", **more):
    return client.post(ADD, {"month": month, "file": SimpleUploadedFile(name, content), **more})


def test_a_file_becomes_a_comparison_with_a_receipt(register, sign_in):
    client = sign_in(register.province)
    answer = send(client, whole_file())
    kept = SigaTable.objects.get()
    assert answer.url == kept.get_absolute_url()
    assert (kept.region_id, kept.month, kept.by, kept.file_name) == ("76", JANUARY, register.province, "siga_6a.csv")
    assert (kept.row_count, kept.matched_count, kept.unmatched_count, kept.outside_count) == (5, 3, 1, 1)
    assert set(kept.villages.values_list("region_id", "existing", "reporting")) == {(B, 3, 2), (S, 0, 0), (N, 1, 0)}
    assert Receipt.objects.get().region_code == "76"
    assert AuditEntry.objects.get_for_object(kept).get().actor == register.province
    page = client.get(answer.url)
    assert page.context["page"].total.registry.existing == 1
    assert [one.region.pk for one in page.context["page"].parts] == ["7602", "7604"]
    text = page.content.decode()
    assert "KHAYALAN" in text
    assert "Darma" in text


def test_the_registrys_side_is_counted_anew(register, sign_in):
    client = sign_in(register.province)
    url = send(client, whole_file()).url
    assert client.get(url).context["page"].total.existing_difference == -3
    for _number in range(5):
        factories.make_group(B)
    assert client.get(url).context["page"].total.existing_difference == 2


def test_the_same_file_again_shows_the_first_comparison(register, sign_in):
    """FE04, IE03"""
    client = sign_in(register.province)
    first = send(client, whole_file()).url
    again = client.post(ADD, {"month": "2026-01", "file": SimpleUploadedFile("lain.csv", whole_file())}, follow=True)
    assert again.redirect_chain == [(first, 302)]
    assert "sudah pernah dibandingkan" in again.content.decode()
    assert (SigaTable.objects.count(), SigaVillage.objects.count(), Receipt.objects.count()) == (1, 3, 1)
    # Another month, or another territory, is another comparison.
    send(client, whole_file(), "2026-02", sure="on")
    send(sign_in(register.regency), whole_file())
    assert SigaTable.objects.count() == 3


def test_a_form_posted_twice_makes_one_comparison(register, sign_in):
    """FE04"""
    client = sign_in(register.province)
    token = re.search(r'name="token" value="([^"]+)"', client.get(ADD).content.decode())[1]
    urls = {send(client, content, token=token).url for content in (whole_file(), table(line(B)))}
    assert len(urls) == SigaTable.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_file_from_five_screens_at_once_makes_one_comparison(register):
    """FE04: other tokens, so no repeats; all are led to the one table."""

    def post(number: int):
        client = Client()
        client.force_login(register.province)
        try:
            return send(client, whole_file(), name=f"{number}.csv", token=str(uuid.uuid4()))
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(post, range(5)))
    made = SigaTable.objects.get()
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, made.get_absolute_url())] * 5
    assert (SigaVillage.objects.count(), Receipt.objects.count()) == (3, 1)


def test_each_user_sees_the_own_villages_of_a_table(register, sign_in):
    """AC01: above it and inside it, never beside it."""
    made = factories.make_siga_table({B: (3, 2), N: (1, 0), P: (7, 6)}, region="0", by=register.admin)
    made.unmatched = [_unmatched("KHAYALAN", "760404"), _unmatched("RAHASIA", "910301"), _unmatched("ENTAH", "0")]
    made.save()
    url = made.get_absolute_url()
    seen = {
        role: sign_in(register.inside[role]).get(url).context["page"]
        for role in (Role.ADMIN, Role.PROVINCE, Role.REGENCY)
    }
    assert {role: [one.region.pk for one in page.villages] for role, page in seen.items()} == {
        Role.ADMIN: [N, B, P],
        Role.PROVINCE: [N, B],
        Role.REGENCY: [B],
    }
    assert {role: [row["village"] for row in page.unmatched] for role, page in seen.items()} == {
        Role.ADMIN: ["KHAYALAN", "RAHASIA", "ENTAH"],
        Role.PROVINCE: ["KHAYALAN"],
        Role.REGENCY: ["KHAYALAN"],
    }
    stranger = sign_in(register.outside[Role.REGENCY])
    assert [one.region.pk for one in stranger.get(url).context["page"].villages] == [P]
    beside = factories.make_siga_table({B: (3, 2)}, region="7604")
    assert stranger.get(beside.get_absolute_url()).status_code == 404
    assert beside.get_absolute_url() not in stranger.get("/impor/siga/").content.decode()
    assert sign_in(register.outside[Role.REGENCY]).get(f"{url}?wilayah=76").status_code == 404


def _unmatched(village: str, place: str) -> dict:
    row = {"row": 9, "province": "", "regency": "", "district": "", "code": "", "village": village}
    return {**row, "existing": 1, "reporting": 1, "place": place, "reason": "no_village", "candidates": []}


def test_the_page_goes_down_to_a_district_and_shows_only_what_differs(register, sign_in):
    made = factories.make_siga_table({B: (1, 1), S: (2, 0), D: (1, 0)}, month=JANUARY)
    client = sign_in(register.regency)
    page = client.get(made.get_absolute_url(), {"wilayah": "760403"}).context["page"]
    assert ([one.region.pk for one in page.villages], page.parts) == ([B, S], [])
    assert [crumb["label"] for crumb in page.crumbs] == ["Tabel SIGA", "Kabupaten Polewali Mandar"]
    page = client.get(made.get_absolute_url(), {"wilayah": "760403", "beda": "1"}).context["page"]
    assert [one.region.pk for one in page.villages] == [S]
    assert page.total.existing_difference == -2
    page = client.get(made.get_absolute_url(), {"wilayah": "7604"}).context["page"]
    assert sum(one.line.siga.existing for one in page.parts) == page.total.siga.existing == 4


def test_another_month_than_the_files_needs_a_tick(register, sign_in):
    """DM06"""
    client = sign_in(register.province)
    answer = send(client, whole_file(), "2026-03")
    assert "Berkas ini menulis Januari" in answer.content.decode()
    assert SigaTable.objects.count() == 0
    assert send(client, whole_file(), "2026-03", sure="on").status_code == 302
    assert SigaTable.objects.get().problems[0]["code"] == "month_differs"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", "gambar"),
        (b"kode;nama;ada\n1;x;2\n", "Tabel 6A tidak ditemukan"),
        (b"", "kosong"),
        (b"a;b\n" * 2_000_000, "lebih besar dari 5 MB"),
        (table(*[line(B)] * 10_001), "lebih dari 10000 baris"),
        (table(line(P, 5, 5)), "termasuk wilayah Anda"),
        (table(line(B, village="KHAYALAN")), "dikenali"),
    ],
    ids=["image", "header", "empty", "size", "rows", "outside", "unknown"],
)
def test_a_file_that_cannot_be_compared_is_named_and_leaves_nothing(register, sign_in, content, words):
    """IE06"""
    answer = send(sign_in(register.regency), content)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert SigaTable.objects.count() == 0


def test_what_a_file_says_is_only_text_on_the_page(register, sign_in):
    hostile = "<script>alert(1)</script>"
    content = table(
        line(B),
        line(D, village=hostile),
        line(S, hostile),
        header=table().decode().strip() + f";{hostile}",
    )
    answer = send(sign_in(register.regency), content, name=f"{hostile}.csv".replace("/", "-"))
    text = sign_in(register.regency).get(answer.url).content.decode()
    assert "<script>alert(1)" not in text
    assert text.count("&lt;script&gt;alert(1)") >= 3


def test_the_file_of_a_page_is_logged_and_opens_no_formula(register, sign_in, country):
    """IE08, IE10, RP03"""
    country[S].name = "=1+1"
    country[S].save()
    made = factories.make_siga_table({B: (1, 1), S: (2, 0)}, month=JANUARY)
    answer = sign_in(register.regency).get(made.get_absolute_url(), {"format": "csv", "beda": "1"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1:] == [f"{S};Sulawesi Barat;Kabupaten Polewali Mandar;Wonomulyo;'=1+1;2;0;0;0;-2;0"]
    entry = AccessEntry.objects.get(kind=AccessKind.EXPORTED)
    assert (entry.user, entry.region_code) == (register.regency, "760403")
    assert "1 baris" in entry.detail


def test_a_page_costs_the_same_for_two_villages_and_for_many(register, sign_in):
    client = sign_in(register.province)

    def cost(villages) -> int:
        made = factories.make_siga_table(villages, region="76", month=JANUARY)
        client.get(made.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(made.get_absolute_url())
        return len(queries)

    few = cost({B: (1, 1), N: (1, 1)})
    extra = [factories.make_region(f"760403{2100 + number}", f"Desa {number}").pk for number in range(60)]
    assert cost(dict.fromkeys([B, N, *extra], (1, 1))) == few <= 12


def test_the_list_names_file_month_region_and_counts(register, sign_in):
    client = sign_in(register.province)
    assert "Belum ada tabel SIGA" in client.get("/impor/siga/").content.decode()
    send(client, whole_file())
    text = client.get("/impor/siga/").content.decode()
    for words in ("Januari 2026", "Sulawesi Barat", "siga_6a.csv", SigaTable.objects.get().sha256[:12]):
        assert words in text


def test_nothing_of_the_registry_changes(register, sign_in):
    before = list(EnterpriseGroup.objects.order_by("pk").values())
    send(sign_in(register.province), whole_file())
    assert list(EnterpriseGroup.objects.order_by("pk").values()) == before


def test_a_file_of_the_largest_province_fits():
    """Jawa Tengah has 8,563 villages; there is room for titles and sums too."""
    assert LIMITS.rows > 8_563 + 1_000
