"""Every address x every role x inside, outside and without territory, and nobody (AC01, AC02, AC03, OP06).

`PAGES` is the table: for each address who may open it and where its row lies. What each user must get follows from the
table, the role table and the territory alone; the pages are then asked. An address that is not in the table fails.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.urls import get_resolver, reverse

from accounts.models import AuditEntry, ChangeProposal, SavedFilter, User
from accounts.roles import Permission
from activities.models import HandOver
from associations.actions.documents import keep_document
from associations.actions.graduation import decide_graduation
from associations.documents import CheckedFile
from associations.models import Board, BoardEvent, BoardPosition, BoardSeat, BoardTerm
from groups.models import GroupLicence, LicenceKind, OnlineChannel, Product
from jobs.running import queue_job
from members.models import WelfareRecord
from regions.clock import local_today
from regions.codes import ancestors_of, is_inside
from regions.months import month_of, shift
from reports.models import ExportFile
from tests import factories
from tests.associations.partner_rows import make_agreement, make_consent, make_partner, make_product, make_referral
from tests.imports.register_batches import make_batch
from tests.reading import text_in
from tests.reports.kept import make_run

PUBLIC, SIGNED_IN = "public", "signed_in"
SECRET_GROUP, SECRET_PERSON = "Kenanga Rahasia", "Wulandari Rahasia"
P = Permission


def nothing(_rows) -> dict:
    """An address without a part that names a row."""
    return {}


@dataclass(frozen=True)
class Page:
    """One address: who may open it, its parts, where its row lies ("" for a page of no single row), what it answers.

    `seen_from_below`: also those whose territory lies inside the place may look (a board speaks for the regions in it).
    `answers_nobody` and `answers_lost`: where nobody, or a user without territory, gets another answer.
    """

    access: str
    parts: Callable = nothing
    place: str = ""
    answers: int = 200
    seen_from_below: bool = False
    answers_nobody: int | None = None
    answers_lost: int | None = None


def of_group(rows) -> dict:
    return {"number": rows.group.number}


def of_group_row(name: str) -> Callable:
    return lambda rows: {"number": rows.group.number, "pk": getattr(rows, name).pk}


def of_month(rows) -> dict:
    return {"number": rows.group.number, "month": rows.draft.month}


def of_meeting(rows) -> dict:
    return of_month(rows) | {"pk": rows.meeting.pk}


def of_card(rows) -> dict:
    return {"number": rows.group.number, "year": rows.card.year}


def of_hand_over(rows) -> dict:
    return {"pk": rows.hand_over.pk}


def of_person(rows) -> dict:
    return {"pk": rows.person.pk}


def of_pair(rows) -> dict:
    return {"pk": rows.pair.pk}


def of_batch(rows) -> dict:
    return {"pk": rows.batch.pk}


def of_board(rows) -> dict:
    return {"code": rows.board.region_id}


def of_term(rows) -> dict:
    return {"code": rows.board.region_id, "term_id": rows.term.pk}


def of_book(rows) -> dict:
    return {"number": rows.group.number, "book": rows.book.number}


def of_book_entry(rows) -> dict:
    return of_book(rows) | {"pk": rows.book.entries.get().pk}


def of_loan(rows) -> dict:
    return {"number": rows.group.number, "loan": rows.loan.number}


def of_loan_entry(rows) -> dict:
    return of_loan(rows) | {"pk": rows.loan.entries.get().pk}


def of_decision(rows) -> dict:
    return of_group(rows) | {"decision": rows.decision.number}


def of_partner(rows) -> dict:
    return {"pk": rows.partner_product.agreement.partner_id}


def of_agreement(rows) -> dict:
    return {"pk": rows.partner_product.agreement_id}


def of_partner_product(rows) -> dict:
    return {"pk": rows.partner_product.pk}


def of_referral(rows) -> dict:
    return {"number": rows.referral.number}


def of_consent(rows) -> dict:
    return {"number": rows.group.number, "pk": rows.consent.pk}


def of_proposal(rows) -> dict:
    return {"pk": rows.proposal.pk}


def of_bands(_rows) -> dict:
    return {"pk": factories.make_tiers().pk}


def of_event(rows) -> dict:
    return {"pk": rows.event.pk}


def of_seat(rows) -> dict:
    return {"code": rows.board.region_id, "seat_id": rows.seat.pk}


HERE = factories.BUMIAYU
REGENCY = "7604"
ONLY_POST = 405

PAGES = {
    # The front door
    "home": Page(SIGNED_IN),
    "health": Page(PUBLIC),
    "search": Page(SIGNED_IN),
    "theme_set": Page(PUBLIC, answers=ONLY_POST),
    "set_language": Page(PUBLIC, answers=302),
    # Accounts
    "account_login": Page(PUBLIC, answers=302, answers_nobody=200),
    "mfa_authenticate": Page(PUBLIC, answers=302),
    "sign_out": Page(SIGNED_IN, answers=ONLY_POST),
    "account_settings": Page(SIGNED_IN),
    "account_change_password": Page(SIGNED_IN),
    "sessions_end": Page(SIGNED_IN, answers=ONLY_POST),
    "account_reauthenticate": Page(SIGNED_IN),
    "mfa_reauthenticate": Page(SIGNED_IN, answers=302),
    "mfa_index": Page(SIGNED_IN),
    "mfa_activate_totp": Page(SIGNED_IN, answers=302),
    "mfa_deactivate_totp": Page(SIGNED_IN, answers=404),
    "mfa_view_recovery_codes": Page(SIGNED_IN, answers=404),
    "mfa_generate_recovery_codes": Page(SIGNED_IN, answers=302),
    "mfa_download_recovery_codes": Page(SIGNED_IN, answers=404),
    "receipt_find": Page(SIGNED_IN),
    # Kept filters are private; sharing only lets others use them
    "saved_filter_list": Page(SIGNED_IN),
    "saved_filter_keep": Page(SIGNED_IN, answers=ONLY_POST),
    "saved_filter_edit": Page(SIGNED_IN, lambda rows: {"pk": rows.kept.pk}, "0"),
    "saved_filter_remove": Page(SIGNED_IN, lambda rows: {"pk": rows.kept.pk}, answers=ONLY_POST),
    "audit_list": Page(P.AUDIT_VIEW),
    "audit_detail": Page(P.AUDIT_VIEW, lambda rows: {"pk": rows.entry.pk}, HERE),
    "access_list": Page(P.ACCESS_LOG_VIEW),
    # Regions
    "village_search": Page(SIGNED_IN),
    # Background jobs: private; this one is the national administrator's
    "job_list": Page(SIGNED_IN),
    "job_detail": Page(SIGNED_IN, lambda rows: {"pk": rows.job.pk}, "0"),
    "job_retry": Page(SIGNED_IN, lambda rows: {"pk": rows.job.pk}, answers=ONLY_POST),
    # Groups
    "group_list": Page(P.GROUP_VIEW),
    "rupiah_echo": Page(SIGNED_IN),
    "group_register": Page(P.GROUP_EDIT),
    "group_detail": Page(P.GROUP_VIEW, of_group, HERE),
    "group_edit": Page(P.GROUP_EDIT, of_group, HERE),
    "group_decree": Page(P.GROUP_EDIT, of_group, HERE),
    "group_business": Page(P.GROUP_EDIT, of_group, HERE),
    "group_summary": Page(P.GROUP_EDIT, of_group, HERE),
    "group_status": Page(P.GROUP_EDIT, of_group, HERE),
    "group_stage": Page(P.GROUP_EDIT, of_group, HERE),
    "group_move": Page(P.GROUP_EDIT, of_group, HERE),
    "product_add": Page(P.GROUP_EDIT, of_group, HERE),
    "product_edit": Page(P.GROUP_EDIT, of_group_row("product"), HERE),
    "licence_add": Page(P.GROUP_EDIT, of_group, HERE),
    "licence_edit": Page(P.GROUP_EDIT, of_group_row("licence"), HERE),
    "licence_remove": Page(P.GROUP_EDIT, of_group_row("licence"), HERE),
    "channel_add": Page(P.GROUP_EDIT, of_group, HERE),
    "channel_remove": Page(P.GROUP_EDIT, of_group_row("channel"), HERE),
    "capital_add": Page(P.CAPITAL_RECORD, of_group, HERE),
    "capital_correct": Page(P.CAPITAL_RECORD, of_group_row("capital"), HERE),
    "capital_void": Page(P.CAPITAL_RECORD, of_group_row("capital"), HERE),
    # Members
    "roster": Page(P.MEMBER_VIEW, of_group, HERE),
    "member_add": Page(P.MEMBER_EDIT, of_group, HERE),
    "membership_end": Page(P.MEMBER_EDIT, of_group_row("membership"), HERE),
    "membership_role": Page(P.MEMBER_EDIT, of_group_row("membership"), HERE),
    "membership_transfer": Page(P.MEMBER_EDIT, of_group_row("membership"), HERE),
    "membership_list": Page(P.MEMBER_VIEW),
    "person_search": Page(P.MEMBER_VIEW, answers=302),
    "person_detail": Page(P.MEMBER_VIEW, of_person, HERE),
    "person_edit": Page(P.MEMBER_EDIT, of_person, HERE),
    "person_nik_show": Page(P.NIK_SHOW, of_person, HERE),
    "kb_record_add": Page(P.MEMBER_EDIT, of_person, HERE),
    "welfare_record_add": Page(P.MEMBER_EDIT, of_person, HERE),
    "duplicate_list": Page(P.MEMBER_MERGE),
    "duplicate_scan": Page(P.MEMBER_MERGE, answers=ONLY_POST),
    "proposal_list": Page(SIGNED_IN),
    "proposal_detail": Page(SIGNED_IN, of_proposal, "0"),
    "duplicate_detail": Page(P.MEMBER_MERGE, of_pair, HERE),
    "duplicate_dismiss": Page(P.MEMBER_MERGE, of_pair, answers=ONLY_POST),
    "duplicate_undo": Page(P.MEMBER_MERGE, of_pair, answers=ONLY_POST),
    # The month
    "report_list": Page(P.ACTIVITY_VIEW),
    "report_detail": Page(P.ACTIVITY_VIEW, of_month, HERE),
    "report_submit": Page(P.ACTIVITY_EDIT, of_month, HERE),
    "report_no_meeting": Page(P.ACTIVITY_EDIT, of_month, HERE),
    "report_withdraw": Page(P.ACTIVITY_EDIT, of_month, HERE, answers=302),
    "visit_capital": Page(P.ACTIVITY_EDIT, of_month, HERE),
    "meeting_add": Page(P.ACTIVITY_EDIT, of_month, HERE),
    "meeting_edit": Page(P.ACTIVITY_EDIT, of_meeting, HERE),
    "meeting_remove": Page(P.ACTIVITY_EDIT, of_meeting, HERE),
    "card_list": Page(P.ACTIVITY_VIEW),
    "card_detail": Page(P.ACTIVITY_VIEW, of_card, HERE),
    "card_submit": Page(P.ACTIVITY_EDIT, of_card, HERE),
    "card_withdraw": Page(P.ACTIVITY_EDIT, of_card, HERE),
    "handover_list": Page(P.HAND_OVER),
    "handover_add": Page(P.HAND_OVER),
    "handover_detail": Page(P.HAND_OVER, of_hand_over, HERE),
    "handover_cancel": Page(P.HAND_OVER, of_hand_over, HERE),
    "review_list": Page(P.ACTIVITY_REVIEW),
    "review_report": Page(P.ACTIVITY_REVIEW, lambda rows: {"pk": rows.report.pk}, HERE),
    "review_card": Page(P.ACTIVITY_REVIEW, lambda rows: {"pk": rows.card.pk}, HERE),
    "period_list": Page(P.ACTIVITY_VIEW),
    "reminder": Page(P.ACTIVITY_VIEW),
    "report_due": Page(P.ACTIVITY_VIEW, of_group, HERE, answers=302),
    # AKU
    "board_list": Page(P.BOARD_VIEW),
    "board_coverage": Page(P.BOARD_VIEW),
    "graduation_list": Page(P.GROUP_VIEW),
    "graduation_dossier": Page(P.GROUP_VIEW, of_group, HERE),
    "board_watch": Page(P.BOARD_VIEW),
    "board_calendar": Page(P.BOARD_VIEW),
    "board_calendar_file": Page(P.EXPORT),
    "event_list": Page(P.BOARD_VIEW),
    "event_detail": Page(P.BOARD_VIEW, of_event, REGENCY, seen_from_below=True),
    "event_add": Page(P.BOARD_EDIT, of_board, REGENCY),
    "event_edit": Page(P.BOARD_EDIT, of_event, REGENCY),
    "event_cancel": Page(P.BOARD_EDIT, of_event, REGENCY),
    "document_add": Page(P.BOARD_EDIT, of_board, REGENCY),
    "document_file": Page(P.BOARD_VIEW, lambda rows: {"pk": rows.document.pk}, REGENCY, seen_from_below=True),
    "document_remove": Page(P.BOARD_EDIT, lambda rows: {"pk": rows.document.pk}, REGENCY),
    "alert_dismiss": Page(P.BOARD_EDIT, lambda rows: {"pk": rows.term.pk}, answers=ONLY_POST),
    "board_detail": Page(P.BOARD_VIEW, of_board, REGENCY, seen_from_below=True),
    "board_name_add": Page(P.BOARD_EDIT, of_board, REGENCY),
    "board_term_add": Page(P.BOARD_EDIT, of_board, REGENCY),
    "board_term_edit": Page(P.BOARD_EDIT, of_term, REGENCY),
    "board_term_close": Page(P.BOARD_EDIT, of_term, REGENCY),
    "board_seat_add": Page(P.BOARD_EDIT, of_term, REGENCY),
    "board_seat_edit": Page(P.BOARD_EDIT, of_seat, REGENCY),
    "board_seat_replace": Page(P.BOARD_EDIT, of_seat, REGENCY),
    "board_seat_end": Page(P.BOARD_EDIT, of_seat, REGENCY),
    # Savings and loans of a group
    "savings_list": Page(P.MONEY_VIEW, of_group, HERE),
    "savings_open": Page(P.MONEY_EDIT, of_group, HERE),
    "savings_round": Page(P.MONEY_EDIT, of_group, HERE),
    "savings_detail": Page(P.MONEY_VIEW, of_book, HERE),
    "savings_entry_add": Page(P.MONEY_EDIT, of_book, HERE),
    "savings_reverse": Page(P.MONEY_EDIT, of_book_entry, HERE),
    "loan_list": Page(P.MONEY_VIEW, of_group, HERE),
    "loan_add": Page(P.MONEY_EDIT, of_group, HERE),
    "loan_detail": Page(P.MONEY_VIEW, of_loan, HERE),
    "loan_entry_add": Page(P.MONEY_EDIT, of_loan, HERE),
    "loan_settle": Page(P.MONEY_EDIT, of_loan, HERE),
    "loan_reverse": Page(P.MONEY_EDIT, of_loan_entry, HERE),
    # Partners, referrals, consents
    "partner_list": Page(P.BOARD_VIEW),
    "partner_detail": Page(P.BOARD_VIEW, of_partner, REGENCY, seen_from_below=True),
    "partner_add": Page(P.REFERRAL_EDIT),
    "partner_edit": Page(P.REFERRAL_EDIT, of_partner, REGENCY),
    "partner_retire": Page(P.REFERRAL_EDIT, of_partner, REGENCY),
    "agreement_add": Page(P.REFERRAL_EDIT, of_partner, REGENCY),
    "agreement_edit": Page(P.REFERRAL_EDIT, of_agreement, REGENCY),
    "agreement_end": Page(P.REFERRAL_EDIT, of_agreement, REGENCY),
    "partner_product_add": Page(P.REFERRAL_EDIT, of_agreement, REGENCY),
    "partner_product_edit": Page(P.REFERRAL_EDIT, of_partner_product, REGENCY),
    "partner_product_retire": Page(P.REFERRAL_EDIT, of_partner_product, REGENCY),
    "partner_product_match": Page(P.BOARD_VIEW, of_partner_product, REGENCY, seen_from_below=True),
    "referral_list": Page(P.BOARD_VIEW),
    "referral_add": Page(P.REFERRAL_EDIT),
    "referral_detail": Page(P.BOARD_VIEW, of_referral, HERE),
    "referral_send": Page(P.REFERRAL_EDIT, of_referral, HERE),
    "referral_decide": Page(P.REFERRAL_EDIT, of_referral, HERE),
    "referral_disburse": Page(P.REFERRAL_EDIT, of_referral, HERE),
    "referral_cancel": Page(P.REFERRAL_EDIT, of_referral, HERE),
    "group_bridge": Page(P.BOARD_VIEW, of_group, HERE),
    "consent_list": Page(P.CONSENT_RECORD, of_group, HERE),
    "consent_add": Page(P.CONSENT_RECORD, of_group, HERE),
    "consent_renew": Page(P.CONSENT_RECORD, of_consent, answers=ONLY_POST),
    "consent_withdraw": Page(P.CONSENT_RECORD, of_consent, HERE),
    "consent_open": Page(PUBLIC, lambda rows: {"secret": rows.secret}),
    # Files that are read: register files are private; this one is the national administrator's
    "import_list": Page(P.IMPORT),
    "import_add": Page(P.IMPORT),
    "import_template": Page(P.IMPORT),
    "import_detail": Page(P.IMPORT, of_batch, "0"),
    "import_refused": Page(P.IMPORT, of_batch, "0", answers=302),
    "import_commit": Page(P.IMPORT, of_batch, answers=ONLY_POST),
    "import_discard": Page(P.IMPORT, of_batch, answers=ONLY_POST),
    "import_undo": Page(P.IMPORT, of_batch, answers=ONLY_POST),
    "import_columns": Page(P.IMPORT, of_batch, answers=ONLY_POST),
    "import_places": Page(P.IMPORT, of_batch, answers=ONLY_POST),
    "siga_list": Page(P.SIGA_COMPARE),
    "siga_add": Page(P.SIGA_COMPARE),
    "siga_detail": Page(P.SIGA_COMPARE, lambda rows: {"pk": rows.siga_table.pk}, REGENCY, seen_from_below=True),
    # Reports
    "dashboard": Page(P.REPORT_VIEW, answers=302, answers_lost=200),
    "dashboard_region": Page(P.REPORT_VIEW, lambda _rows: {"code": HERE}, HERE),
    "history_region": Page(P.REPORT_VIEW, lambda _rows: {"code": HERE}, HERE),
    "published_figures": Page(P.REPORT_VIEW),
    "recap": Page(P.REPORT_VIEW),
    "completeness": Page(P.REPORT_VIEW),
    "quality_board": Page(P.REPORT_VIEW),
    "graduation": Page(P.REPORT_VIEW),
    "graduation_groups": Page(P.GROUP_VIEW),
    "tier_preview": Page(P.REFERENCE_EDIT, of_bands),
    "tier_preview_groups": Page(P.REFERENCE_EDIT, of_bands),
    # The catalogue; the kept report and the schedule are the national administrator's
    "catalogue": Page(P.REPORT_VIEW),
    "catalogue_report": Page(P.REPORT_VIEW, lambda _rows: {"slug": "rekap"}),
    "report_keep": Page(P.REPORT_VIEW, lambda _rows: {"slug": "rekap"}, answers=ONLY_POST),
    "report_run_list": Page(P.REPORT_VIEW),
    "report_run": Page(P.REPORT_VIEW, lambda rows: {"pk": rows.run.pk}, "0"),
    "report_run_again": Page(P.REPORT_VIEW, lambda rows: {"pk": rows.run.pk}, "0"),
    "report_run_queue": Page(P.REPORT_VIEW, lambda rows: {"pk": rows.run.pk}, answers=ONLY_POST),
    "report_schedule_list": Page(P.REPORT_VIEW),
    "report_schedule_add": Page(P.REPORT_VIEW),
    "report_schedule_stop": Page(P.REPORT_VIEW, lambda rows: {"pk": rows.run.pk}, answers=ONLY_POST),
    # Lists as files; the prepared one is the national administrator's, her own alone
    "export_start": Page(P.EXPORT, lambda _rows: {"listing": "kelompok"}),
    "export_list": Page(P.EXPORT),
    "export_detail": Page(P.EXPORT, lambda rows: {"pk": rows.export.pk}, "0"),
    "export_file": Page(P.EXPORT, lambda rows: {"pk": rows.export.pk}, "0", answers=302),
    # Paper
    "paper_index": Page(P.ACTIVITY_VIEW),
    "paper_register": Page(P.ACTIVITY_VIEW, of_month, HERE),
    "paper_register_blank": Page(P.ACTIVITY_VIEW),
    "paper_register_empty": Page(P.ACTIVITY_VIEW),
    "paper_card": Page(P.ACTIVITY_VIEW, of_card, HERE),
    "paper_card_blank": Page(P.ACTIVITY_VIEW),
    "paper_card_empty": Page(P.ACTIVITY_VIEW),
    "paper_profile": Page(P.GROUP_VIEW, of_group, HERE),
    "paper_money": Page(P.MONEY_VIEW, of_group, HERE),
    "paper_savings": Page(P.MONEY_VIEW, of_book, HERE),
    "paper_loan": Page(P.MONEY_VIEW, of_loan, HERE),
    "paper_graduation": Page(P.KB_STATUS_VIEW, of_decision, HERE),
    "paper_board_reminder": Page(P.BOARD_EDIT, of_board, REGENCY),
}

# The admin: who keeps it sees the index; the rest of its addresses follow from the screens that are hung up.
ADMIN_OWN = {"admin:index", "admin:app_list", "admin:jsi18n", "admin:autocomplete", "admin:view_on_site"}
ADMIN_OWN |= {"admin:login", "admin:logout", "admin:password_change", "admin:password_change_done", "admin:None"}
ADMIN_PARTS = ("changelist", "add", "history", "delete", "change")


def addresses(patterns=None, space=""):
    """Every named address with its view."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}", pattern.callback


