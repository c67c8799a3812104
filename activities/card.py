"""What a K/0 card says about a group on a day, in the order of the card (UP01). Numbers are counted, never typed.

`card_content` gives values that JSON can hold. Dates are ISO text or None, money is whole rupiah, text that was typed
or stands in a reference table is kept as words, and what has a fixed list of choices is kept as its code, to be worded
in the language of who reads it (`card_lines.py`). Of people only row numbers are kept: names are joined when the card
is shown (`card_people.py`), so that renamed and erased people stay true in old cards too.

- `layout`: 1; raised when a key changes its meaning, since old cards are kept as they were
- `as_at`: the day all of it holds on
- `identity` (I): `number` (14 figures), `name`, `village` (full name), `village_code`, `address`, `rt`, `rw`,
  `founded_on`, `programme` (UPPKS or UPPKA, by the day)
- `decree` (II): `has_decree`, `number`, `on`, `issuer` (DecreeIssuer)
- `management` (III), as numbers of memberships: `chair`, `secretary`, `treasurer` (or None), `cadres` (a list);
  `chair_kb_met`: True, False for "not shown yet", None without a chair
- `members` (IV): `total`; `by_sex` (Sex → count), `by_kb` (KbStatus and `none` → count), `by_welfare` (WelfareStage and
  `none` → count); `none` counts those of whom nothing is on record
- `business` (V): `sectors`, `products`, `countries` (lists of names), `licences` (a list of `kind`, `number`,
  `expires_on`), `market_reach` (MarketReach), `channels` (a list of `kind` (OnlineChannel.Kind) and `address`)
- `capital` (VI): `own`, `loan`, `grant`, `total`, `on`, `tier` (its name by the bands of the day), or None
- `standing` (VII): `stage` (its name, or ""), `stage_on`, `status` (GroupStatus)
- `mentor` (VIII): `user`, the number of the user who guides the group, or None

What has a history is told as it stood at the end of the day: memberships, KB and welfare (newest record not later than
the day), capital, bands, stage and status. The rest (name, place, decree, sectors, market, channels, mentor) has none
and is told as it stands when the card is made; products and licences are left out by their own dates. Couples of
reproductive age (PUS) cannot be derived from what is on record and are left out. The number of a WhatsApp account is
mostly somebody's own telephone, so only its kind is kept.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, Q, Subquery

from groups.models import CapitalRecord, EnterpriseGroup, MarketReach, OnlineChannel
from groups.programme import programme_name
from groups.tiers import bands_as_at, tier_of
from members.models import KbStatus, Membership, MembershipRole, Person, Sex, WelfareStage

LAYOUT = 1
# Under this key are counted those of whom nothing is on record.
NOT_ON_RECORD = "none"


def card_content(group: EnterpriseGroup, day: date) -> dict:
    """The card of a group as at a day; the same number of queries whatever the group's size."""
    members = list(_members(group, day))
    return {
        "layout": LAYOUT,
        "as_at": day.isoformat(),
        "identity": _identity(group, day),
        "decree": _decree(group),
        "management": _management(members),
        "members": _counts(members),
        "business": _business(group, day),
        "capital": _capital(group, day),
        "standing": _standing(group, day),
        "mentor": {"user": group.mentor_id},
    }


def without_family_facts(card: dict) -> dict:
    """The card for those who may not know of KB and welfare: no counts, and nothing about the chair (AU07)."""
    left_out = {"management": ("chair_kb_met",), "members": ("by_kb", "by_welfare")}
    return {
        section: {key: value for key, value in held.items() if key not in left_out.get(section, ())}
        if isinstance(held, dict)
        else held
        for section, held in card.items()
    }


def _members(group: EnterpriseGroup, day: date):
    """The memberships that hold on the day, each with the person's sex and what was on record of her then."""
    current = Membership.objects.of_group(group).current(day).with_chair_shown()
    return current.order_by("started_on", "id").values(
        "id",
        "role",
        "chair_shown",
        "person__sex",
        kb=_newest("kb_records", "status", day),
        welfare=_newest("welfare_records", "stage", day),
    )


def _newest(history: str, column: str, day: date) -> Subquery:
    """The newest of a person's history then; of one registered twice and merged since, of both."""
    records = Person.objects.same_as(OuterRef("person_id")).filter(**{f"{history}__on__lte": day})
    return Subquery(records.order_by(f"-{history}__on", f"-{history}__id").values(f"{history}__{column}")[:1])


