"""Capital is a list of dated observations (DM03, DM06)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from groups.actions import record_capital, void_capital
from groups.models import CapitalRecord, EnterpriseGroup
from groups.money import MAX_RUPIAH
from tests import factories
from tests.factories import SENTANI

JUTA = 1_000_000


@pytest.fixture
def group(cast):
    return factories.make_group(founded_on=date(2010, 1, 1))


@pytest.fixture
def record(cast, group):
    """Record capital as the officer, in million rupiah of own money."""

    def recorded(millions, on, **more):
        return record_capital(by=cast.officer, group=group, on=on, own=millions * JUTA, **more)

    return recorded


def newest(group):
    group.refresh_from_db()
    return group.capital_total, group.capital_on


@pytest.mark.django_db
def test_the_group_carries_the_newest_observation(group, record):
    record(5, date(2020, 1, 1), loan=2 * JUTA, grant=JUTA)
    assert newest(group) == (8 * JUTA, date(2020, 1, 1))
    record(10, date(2022, 1, 1))
    record(6, date(2021, 1, 1))
    assert newest(group) == (10 * JUTA, date(2022, 1, 1))


@pytest.mark.django_db
def test_capital_as_at_a_day_is_the_newest_valid_record_not_later(group, record):
    """DM03."""
    record(5, date(2020, 1, 1))
    wrong = record(9, date(2021, 1, 1))
    record(7, date(2021, 1, 1), replaces=wrong, correction_reason="Salah baca buku kas")
    record(8, date(2022, 1, 1))

    def as_at(day):
        found = group.capital_records.as_at(day).first()
        return found and found.total // JUTA

    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1), date(2026, 1, 1)]
    assert [as_at(day) for day in days] == [None, 5, 5, 7, 8]


@pytest.mark.django_db
def test_of_two_records_of_one_day_the_later_entry_counts(group, record):
    record(5, date(2020, 1, 1))
    record(6, date(2020, 1, 1))
    assert newest(group) == (6 * JUTA, date(2020, 1, 1))


@pytest.mark.django_db
def test_a_correction_names_its_record_and_reason_and_may_change_the_day(group, record):
    wrong = record(9, date(2021, 1, 1))
    with pytest.raises(ValidationError) as caught:
        record(7, date(2020, 12, 1), replaces=wrong)
    assert list(caught.value.error_dict) == ["correction_reason"]
    right = record(7, date(2020, 12, 1), replaces=wrong, correction_reason="Tanggal salah")
    assert right.replaces == wrong and newest(group) == (7 * JUTA, date(2020, 12, 1))
    with pytest.raises(ValidationError, match="sudah dikoreksi"):
        record(8, date(2020, 12, 1), replaces=wrong, correction_reason="Sekali lagi")


@pytest.mark.django_db
def test_a_cancelled_record_no_longer_counts_but_stays(cast, group, record):
    record(5, date(2020, 1, 1))
    mistake = record(6, date(2021, 1, 1))
    void_capital(by=cast.officer, record=mistake, reason="Milik kelompok lain")
    assert newest(group) == (5 * JUTA, date(2020, 1, 1))
    assert group.capital_records.count() == 3
    void_capital(by=cast.officer, record=group.capital_records.valid().get(), reason="Milik kelompok lain")
    assert newest(group) == (None, None)


@pytest.mark.django_db
def test_a_record_of_another_group_cannot_be_corrected(cast, record):
    other = factories.make_capital(factories.make_group())
    with pytest.raises(ValidationError, match="sudah dikoreksi"):
        record(7, date(2020, 12, 1), replaces=other, correction_reason="Salah")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after"),
    [(2, 11), (11, 2), (5, 60), (60, 19), (2, 0), (0, 60)],
    ids=["up six times", "down", "two tiers up", "two tiers down", "all lost", "from nothing over a tier"],
)
def test_an_unlikely_value_needs_a_reason_and_keeps_it(group, record, before, after):
    """DM06."""
    record(before, date(2024, 1, 1))
    with pytest.raises(ValidationError) as caught:
        record(after, date(2025, 1, 1))
    assert [error.code for error in caught.value.error_dict["unlikely_reason"]] == ["unlikely"]
    assert newest(group) == (before * JUTA, date(2024, 1, 1))
    kept = record(after, date(2025, 1, 1), unlikely_reason="Hibah kementerian")
    assert kept.unlikely_reason == "Hibah kementerian"


@pytest.mark.django_db
def test_a_likely_value_needs_none_and_keeps_none(record):
    record(2, date(2024, 1, 1))
    assert record(10, date(2025, 1, 1), unlikely_reason="tidak perlu").unlikely_reason == ""
    assert record(49, date(2026, 1, 1)).unlikely_reason == ""


@pytest.mark.django_db
def test_a_backdated_value_is_also_held_against_the_one_after_it(record):
    record(60, date(2025, 1, 1))
    with pytest.raises(ValidationError):
        record(2, date(2024, 1, 1))


@pytest.mark.django_db
def test_a_correction_is_not_held_against_the_value_it_replaces(record):
    wrong = record(2, date(2024, 1, 1))
    assert record(20, date(2024, 1, 1), replaces=wrong, correction_reason="Kurang nol").pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"on": date(2999, 1, 1)},
        {"on": date(2009, 1, 1)},
        {"own": -1},
        {"loan": -1},
        {"own": MAX_RUPIAH + 1},
        {"source": "dream"},
        {"evidence": "x" * 201},
    ],
)
def test_an_impossible_record_is_refused(cast, group, change):
    """DM06."""
    with pytest.raises(ValidationError):
        record_capital(by=cast.officer, group=group, **({"on": date(2020, 1, 1), "own": 1} | change))
    assert not CapitalRecord.objects.exists()


@pytest.mark.django_db
def test_half_past_midnight_in_jayapura_is_today_there(cast, country):
    """DM07."""
    group = factories.make_group(SENTANI)
    with patch("django.utils.timezone.now", return_value=datetime(2026, 8, 16, 15, 30, tzinfo=UTC)):
        assert record_capital(by=cast.admin, group=group, on=date(2026, 8, 17), own=1).pk
        with pytest.raises(ValidationError):
            record_capital(by=cast.admin, group=factories.make_group(), on=date(2026, 8, 17), own=1)


@pytest.mark.django_db
def test_records_cannot_be_rewritten_or_removed(record):
    """DM03, AU03."""
    kept = record(5, date(2020, 1, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        CapitalRecord.objects.filter(pk=kept.pk).update(own=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.delete()


@pytest.mark.django_db
def test_outside_the_territory_nothing_is_recorded(cast):
    with pytest.raises(ValidationError, match="di luar wilayah"):
        record_capital(by=cast.officer, group=factories.make_group(SENTANI), on=date(2020, 1, 1), own=1)


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_leave_the_newest_on_the_group(cast, group):
    def recorded(day):
        try:
            record_capital(by=cast.officer, group=group, on=date(2024, 1, day), own=day * JUTA, unlikely_reason="Uji")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(recorded, range(1, 9)))
    assert newest(group) == (8 * JUTA, date(2024, 1, 8))
    assert EnterpriseGroup.objects.get().version == 9


@pytest.mark.django_db(transaction=True)
def test_two_officers_cannot_correct_one_record_twice(cast, group):
    wrong = record_capital(by=cast.officer, group=group, on=date(2024, 1, 1), own=JUTA)

    def corrected(millions):
        try:
            record_capital(
                by=cast.officer,
                group=group,
                on=date(2024, 1, 1),
                own=millions * JUTA,
                replaces=wrong,
                correction_reason="Salah",
            )
        except ValidationError as error:
            return error.code
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(corrected, (2, 3)))
    assert answers == ["replaced", "saved"]