@pytest.fixture
def rows(cast) -> SimpleNamespace:
    """One row of every kind, all in Bumiayu or in its regency."""
    group = factories.make_group(HERE, SECRET_GROUP, stage=factories.make_stage(), stage_on=factories.LONG_AGO)
    factories.make_tiers()
    person = factories.make_person(HERE, SECRET_PERSON, nik=factories.make_nik())
    licence_kind = LicenceKind.objects.first() or LicenceKind.objects.create(code="nib", name="NIB")
    board = Board.objects.create(region_id=REGENCY)
    term = BoardTerm.objects.create(board=board, starts_on=date(2024, 1, 1), ends_on=date(2029, 1, 1))
    position = BoardPosition.objects.first() or BoardPosition.objects.create(code="ketua", name="Ketua")
    seat = BoardSeat(term=term, position=position, holder_name="Pemegang", starts_on=date(2024, 1, 1))
    seat.board = board
    seat.save()
    membership, running = factories.make_membership(group, person), month_of(local_today(group))
    draft = factories.make_report(group, running, "draft")
    made = SimpleNamespace(
        group=group,
        person=person,
        membership=membership,
        capital=factories.make_capital(group),
        product=Product.objects.create(group=group, name="Keripik"),
        licence=GroupLicence.objects.create(group=group, kind=licence_kind, number="1"),
        channel=OnlineChannel.objects.create(group=group, kind="other", address="melati"),
        card=factories.make_card(group),
        report=factories.make_report(group, shift(running, -1)),
        draft=draft,
        meeting=factories.make_meeting(draft, membership, on=running),
        hand_over=HandOver.objects.create(
            successor=cast.officer,
            region_id=HERE,
            on=factories.LONG_AGO,
            recorded_by=cast.regency,
            applied_at=datetime(2020, 1, 1, tzinfo=UTC),
        ),
        board=board,
        term=term,
        seat=seat,
        job=queue_job(kind="uji", by=cast.admin, title="Pekerjaan", params={}),
    )
    made.proposal = ChangeProposal.objects.create(
        kind="group_dissolve",
        subject=f"groups.enterprisegroup:{group.pk}",
        region_code="0",
        arguments={"status": "dissolved", "on": "2026-01-01"},
        before={"status": "active", "status_on": "2020-01-01"},
        reason="Uji",
        proposed_by=cast.admin,
    )
    made.kept = SavedFilter.objects.create(owner=cast.admin, listing="kelompok", name="Uji", asked="status=bubar")
    made.pair = factories.make_pair(person, factories.make_person(HERE, SECRET_PERSON))
    made.event = BoardEvent.objects.create(board=board, kind="muscab", starts_on=date(2023, 12, 1))
    made.document = keep_document(
        by=cast.admin, board=board, file=CheckedFile(b"%PDF-", "application/pdf", "0" * 64), kind="decree", title="SK"
    )
    made.export = ExportFile.objects.create(by=cast.admin, job=made.job, listing="kelompok", format="csv", scope="")
    made.run = make_run(cast.admin, "0")
    made.decision = decide_graduation(by=cast.regency, group=group, outcome="not_yet", reason="Uji")
    factories.make_kb_record(person)
    WelfareRecord.objects.create(person=person, stage="ii", on=factories.LONG_AGO)
    made.partner_product = make_product(make_agreement(REGENCY, make_partner(REGENCY)))
    made.referral = make_referral(group, made.partner_product)
    made.consent, made.secret = make_consent(group, made.partner_product.agreement.partner)
    made.batch = make_batch(cast.admin)
    made.siga_table = factories.make_siga_table({HERE: (2, 1)}, region=REGENCY, by=cast.regency)
    made.book, made.loan = factories.make_savings(group, person), factories.make_loan(group, person)
    made.entry = AuditEntry.objects.get_for_object(group).latest("id")
    return made