def _identity(group: EnterpriseGroup, day: date) -> dict:
    return {
        "number": group.number,
        "name": group.name,
        "village": group.village.path_name,
        "village_code": group.village_id,
        "address": group.address,
        "rt": group.rt,
        "rw": group.rw,
        "founded_on": _iso(group.founded_on),
        "programme": programme_name(day),
    }


def _decree(group: EnterpriseGroup) -> dict:
    return {
        "has_decree": group.has_decree,
        "number": group.decree_number,
        "on": _iso(group.decree_on),
        "issuer": group.decree_issuer,
    }


def _management(members: list[dict]) -> dict:
    by_role: dict[str, list[dict]] = {}
    for member in members:
        by_role.setdefault(member["role"], []).append(member)
    chair = next(iter(by_role.get(MembershipRole.CHAIR, [])), None)
    return {
        "chair": chair and chair["id"],
        "chair_kb_met": chair and bool(chair["chair_shown"]),
        "secretary": _first_id(by_role.get(MembershipRole.SECRETARY)),
        "treasurer": _first_id(by_role.get(MembershipRole.TREASURER)),
        "cadres": [member["id"] for member in by_role.get(MembershipRole.CADRE, [])],
    }


def _first_id(members: list[dict] | None) -> int | None:
    return members[0]["id"] if members else None


def _counts(members: list[dict]) -> dict:
    return {
        "total": len(members),
        "by_sex": _tally(Sex.values, (member["person__sex"] for member in members)),
        "by_kb": _tally([*KbStatus.values, NOT_ON_RECORD], (member["kb"] or NOT_ON_RECORD for member in members)),
        "by_welfare": _tally(
            [*WelfareStage.values, NOT_ON_RECORD], (member["welfare"] or NOT_ON_RECORD for member in members)
        ),
    }


def _tally(codes: Iterable[str], found: Iterable[str]) -> dict[str, int]:
    """How many of each code; each stands there, also with none."""
    counted = Counter(found)
    return {str(code): counted[code] for code in codes}


def _business(group: EnterpriseGroup, day: date) -> dict:
    made = group.products.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))
    held = group.licences.filter(Q(issued_on__isnull=True) | Q(issued_on__lte=day)).order_by("kind__name", "id")
    exports = group.market_reach == MarketReach.EXPORT
    return {
        "sectors": list(group.sectors.order_by("name").values_list("name", flat=True)),
        "products": list(made.order_by("name").values_list("name", flat=True)),
        "licences": [
            {"kind": kind, "number": number, "expires_on": _iso(expires_on)}
            for kind, number, expires_on in held.values_list("kind__name", "number", "expires_on")
        ],
        "market_reach": group.market_reach,
        "countries": list(group.export_countries.order_by("name").values_list("name", flat=True)) if exports else [],
        "channels": [
            {"kind": kind, "address": "" if kind == OnlineChannel.Kind.WHATSAPP else address}
            for kind, address in group.channels.order_by("kind", "address").values_list("kind", "address")
        ],
    }


def _capital(group: EnterpriseGroup, day: date) -> dict:
    record = CapitalRecord.objects.filter(group=group).as_at(day).first()
    if record is None:
        return dict.fromkeys(("own", "loan", "grant", "total", "on", "tier"))
    tier = tier_of(record.total, bands_as_at(day))
    return {
        "own": record.own,
        "loan": record.loan,
        "grant": record.grant,
        "total": record.total,
        "on": _iso(record.on),
        "tier": tier and tier.name,
    }


def _standing(group: EnterpriseGroup, day: date) -> dict:
    """Stage and status of the day: the group's own columns are its newest, older days are asked of the histories."""
    stage, stage_on = group.stage, group.stage_on
    if stage_on and stage_on > day:
        then = group.stage_assessments.filter(on__lte=day).select_related("stage").first()
        stage, stage_on = (then.stage, then.on) if then else (None, None)
    status = group.status
    if group.status_on > day:
        then = group.status_changes.filter(on__lte=day).first()
        status = then.status if then else ""
    return {"stage": stage.name if stage else "", "stage_on": _iso(stage_on), "status": status}


def _iso(day: date | None) -> str | None:
    return day and day.isoformat()
