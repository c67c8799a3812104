"""The audit trail in words people understand: names, kinds, instants, and nothing where there was nothing (AU01)."""

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from auditlog.registry import auditlog
from django.apps import apps
from django.urls import reverse
from django.utils import translation

from accounts.changes import changes_of, kind_of
from accounts.models import AuditEntry
from associations.models import Board, BoardPosition, BoardSeat, BoardTerm
from groups.models import LicenceKind, StatusChange
from regions.models import Region, RegionSuccession
from tests import factories

ROOMS = ("regions", "accounts", "jobs", "groups", "members", "activities", "associations", "imports", "reports")
# Models that leave no entry of their own, and why.
UNWATCHED = {
    "regions.TouchedRegion": "a mark for the read side, removed once read",
    "regions.ErasePass": "a leave that lasts one transaction; the undo that uses it leaves its entry",
    "accounts.AuditEntry": "the trail itself",
    "accounts.AccessEntry": "a log, append-only",
    "accounts.Receipt": "a proof of a save, append-only",
    "groups.GroupSerial": "a counter; the group it numbers leaves the entry",
    "reports.RegionTotal": "a total derived from watched rows",
    "reports.RegionTierTotal": "a total derived from watched rows",
    "reports.RefreshState": "when a total was derived",
    "accounts.SavedFilter": "a preference of its owner",
    "reports.RegionCount": "a total derived from watched rows",
    "reports.HistoryTotal": "a total derived from watched rows",
    "reports.HistoryTierTotal": "a total derived from watched rows",
    "reports.HistoryState": "when a total was derived",
    "reports.StoredMatrix": "a figure derived from watched rows",
    "reports.ReportRun": "a report kept as it was made; the access log keeps who took what",
    "reports.ReportSending": "a history itself, append-only",
    "associations.DocumentContent": "the sealed bytes of a document; the document leaves the entry",
    "associations.BoardAlert": "a reminder derived from watched terms",
    "associations.AlertNotice": "who was told of a reminder",
    "associations.ReferralStep": "a history itself, append-only",
    "associations.ConsentVisit": "a log, append-only",
    "regions.TouchedMonth": "a mark for the read side, removed once read",
    "reports.MonthTotal": "a total derived from watched rows",
    "reports.SeenTotal": "a total derived from watched rows",
    "reports.MonthState": "when a total was derived",
    "activities.Attendance": "ticks come by the dozen; each meeting's leave one entry (actions/meetings.py)",
    "activities.ReviewStep": "a history itself, append-only",
    "imports.SigaVillage": "lines of a table read as a whole; the table leaves the entry",
    "imports.ImportPart": "the sealed content of a file; the file leaves the entry",
    "imports.ImportIssue": "what a check found; nothing of the register",
    "imports.ImportedRange": "which rows a file added; the file leaves the entry",
    "imports.ImportedChange": "a history itself: what a row was before a file changed it",
    "imports.ColumnMemory": "a preference of the sender",
    "members.DuplicateScan": "how far a search has come; the pairs leave the entries",
    "reports.ExportFile": "a file asked for; the access log keeps who took what",
    "reports.ExportPart": "pieces of such a file, gone after a day",
    "jobs.Job": "work asked for, not a record; its log stands beside it",
    "jobs.JobPulse": "a beat every five seconds",
    "jobs.JobLine": "a log",
    "jobs.DutyDay": "which duty of a day is done",
}


@pytest.fixture
def group(cast):
    return factories.make_group(name="Sipakatau Mandiri")


def entry_of(row) -> AuditEntry:
    return AuditEntry.objects.get_for_object(row).latest("id")


def html(client, path) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_every_model_is_watched_or_stands_here_with_a_reason():
    """AU01"""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    unwatched = {model._meta.label for model in models if not auditlog.contains(model)}
    assert len(models) > 20
    assert unwatched == set(UNWATCHED)


def test_every_kind_in_the_filter_is_ours_or_has_a_name_of_ours(cast, sign_in):
    """A model of a library is never listed under its own English name."""
    page = html(sign_in(cast.auditor), "/jejak/")
    assert "Authenticator" not in page and "Masuk dua langkah" in page
    foreign = [model for model in auditlog.get_models() if model._meta.app_label not in ROOMS]
    assert {kind_of(model) for model in foreign} == {"Masuk dua langkah"}


def test_the_second_factor_stands_in_the_trail_in_our_words(cast, sign_in):
    row = Authenticator.objects.create(user=cast.officer, type=Authenticator.Type.TOTP, data={"secret": "x"})
    page = html(sign_in(cast.auditor), f"/jejak/{entry_of(row).pk}/")
    assert "Masuk dua langkah dalam-officer" in page and "Kunci rahasia" in page and "Authenticator" not in page


