"""The sign-in page on a phone and on a computer, in light and dark, with and without JavaScript."""

import pytest

from tests.e2e.conftest import DESKTOP, PHONE


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "viewport"), [("phone", PHONE), ("desktop", DESKTOP)])
def test_sign_in_is_accessible_and_asks_no_other_host(
    open_browser, axe, no_sideways_scroll, screenshot, name, viewport, scheme
):
    """WCAG 2.2 AA, strict content policy, no sideways scroll at 360 px."""
    page = open_browser(viewport, color_scheme=scheme)
    page.goto("/")
    assert page.locator("input[type=password]").count() == 1
    axe(page)
    no_sideways_scroll(page)
    screenshot(page, f"masuk-{name}-{scheme}")


def test_a_wrong_password_is_answered_in_indonesian_without_javascript(phone_without_script, axe):
    """OF06, FE09: the form works without script and keeps the typed user name."""
    page = phone_without_script
    page.goto("/")
    page.locator("input[name=login]").fill("bukan-siapa-siapa")
    page.locator("input[type=password]").fill("salah-sekali-1")
    page.locator("form:has(input[type=password]) [type=submit], form:has(input[type=password]) button").first.click()
    assert page.locator("input[name=login]").input_value() == "bukan-siapa-siapa"
    assert page.locator("html").get_attribute("lang") == "id"
