"""Made-up partners, products, referrals and consents, as they stand after some years of work. All names are invented.

Called by `manage.py seed_demo` and, with many more referrals, by the benchmarks; deterministic by the random generator
it is given (but for the secrets of links, which nobody knows), written by bulk paths.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from operator import attrgetter

from django.db import transaction
from django.utils import timezone

from accounts.audit import log_batch
from accounts.receipts import ALPHABET, CODE_LENGTH
from associations.consenting import digest_of, new_secret
from associations.models import (
    OPEN_STATES,
    Agreement,
    Board,
    BoardTerm,
    Consent,
    Partner,
    PartnerProduct,
    Referral,
    ReferralState,
    ReferralStep,
    RefusalReason,
)
from groups.models import EnterpriseGroup
from regions.bulk import add_rows, take_ids
from regions.codes import NATION_CODE, ancestors_of, is_inside

_BATCH = 5_000
_STEP = ("referral_id", "state", "on", "amount", "note", "recorded_at", "recorded_by_id")
_NATIONAL = (
    ("Bank Nusantara Rakyat (contoh)", "bank", (("KUR Super Mikro", True, 1, 10), ("KUR Mikro", True, 10, 100))),
    ("Permodalan Mandiri Ibu (contoh)", "pnm", (("Modal Kelompok", False, 2, 10),)),
    ("Gadai Nusantara (contoh)", "pawn", (("Kredit Usaha", False, 5, 200),)),
)
_PURPOSES = ("Mesin jahit", "Bahan baku", "Etalase dan kemasan", "Oven dan alat dapur", "Modal musim panen")
# How referrals stand, in shares.
_STATES = {
    ReferralState.PROPOSED: 8,
    ReferralState.SENT: 10,
    ReferralState.APPROVED: 5,
    ReferralState.DISBURSED: 50,
    ReferralState.REFUSED: 18,
    ReferralState.CANCELLED: 9,
}
_WAY = {
    ReferralState.PROPOSED: (),
    ReferralState.SENT: (ReferralState.SENT,),
    ReferralState.APPROVED: (ReferralState.SENT, ReferralState.APPROVED),
    ReferralState.DISBURSED: (ReferralState.SENT, ReferralState.APPROVED, ReferralState.DISBURSED),
    ReferralState.REFUSED: (ReferralState.SENT, ReferralState.REFUSED),
    ReferralState.CANCELLED: (ReferralState.CANCELLED,),
}


@dataclass(frozen=True)
class _Offices:
    """The boards by region and the terms of each, oldest first."""

    boards: dict[str, Board]
    terms: dict[int, list[BoardTerm]]

    def board_above(self, village: str) -> Board | None:
        """The board of the regency, else of the province, else of the nation."""
        return next((self.boards[code] for code in ancestors_of(village) if code in self.boards), None)

    def term_on(self, board: Board, day: date) -> BoardTerm | None:
        """The term in office on the day."""
        return next((term for term in self.terms.get(board.pk, ()) if term.holds_on(day)), None)


@transaction.atomic
def seed_bridge(
    rng: random.Random, day: date, by, near: str = "", referrals: int = 80, consents: int = 6
) -> dict[str, int]:
    """Make partners of the nation's board and of some provinces, referrals of active groups, and a few consents.

    Half of the groups lie in the region `near`, where somebody who tries the product looks first.
    """
    products = _make_products(rng, day, by)
    if not products:
        return {"referrals": 0}
    groups = _groups(referrals // 2, near)
    made = seed_referrals(rng, groups, products, day, by, referrals)
    partners = sorted({product.agreement.partner for product in products}, key=lambda partner: partner.pk)
    agreed = [_consent(rng, group, partners[0], day, by) for group in groups[:consents]]
    Consent.objects.bulk_create(agreed)
    counts = {"products": len(products), "referrals": made, "consents": len(agreed)}
    log_batch(by=by, model=Partner, region_code=NATION_CODE, reason="Data contoh", detail=f"{counts}")
    return counts


def seed_referrals(
    rng: random.Random, groups: Sequence, products: Sequence[PartnerProduct], day: date, by, count: int
) -> int:
    """Make this many referrals of the groups with all their steps; returns how many there are."""
    offices, made = _offices(), 0
    open_now = Referral.objects.filter(state__in=OPEN_STATES)
    running = set(open_now.values_list("group", "product"))
    wanted = (_referral(rng, groups, products, offices, running, day, by) for _each in range(count))
    found: Iterator[Referral] = (referral for referral in wanted if referral is not None)
    while batch := list(islice(found, _BATCH)):
        _write(batch, by)
        made += len(batch)
    return made


@transaction.atomic
def _write(referrals: list[Referral], by) -> None:
    """Put a batch into its table, and its steps into theirs."""
    at = timezone.now()
    for referral, key in zip(referrals, take_ids(Referral, len(referrals)), strict=True):
        referral.pk, referral.created_at, referral.changed_at = key, at, at
    names = [field.attname for field in Referral._meta.concrete_fields]
    add_rows(Referral, names, map(attrgetter(*names), referrals))
    steps = (step for referral in referrals for step in _steps(referral))
    add_rows(ReferralStep, _STEP, ((*step, "", at, by.pk) for step in steps))


def _make_products(rng, day: date, by) -> list[PartnerProduct]:
    """Agreements of the nation's board with national partners, and of two provinces with local ones."""
    author = {"created_by": by, "changed_by": by}
    boards = {board.region_id: board for board in Board.objects.select_related("region")}
    found: list[PartnerProduct] = []
    for name, kind, products in _NATIONAL if NATION_CODE in boards else ():
        found += _offer(rng, boards[NATION_CODE], name, kind, products, day, author)
    for code in sorted(code for code in boards if len(code) == 2)[::7]:
        board = boards[code]
        products = (("Pinjaman Kelompok", False, 1, 25),)
        found += _offer(
            rng, board, f"Koperasi Usaha {board.region.name} (contoh)", "cooperative", products, day, author
        )
    return found