def everyone(cast) -> list[User | None]:
    return [*cast.inside.values(), *cast.outside.values(), *cast.lost.values(), cast.jobless, None]


def may_see(page: Page, user: User) -> bool:
    """True if the page speaks of no single row, or of one in the territory."""
    codes = user.territory_codes
    above = page.seen_from_below and any(page.place in ancestors_of(code) for code in codes)
    return not page.place or above or any(is_inside(page.place, code) for code in codes)


def expected(page: Page, user: User | None) -> int:
    """What the tables say: 302 to sign in, 403 without the permission, 404 outside the territory, else the answer."""
    if user is None:
        return (page.answers_nobody or page.answers) if page.access == PUBLIC else 302
    if page.access not in (PUBLIC, SIGNED_IN) and not user.allows(page.access):
        return 403
    if not may_see(page, user):
        return 404
    return (page.answers_lost or page.answers) if not user.territory_codes else page.answers


def is_outsider(user: User | None) -> bool:
    """True for those who must never read a name from Bumiayu."""
    return user is None or not any(is_inside(HERE, code) for code in user.territory_codes)


def room_of(name: str) -> str:
    """The room whose view answers an address; one test walks one room."""
    return next((view.__module__.partition(".")[0] for known, view in addresses() if known == name), "nowhere")