def names(cast, group) -> dict:
    """A row of each kind that names itself, with the name it has in the trail."""
    day = date(2026, 11, 1)
    member = factories.make_membership(group, role="chair")
    board = Board.objects.create(region=Region.objects.get(pk="76"))
    term = BoardTerm.objects.create(board=board, starts_on=date(2023, 1, 1), ends_on=date(2028, 1, 1))
    post = BoardPosition.objects.exclude(pk=0).first()
    seat = BoardSeat.objects.create(
        term=term, board=board, position=post, holder_name="Kartika Sensitif", starts_on=date(2023, 1, 1)
    )
    kind = LicenceKind.objects.get(code="pirt")
    return {
        factories.make_capital(group, on=day): "Catatan modal kelompok Sipakatau Mandiri per 1 November 2026",
        StatusChange.objects.create(group=group, status="active", on=day, reason="x"): (
            "Status kelompok Sipakatau Mandiri: Aktif sejak 1 November 2026"
        ),
        group.products.create(name="Keripik"): "Produk Keripik kelompok Sipakatau Mandiri",
        group.licences.create(kind=kind, number="206"): f"Izin {kind} 206 kelompok Sipakatau Mandiri",
        group.channels.create(kind="whatsapp", address="0812"): "Saluran WhatsApp kelompok Sipakatau Mandiri",
        member: "Keanggotaan di Sipakatau Mandiri (Ketua)",
        factories.make_kb_record(member.person, on=day): (
            f"Catatan status KB sejak 1 November 2026, orang #{member.person_id}"
        ),
        term: "Masa bakti 2023–2028 BPD AKU Sulawesi Barat",
        seat: f"Jabatan {post} pada BPD AKU Sulawesi Barat",
        RegionSuccession.objects.create(
            predecessor_id=factories.BUMIAYU, successor_id=factories.SUGIHWARAS, on=day
        ): "Bumiayu digantikan oleh Sugihwaras",
    }


def test_a_record_has_a_name_people_understand(cast, group, sign_in, django_assert_max_num_queries):
    """In Indonesian, like all that is kept, whatever language the writer reads."""
    with translation.override("en"):
        named = names(cast, group)
    for row, name in named.items():
        assert entry_of(row).object_repr == name
    client = sign_in(cast.auditor)
    client.get("/jejak/")
    with django_assert_max_num_queries(12):
        page = html(client, "/jejak/")
    assert "Keanggotaan di Sipakatau Mandiri (Ketua)" in page
    assert "Kartika Sensitif" not in page


def test_names_that_name_nobody_are_shown_also_to_those_who_may_not_see_people(cast, group, sign_in):
    """AU04: a person's own name is not."""
    member = factories.make_membership(group, factories.make_person(name="Kartika Sensitif"))
    page = html(sign_in(cast.auditor), "/jejak/")
    assert "Keanggotaan di Sipakatau Mandiri (Anggota)" in page
    assert "Kartika Sensitif" not in page and f"#{member.person_id}" in page


def test_a_change_leads_to_its_group_where_the_reader_may_open_it(cast, group, sign_in):
    entry = entry_of(factories.make_membership(group))
    for path in ("/jejak/", f"/jejak/{entry.pk}/"):
        page = html(sign_in(cast.auditor), path)
        assert f'href="{group.get_absolute_url()}"' in page and group.number_display in page
    group.village_id = factories.SENTANI
    group.save()
    assert f'href="{group.get_absolute_url()}"' not in html(sign_in(cast.auditor), f"/jejak/{entry.pk}/")


def test_an_entry_of_an_older_version_is_still_shown(cast, group, sign_in):
    row = factories.make_capital(group)
    old = entry_of(row)
    AuditEntry.objects.create(
        content_type=old.content_type,
        object_pk=str(row.pk),
        object_id=row.pk,
        object_repr=f"{group.pk} 2026-11-01",
        action=AuditEntry.Action.UPDATE,
        changes={"source": ["None", "visit"], "on": ["None", "2026-11-01"], "group": ["None", group.pk]},
        region_code=group.village_id,
    )
    assert f"{group.pk} 2026-11-01" in html(sign_in(cast.auditor), "/jejak/")


def test_nothing_is_shown_as_nothing_whatever_the_field(cast, group):
    """An empty value that was kept as the word "None" is no value."""
    entry = entry_of(factories.make_capital(group))
    kinds = {
        "on": "2026-11-01",
        "own": 5,
        "source": "visit",
        "note": "x",
        "replaces": 1,
        "is_void": True,
        "recorded_by": cast.admin.pk,
        "recorded_at": "2026-11-01 03:00:00",
    }
    for empty in ("None", None, ""):
        entry.changes = {name: [empty, value] for name, value in kinds.items()}
        assert [change.before for change in changes_of(entry, cast.admin)] == [""] * len(kinds)
        entry.changes = {name: [empty, None] for name in kinds}
        assert changes_of(entry, cast.admin) == []


@pytest.mark.parametrize(("where", "clock"), [("province", "11.30 WITA"), ("nation", "10.30 WIB")])
def test_an_instant_is_shown_on_the_readers_clock_with_its_zone(cast, group, sign_in, where, clock):
    row = factories.make_capital(group)
    entry = AuditEntry.objects.create(
        content_type=entry_of(row).content_type,
        object_pk=str(row.pk),
        object_id=row.pk,
        object_repr="x",
        action=AuditEntry.Action.CREATE,
        changes={"recorded_at": [None, "2026-11-01 03:30:00"]},
        region_code=group.village_id,
    )
    reader = cast.auditor if where == "province" else factories.make_user("nasional-uji", "auditor", "0")
    page = html(sign_in(reader), f"/jejak/{entry.pk}/")
    assert f"1 November 2026 pukul {clock}" in page


def test_the_groups_own_page_names_only_fields_that_changed(cast, group, sign_in):
    """An auditor sees who changed what there too; what was empty and stayed empty is no change."""
    page = html(sign_in(cast.auditor), reverse("group_detail", args=[group.number]))
    trail = page[page.index('id="jejak"') :].lower()
    assert "dibuat: " in trail and "nama kelompok" in trail
    assert "sistem asal" not in trail and "rt," not in trail