def _offer(rng, board: Board, name: str, kind: str, products, day: date, author) -> list[PartnerProduct]:
    partner = Partner.objects.create(
        name=name, kind=kind, region=board.region, is_lender=True, contact_name="Kantor pemasaran", **author
    )
    starts_on = day - timedelta(days=rng.randrange(400, 900))
    ends_on = day + timedelta(days=rng.choice((45, 400, 700)))
    agreement = Agreement.objects.create(
        board=board,
        partner=partner,
        number=f"CONTOH/MoU/{starts_on.year}",
        subject="Pembiayaan usaha kelompok",
        starts_on=starts_on,
        ends_on=ends_on,
        **author,
    )
    return [
        PartnerProduct.objects.create(
            agreement=agreement,
            name=product,
            is_kur=is_kur,
            ticket_min=least * 1_000_000,
            ticket_max=most * 1_000_000,
            tier_from="tumbuh" if least >= 5 else "",
            min_age_months=6,
            fresh_within_days=365,
            min_members=5,
            needs_decree=least >= 10,
            **author,
        )
        for product, is_kur, least, most in products
    ]


def _groups(count: int, near: str) -> list[EnterpriseGroup]:
    active = EnterpriseGroup.objects.active().only("pk", "village_id").order_by("village_id", "pk")
    close = list(active.in_region(near)[:count]) if near else []
    return close + list(active.exclude(pk__in=[group.pk for group in close]).order_by("pk")[:count])


def _offices() -> _Offices:
    terms: dict[int, list[BoardTerm]] = {}
    for term in BoardTerm.objects.order_by("starts_on"):
        terms.setdefault(term.board_id, []).append(term)
    return _Offices({board.region_id: board for board in Board.objects.all()}, terms)


def _referral(rng, groups, products, offices: _Offices, running: set, day: date, by) -> Referral | None:
    """One referral with the dates its state asks for; none where no board stands above the group."""
    group = rng.choice(groups)
    board = offices.board_above(group.village_id)
    near = [one for one in products if is_inside(group.village_id, one.agreement.board.region_id)]
    if board is None or not near:
        return None
    product = rng.choice(near)
    state = rng.choices(list(_STATES), weights=list(_STATES.values()))[0]
    if state in OPEN_STATES and (group.pk, product.pk) in running:
        state = ReferralState.DISBURSED
    if state in OPEN_STATES:
        running.add((group.pk, product.pk))
    age = rng.randrange(1, 60) if state in OPEN_STATES else rng.randrange(60, 1000)
    proposed_on = day - timedelta(days=age)
    asked = rng.randrange(2, 20) * 500_000
    referral = Referral(
        number="U-" + "".join(rng.choices(ALPHABET, k=CODE_LENGTH + 3)),
        group_id=group.pk,
        village_id=group.village_id,
        board=board,
        term=offices.term_on(board, proposed_on),
        product=product,
        purpose=rng.choice(_PURPOSES),
        amount_asked=asked,
        state=state.value,
        state_on=proposed_on,
        proposed_on=proposed_on,
        created_by=by,
        changed_by=by,
    )
    _walk(rng, referral, day)
    return referral


def _walk(rng, referral: Referral, day: date) -> None:
    """Put the dates and amounts that its state has."""
    on = referral.proposed_on
    for step in _WAY[ReferralState(referral.state)]:
        on = min(on + timedelta(days=rng.randrange(1, 20)), day)
        if step == ReferralState.SENT:
            referral.sent_on = on
        elif step in (ReferralState.APPROVED, ReferralState.REFUSED):
            referral.decided_on = on
        elif step == ReferralState.DISBURSED:
            referral.disbursed_on, referral.amount_disbursed = on, referral.amount_approved
        if step == ReferralState.APPROVED:
            referral.amount_approved = referral.amount_asked
    referral.state_on = on
    if referral.state == ReferralState.REFUSED:
        referral.refusal_reason = rng.choice(RefusalReason.values)
    elif referral.state == ReferralState.CANCELLED:
        referral.closing_note = "Kelompok menunda pinjaman"


def _steps(referral: Referral) -> Iterator[tuple]:
    """The referral, state, day and amount of each step it took."""
    days = {
        ReferralState.PROPOSED: (referral.proposed_on, referral.amount_asked),
        ReferralState.SENT: (referral.sent_on, None),
        ReferralState.APPROVED: (referral.decided_on, referral.amount_approved),
        ReferralState.REFUSED: (referral.decided_on, None),
        ReferralState.DISBURSED: (referral.disbursed_on, referral.amount_disbursed),
        ReferralState.CANCELLED: (referral.state_on, None),
    }
    for state in (ReferralState.PROPOSED, *_WAY[ReferralState(referral.state)]):
        on, amount = days[state]
        yield referral.pk, str(state), on, amount


def _consent(rng, group, partner: Partner, day: date, by) -> Consent:
    """A consent whose link nobody has: a fresh one is made on the group's page."""
    return Consent(
        group_id=group.pk,
        village_id=group.village_id,
        partner=partner,
        agreed_fields=["name", "village", "business", "tier", "capital", "members"],
        given_on=day - timedelta(days=rng.randrange(1, 30)),
        given_by="Ketua kelompok",
        expires_at=timezone.now() + timedelta(days=rng.randrange(10, 200)),
        secret_digest=digest_of(new_secret()),
        created_by=by,
        changed_by=by,
    )