def rooms() -> dict[str, list[str]]:
    """The addresses of the table by room, a dozen at a time, so that several workers share the long ones."""
    found: dict[str, list[str]] = {}
    for name in PAGES:
        found.setdefault(room_of(name), []).append(name)
    return {
        f"{room}-{start}": names[start : start + 12]
        for room, names in found.items()
        for start in range(0, len(names), 12)
    }


@pytest.mark.parametrize("room", rooms())
def test_each_user_gets_what_the_tables_say(cast, rows, sign_in, room):
    clients = [(user, sign_in(user)) for user in everyone(cast)]
    wrong = []
    for name in rooms()[room]:
        page, url = PAGES[name], reverse(name, kwargs=PAGES[name].parts(rows))
        for user, client in clients:
            response = client.get(url)
            if response.status_code != expected(page, user):
                wrong.append((name, str(user), response.status_code, expected(page, user)))
            if user is None and page.access != PUBLIC:
                assert response.url == f"/masuk/?next={url}"
            if is_outsider(user):
                shown = text_in(response)
                assert SECRET_GROUP not in shown and SECRET_PERSON not in shown, (name, str(user))
    assert wrong == []


@pytest.mark.parametrize("room", rooms())
def test_a_post_gets_no_further_than_a_visit(cast, rows, sign_in, room):
    """AC03: outside is 404 and inside without the permission is 403, for writing as for reading."""
    writers = [
        cast.outside["officer"],
        cast.outside["aku"],
        cast.lost["regency"],
        cast.lost["admin"],
        *cast.inside.values(),
    ]
    clients = [(user, sign_in(user)) for user in writers]
    wrong = []
    for name in rooms()[room]:
        page, url = PAGES[name], reverse(name, kwargs=PAGES[name].parts(rows))
        for user, client in clients:
            wanted = expected(page, user)
            if page.place and wanted in (403, 404):
                status = client.post(url, {}).status_code
                wrong += [(name, str(user), status, wanted)] if status not in (wanted, ONLY_POST) else []
    assert wrong == []


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_the_admin_is_for_those_who_keep_it_and_hides_what_lies_outside(cast, rows, sign_in, model):
    """The admin is no way round the territory or the role table."""
    screen = admin.site._registry[model]
    record = model._base_manager.order_by("pk").first()
    label = f"{model._meta.app_label}_{model._meta.model_name}"
    urls = [reverse(f"admin:{label}_{part}") for part in ("changelist", "add")]
    urls += [reverse(f"admin:{label}_{part}", args=[record.pk]) for part in ADMIN_PARTS[2:]] if record else []
    for user in [*cast.inside.values(), cast.outside["admin"], cast.lost["admin"], cast.jobless, None]:
        client = sign_in(user)
        keeps = bool(user) and (user.allows(screen.edit_permission) or user.allows(screen.view_permission))
        allowed = {200, 302, 403, 404} if keeps and user.is_staff_role else {403 if user else 302}
        for url in urls:
            response = client.get(url)
            assert response.status_code in allowed, (str(user), url)
            if is_outsider(user):
                shown = response.content.decode()
                assert SECRET_GROUP not in shown and SECRET_PERSON not in shown, (str(user), url)


