"""What a group makes, which licences it holds, and where it sells (UP04)."""

from django.db import transaction

from accounts.audit import use_reason
from accounts.editing import check_version
from groups.actions.rows import hold_group, mark, need_reason, save_group
from groups.models import EnterpriseGroup, GroupLicence, MarketReach, OnlineChannel, Product


@transaction.atomic
def change_business(
    *, by, group: EnterpriseGroup, version: int, sectors, market_reach: str, export_countries
) -> EnterpriseGroup:
    """Set the sectors, how far the group sells, and the countries it exports to (none unless it exports).

    Raises StaleEdit if somebody has changed the group since `version`. An unchanged save writes nothing.
    """
    held = hold_group(group, by)
    check_version(held, version)
    countries = export_countries if market_reach == MarketReach.EXPORT else []
    if (held.market_reach, set(held.sectors.all()), set(held.export_countries.all())) == (
        market_reach,
        set(sectors),
        set(countries),
    ):
        return held
    held.market_reach = market_reach
    held.full_clean(exclude=["village"])
    held.sectors.set(sectors)
    held.export_countries.set(countries)
    save_group(held, by, ["market_reach"])
    return held


@transaction.atomic
def add_product(*, by, group: EnterpriseGroup, **entries) -> Product:
    """Add something the group makes: name, sector."""
    return _add(Product, by, group, entries)


@transaction.atomic
def change_product(*, by, product: Product, **entries) -> Product | None:
    """Change a product, or say since when it is no longer made (`ended_on`); None where nothing changes."""
    return _change(product, by, entries)


@transaction.atomic
def add_licence(*, by, group: EnterpriseGroup, **entries) -> GroupLicence:
    """Add a licence: kind, number, issued_on, expires_on."""
    return _add(GroupLicence, by, group, entries)


@transaction.atomic
def change_licence(*, by, licence: GroupLicence, **entries) -> GroupLicence | None:
    """Change a licence's number or dates; None where nothing changes."""
    return _change(licence, by, entries)


@transaction.atomic
def remove_licence(*, by, licence: GroupLicence, reason: str) -> None:
    """Take away a licence that was entered by mistake; the audit trail keeps it."""
    _remove(licence, by, reason)


@transaction.atomic
def add_channel(*, by, group: EnterpriseGroup, **entries) -> OnlineChannel:
    """Add an online shop or account: kind, address."""
    return _add(OnlineChannel, by, group, entries)


@transaction.atomic
def remove_channel(*, by, channel: OnlineChannel, reason: str) -> None:
    """Take away a channel that is no longer used."""
    _remove(channel, by, reason)


def _add(model, by, group, entries):
    held = hold_group(group, by)
    row = model(group=held, **entries)
    row.full_clean(exclude=["group"])
    row.validate_constraints()
    row.save(force_insert=True)
    mark(held)
    return row


def _change(row, by, entries):
    held = hold_group(row.group, by)
    stored = type(row).objects.get(pk=row.pk)
    if all(getattr(stored, name) == value for name, value in entries.items()):
        return None
    for name, value in entries.items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=list(entries))
    mark(held)
    return row


def _remove(row, by, reason) -> None:
    reason = need_reason(reason)
    held = hold_group(row.group, by)
    with use_reason(reason):
        row.delete()
    mark(held)
