"""Dates as people write them."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from regions.dates import DateError, LocalDateField, parse_date, set_today

TODAY = date(2026, 11, 21)

READ = {
    "2026-08-17": date(2026, 8, 17),
    "2026/8/7": date(2026, 8, 7),
    "17/08/1998": date(1998, 8, 17),
    "17-8-98": date(1998, 8, 17),
    "17.8.1998": date(1998, 8, 17),
    "17 8 1998": date(1998, 8, 17),
    " 5/1/07 ": date(2007, 1, 5),
    "21/11/26": date(2026, 11, 21),
    "22/11/26": date(1926, 11, 22),
    "5 Agustus 2020": date(2020, 8, 5),
    "17 Agt 1998": date(1998, 8, 17),
    "17 agu. 98": date(1998, 8, 17),
    "17-Agu-98": date(1998, 8, 17),
    "1 Nopember 1987": date(1987, 11, 1),
    "29 Pebruari 2000": date(2000, 2, 29),
    "29/2/00": date(2000, 2, 29),
    "3 Mei 2021": date(2021, 5, 3),
    "12 Dec 2021": date(2021, 12, 12),
    "17agustus1998": date(1998, 8, 17),
    "\u200b1/2/2003": date(2003, 2, 1),
}

REFUSED = {
    "05/13/2020": "hari dahulu",
    "12-31-99": "hari dahulu",
    "31/02/2020": "tidak ada di kalender",
    "29/02/2023": "tidak ada di kalender",
    "29/2/23": "tidak ada di kalender",
    "0/1/2020": "tidak ada di kalender",
    "32/32/2020": "tidak ada di kalender",
    "Agustus 2020": "Harinya belum ada",
    "08/2020": "Harinya belum ada",
    "2020-08": "Harinya belum ada",
    "2020": "Baru ada tahunnya",
    "43831": "lembar kerja",
    "43831.0": "lembar kerja",
    "17 Agstus 1998": "Nama bulan",
    "17/08/0998": "Periksa tahunnya",
    "17/08/2998": "Periksa tahunnya",
    "kemarin": "tidak terbaca",
    "1/2-2003": "tidak terbaca",
    "١٧/٠٨/١٩٩٨": "tidak terbaca",
    "1" * 5000: "tidak terbaca",
    "": "tidak terbaca",
}


@pytest.mark.parametrize(("written", "meant"), READ.items())
def test_a_date_is_read_day_first(written, meant):
    assert parse_date(written, TODAY) == meant


@pytest.mark.parametrize(("written", "why"), REFUSED.items())
def test_what_is_no_whole_date_is_refused_with_the_reason(written, why):
    with pytest.raises(DateError, match=why):
        parse_date(written, TODAY)


def test_a_short_year_may_lie_ahead_where_the_future_is_allowed():
    assert parse_date("1/1/31", TODAY, ahead=30) == date(2031, 1, 1)
    assert parse_date("1/1/31", TODAY) == date(1931, 1, 1)


class VisitForm(forms.Form):
    on = LocalDateField()
    until = LocalDateField(ahead=5, required=False)
    born = LocalDateField(required=False)


def bound(**typed):
    form = VisitForm(typed)
    set_today(form, TODAY)
    return form


def test_the_local_day_itself_is_accepted_and_the_next_refused():
    """DM07."""
    assert bound(on="2026-11-21").is_valid()
    assert bound(on="2026-11-22").errors.as_data()["on"][0].code == "future"


def test_a_field_may_allow_the_years_ahead():
    form = bound(on="2026-11-21", until="1/1/2030")
    assert form.is_valid(), form.errors
    assert "until" in bound(on="2026-11-21", until="1/1/2039").errors


def test_what_was_typed_stands_in_the_box_again():
    """FE09."""
    form = bound(on="05/13/2020")
    assert not form.is_valid()
    assert 'value="05/13/2020"' in str(form["on"])


def test_a_date_is_shown_day_first_whatever_the_browser_speaks():
    """The browser's own date box would show 05/03/1990 on an English computer."""
    assert 'type="text"' in str(VisitForm()["born"])
    form = VisitForm(initial={"born": date(1990, 5, 3)})
    assert 'value="03/05/1990"' in str(form["born"])


def test_the_same_date_in_other_words_is_no_change():
    field = LocalDateField()
    assert not field.has_changed(date(1998, 8, 17), "17 Agustus 1998")
    assert field.has_changed(date(1998, 8, 17), "18 Agustus 1998")
    assert field.has_changed(date(1998, 8, 17), "entah")


def test_an_empty_required_date_says_what_to_write():
    with pytest.raises(ValidationError, match="Isi tanggalnya"):
        LocalDateField().clean("  ")
