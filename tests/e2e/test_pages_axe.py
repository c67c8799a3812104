"""Every main page as one of its readers sees it: WCAG 2.2 AA, no sideways scroll, at 360 px and at 1280 px."""

from datetime import date

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from jobs.running import queue_job
from tests import factories
from tests.associations.partner_rows import make_agreement, make_consent, make_product, make_referral
from tests.e2e.conftest import DESKTOP, PHONE
from tests.imports.register_batches import make_batch

# For each role the pages it is the best reader of; `{name}` is filled from the little register below.
PAGES = {
    Role.OFFICER: [
        "home",
        "group_list",
        "group_detail:{number}",
        "group_edit:{number}",
        "group_business:{number}",
        "capital_add:{number}",
        "group_status:{number}",
        "group_stage:{number}",
        "group_summary:{number}",
        "roster:{number}",
        "member_add:{number}",
        "membership_list",
        "person_detail:{person}",
        "person_edit:{person}",
        "person_nik_show:{person}",
        "kb_record_add:{person}",
        "membership_transfer:{number}:{membership}",
        "savings_list:{number}",
        "savings_round:{number}",
        "savings_detail:{number}:{book}",
        "savings_entry_add:{number}:{book}",
        "loan_list:{number}",
        "loan_detail:{number}:{loan}",
        "loan_add:{number}",
        "receipt_find",
        "search",
        "saved_filter_list",
        "account_settings",
        "report_list",
        "paper_index",
        "period_list",
        "import_list",
        "import_add",
        "import_detail:{batch}",
        "job_list",
        "job_detail:{job}",
    ],
    Role.REGENCY: [
        "proposal_list",
        "graduation_list",
        "graduation_dossier:{number}",
        "duplicate_list",
        "duplicate_detail:{pair}",
        "history_region:7604",
        "published_figures",
    ],
    Role.PROVINCE: [
        "home",
        "dashboard_region:76",
        "recap",
        "completeness",
        "group_list",
        "report_list",
        "export_list",
        "quality_board",
        "catalogue",
        "catalogue_report:kelengkapan",
        "report_run_list",
        "report_schedule_list",
        "report_schedule_add",
    ],
    Role.AKU: [
        "home",
        "export_start:kelompok",
        "board_list",
        "board_detail:76",
        "board_coverage",
        "board_term_add:76",
        "board_watch",
        "board_calendar",
        "paper_board_reminder:76",
        "event_list",
        "event_detail:{event}",
        "event_add:76",
        "document_add:76",
        "partner_list",
        "partner_detail:{partner}",
        "partner_product_match:{product}",
        "referral_list",
        "referral_detail:{referral}",
        "group_bridge:{number}",
        "consent_list:{number}",
        "consent_add:{number}",
    ],
    # Naik kelas; the trial of new bands is drawn from the same parts.
    Role.COORDINATOR: ["graduation", "graduation_groups"],
    Role.AUDITOR: ["audit_list", "access_list"],
    # The map of the provinces.
    Role.ADMIN: ["dashboard_region:0"],
}
# The colours of a theme are the same on every page and screen: a few pages tell.
DARK_PAGES = 6
SCREENS = {"telepon": PHONE, "meja": DESKTOP}


@pytest.fixture
def register(cast):
    """A group with officers, members and capital in a village, another with every warning, and a board."""
    factories.make_tiers()
    group = factories.make_group(factories.BUMIAYU, "Kelompok Usaha Keluarga Melati Indah Sejahtera Bersama")
    for year in (2024, 2025, 2026):
        factories.make_capital(group, (year - 2022) * 12_000_000, date(year, 3, 1))
    chair = factories.make_membership(group, role="chair")
    factories.make_kb_record(chair.person)
    for _place in range(6):
        factories.make_membership(group)
    factories.make_group(factories.SUGIHWARAS, "Mawar", status="inactive")
    board = apps.get_model("associations.Board").objects.create(region_id="76")
    apps.get_model("associations.BoardTerm").objects.create(
        board=board, starts_on=date(2023, 1, 1), ends_on=date(2028, 1, 1)
    )
    events = apps.get_model("associations.BoardEvent").objects
    event = events.create(board=board, kind="musda", starts_on=date(2022, 12, 1))
    factories.make_report(group)
    pair = factories.make_pair(chair.person, factories.make_person(factories.SUGIHWARAS, "Siti Rahmah", phone="0812"))
    job = queue_job(kind="uji", by=cast.officer, title="Memeriksa berkas", params={})
    product = make_product(make_agreement("76"), tier_from="naik-kelas", min_members=20, ticket_max=25_000_000)
    referral = make_referral(group, product)
    make_consent(group, product.agreement.partner)
    return {
        "event": event.pk,
        "referral": referral.number,
        "partner": product.agreement.partner_id,
        "product": product.pk,
        "number": group.number,
        "person": chair.person_id,
        "membership": chair.pk,
        "batch": make_batch(cast.officer, rows=2).pk,
        "job": job.pk,
        "pair": pair.pk,
        "book": factories.make_savings(group, chair.person).number,
        "loan": factories.make_loan(group, chair.person).number,
    }


@pytest.mark.parametrize(("screen", "scheme"), [("telepon", "light"), ("telepon", "dark"), ("meja", "light")])
@pytest.mark.parametrize("role", PAGES)
def test_main_pages_are_accessible_and_fit_the_screen(
    role, screen, scheme, open_browser, live_server, cast, register, axe, no_sideways_scroll, screenshot
):
    """FE01, WCAG 2.2 AA."""
    page = open_browser(SCREENS[screen], color_scheme=scheme)
    page.context.add_cookies([session_of(cast.inside[role], live_server.url)])
    for place in PAGES[role][: DARK_PAGES if scheme == "dark" else None]:
        name, *parts = place.format(**register).split(":")
        answer = page.goto(reverse(name, args=parts))
        assert answer.status == 200, page.url
        screenshot(page, f"halaman-{role}-{name}-{screen}-{scheme}")
        axe(page)
        no_sideways_scroll(page)


def session_of(user, url: str) -> dict:
    """The cookie of a signed-in session, so that forty pages cost one sign-in."""
    client = Client()
    client.force_login(user)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }
