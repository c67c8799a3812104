"""Money as a form field and as the echo beside it (NX02)."""

import pytest
from django import forms

from groups.forms import RupiahField


class MoneyForm(forms.Form):
    own = RupiahField()


def test_a_clear_amount_is_whole_rupiah():
    form = MoneyForm({"own": "1,5 jt"})
    assert form.is_valid() and form.cleaned_data["own"] == 1_500_000


def test_an_unclear_amount_shows_both_readings_and_keeps_what_was_typed():
    form = MoneyForm({"own": "1.500"})
    assert form.errors.as_data()["own"][0].code == "ambiguous"
    shown = str(form["own"])
    assert 'value="1.500"' in shown
    assert 'type="radio"' in shown and "Rp 1.500" in shown and "Rp 1.500.000" in shown


def test_the_chosen_reading_counts():
    form = MoneyForm({"own": "1.500", "own_maksud": "1.500.000"})
    assert form.is_valid() and form.cleaned_data["own"] == 1_500_000
    assert MoneyForm({"own": "1.500", "own_maksud": "1.500 rupiah"}).is_valid()


def test_a_choice_that_is_no_reading_of_the_text_is_ignored():
    assert not MoneyForm({"own": "1.500", "own_maksud": "900.000.000"}).is_valid()
    form = MoneyForm({"own": "2 juta", "own_maksud": "1.500.000"})
    assert form.is_valid() and form.cleaned_data["own"] == 2_000_000


@pytest.mark.parametrize("typed", ["", "-5 juta", "banyak", "9" * 400, "1e9", "\x00", "<script>"])
def test_what_is_no_amount_is_an_error_beside_the_field(typed):
    form = MoneyForm({"own": typed})
    assert "own" in form.errors
    assert "<script>" not in str(form["own"])


def test_an_amount_on_record_is_shown_so_that_it_reads_the_same_again():
    for amount in (0, 500, 1_500, 25_000_000):
        shown = RupiahField().widget.format_value(amount)
        assert RupiahField().clean(shown) == amount


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("25jt", ["Rp 25.000.000", "dua puluh lima juta rupiah"]),
        ("1.500", ["Maksud Anda?", "Rp 1.500", "Rp 1.500.000"]),
        ("entah", ["tidak terbaca"]),
        ("", []),
        ("\x00<b>", ["tidak terbaca"]),
    ],
)
def test_the_echo_says_figures_and_words_or_asks(cast, sign_in, typed, expected):
    answer = sign_in(cast.officer).get("/kelompok/rupiah/", {"teks": typed})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert all(part in page for part in expected)
    assert "<b>" not in page.replace('<b class="nowrap">', "") or typed != "\x00<b>"