@pytest.mark.parametrize("name", sorted(ADMIN_OWN - {"admin:None", "admin:app_list", "admin:view_on_site"}))
def test_the_admins_own_pages_are_closed_too(cast, sign_in, name):
    url = reverse(name)
    for user in everyone(cast):
        status = sign_in(user).get(url).status_code
        if user is None:
            assert status == 302
        elif not user.is_staff_role:
            assert status in (403, 405), user.username


def test_every_address_is_in_the_table():
    """The meta-test: an address that nobody has thought about fails here."""
    screens = {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{part}"
        for model in admin.site._registry
        for part in ADMIN_PARTS
    }
    known = set(PAGES) | ADMIN_OWN | screens | {"style_guide"}
    assert {name for name, _view in addresses()} - known == set()
    assert set(PAGES) - {name for name, _view in addresses()} == set()


def test_every_view_declares_what_the_table_says():
    """AC03"""
    declared = {name: getattr(view, "access", None) for name, view in addresses() if name in PAGES}
    assert declared == {name: page.access for name, page in PAGES.items()}


def test_a_view_that_declares_nothing_is_refused(cast, sign_in, settings):
    """AC03"""
    settings.ROOT_URLCONF = "tests.undeclared_urls"
    client = sign_in(cast.admin)
    assert client.get("/tanpa-izin/").status_code == 403
    assert client.get("/terbuka/").status_code == 200
