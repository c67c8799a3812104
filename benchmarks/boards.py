"""How long the association's pages take with every board, five terms each, and 200,000 referrals.

    DATABASE_URL=postgres://… .venv/bin/python -m benchmarks.boards --referrals 200000 --runs 40

Fills up what is missing to that size first (made-up rows: only ever on a copy), then prints a Markdown table: p50 and
p95 of whole responses in milliseconds, queries, compressed bytes.
"""

import argparse
import os
import random
import time
from datetime import timedelta

from benchmarks.pages import Page, Server, count_queries, far_cursor, make_users, measure, remove_users

from django.db import connection  # isort: skip
from django.urls import reverse  # isort: skip

from accounts.models import User
from associations.demo_bridge import seed_bridge, seed_referrals
from associations.models import Board, BoardTerm, PartnerProduct, Referral
from associations.terms import years_after
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.models import Level, Region
from uppks.demo.writing import bare_tables

TERMS = 5


def fill(referrals: int) -> None:
    """Give every region of the three levels a board with five terms, and the registry this many referrals."""
    by = User.objects.order_by("pk").first()
    nation = Region.objects.get(level=Level.NATION)
    day, rng = local_today(nation), random.Random(f"552:{Referral.objects.count()}")
    places = Region.objects.current().filter(level__lte=Level.REGENCY, board__isnull=True)
    Board.objects.bulk_create([Board(region=place, created_by=by, changed_by=by) for place in places])
    BoardTerm.objects.bulk_create([term for board in Board.objects.all() for term in _older_terms(board, day, by, rng)])
    if not PartnerProduct.objects.exists():
        seed_bridge(rng, day, by)
    groups = list(EnterpriseGroup.objects.active().only("pk", "village_id"))
    missing = referrals - Referral.objects.count()
    products = list(PartnerProduct.objects.select_related("agreement__board"))
    if missing > 0:
        with bare_tables(["associations.Referral", "associations.ReferralStep"]):
            seed_referrals(rng, groups, products, day, by, missing)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _older_terms(board: Board, day, by, rng):
    """Closed terms before the first one, until there are five; a board without any gets one that runs or has lapsed."""
    kept = list(board.terms.order_by("starts_on"))
    if not kept:
        first = day - timedelta(days=rng.randrange(30, 2400))
        yield BoardTerm(board=board, starts_on=first, ends_on=years_after(first, 5), created_by=by, changed_by=by)
    else:
        first = kept[0].starts_on
    for _each in range(TERMS - max(len(kept), 1)):
        start = years_after(first, -5)
        yield BoardTerm(board=board, starts_on=start, ends_on=first, closed_on=first, created_by=by, changed_by=by)
        first = start


def wanted(clients) -> list[Page]:
    """The pages measured: the board map, the watch list, and referrals as they are asked for."""
    product, some = PartnerProduct.objects.order_by("pk").first(), Referral.objects.order_by("pk").first()
    referrals = reverse("referral_list")
    watch, boards = reverse("board_watch"), reverse("board_list")
    found = [
        ("dasar: akun sendiri", "nasional", "/akun/"),
        ("peta pengurus, nasional", "nasional", boards),
        ("peta pengurus, provinsi", "provinsi", boards),
        ("pengurus lewat masa bakti, nasional, 60 pertama", "nasional", f"{boards}?keadaan=expired"),
        ("pantau, nasional", "nasional", watch),
        ("pantau, provinsi", "provinsi", watch),
        ("pantau: lewat masa bakti, 50 pertama", "nasional", f"{watch}?bagian=lewat"),
        ("pantau: lewat masa bakti, semua untuk dicetak", "nasional", f"{watch}?bagian=lewat&hal=semua"),
        ("kalender, nasional", "nasional", reverse("board_calendar")),
        ("usulan, nasional", "nasional", referrals),
        ("usulan, halaman 20, nasional", "nasional", far_cursor(clients["nasional"], referrals, 20)),
        ("usulan dikirim, nasional", "nasional", f"{referrals}?keadaan=dikirim"),
        ("usulan cair, nasional", "nasional", f"{referrals}?keadaan=cair"),
        ("usulan menunggu terlalu lama, nasional", "nasional", f"{referrals}?lambat=ya"),
        ("usulan pengurus lewat masa bakti, nasional", "nasional", f"{referrals}?pengurus=lewat"),
        ("usulan pengurus lewat masa bakti, provinsi", "provinsi", f"{referrals}?pengurus=lewat"),
        ("usulan satu mitra, nasional", "nasional", f"{referrals}?mitra={product.agreement.partner_id}"),
        ("usulan, provinsi", "provinsi", referrals),
        ("usulan, kabupaten", "kabupaten", referrals),
        ("satu usulan", "nasional", some.get_absolute_url()),
        ("mitra", "nasional", reverse("partner_list")),
        ("kelompok yang cocok", "nasional", reverse("partner_product_match", args=[product.pk])),
    ]
    return [Page(*each) for each in found]


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--referrals", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=40)
    options = parser.parse_args()
    began = time.monotonic()
    fill(options.referrals)
    print(f"Diisi dalam {time.monotonic() - began:.0f} detik, beban mesin {os.getloadavg()[0]:.1f}:", end=" ")
    clients = make_users()
    print(f"{Board.objects.count()} badan pengurus, {BoardTerm.objects.count()} masa bakti,", end=" ")
    print(f"{Referral.objects.count()} usulan, {EnterpriseGroup.objects.count()} kelompok\n")
    print("| Halaman | p50 | p95 | kueri | bita |\n|---|--:|--:|--:|--:|")
    try:
        with Server(1) as server:
            for page in wanted(clients):
                told = measure(clients[page.user], server, page, options.runs)
                name = page.name if told["status"] == 200 else f"{page.name} ({told['status']})"
                queries = count_queries(clients[page.user], page)
                print(f"| {name} | {told['p50']:.0f} | {told['p95']:.0f} | {queries} | {told['bytes']:,} |", flush=True)
    finally:
        remove_users()
    print(f"\nBeban mesin sesudahnya {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
