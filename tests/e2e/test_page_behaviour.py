"""The style guide in a real browser: every component accessible in both themes, each script doing its one job."""

import pytest

from tests.e2e.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.urls("tests.e2e.style_guide_urls")

NAME, PHONE_NUMBER, NOTE = "#id_group_name", "#id_phone", "#id_note"
DRAFTS = "Object.keys(localStorage).filter(key => key.startsWith('uppks-draft:')).length"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("screen", "viewport"), [("phone", PHONE), ("desktop", DESKTOP)])
def test_every_component_is_accessible_in_both_themes(
    open_browser, axe, no_sideways_scroll, screenshot, screen, viewport, scheme
):
    """FE01: WCAG 2.2 AA and no sideways scroll, at 360 px and 1280 px."""
    page = open_browser(viewport, color_scheme=scheme)
    page.goto("/gaya/")
    axe(page)
    no_sideways_scroll(page)
    screenshot(page, f"gaya-{screen}-{scheme}")


def test_every_control_on_a_phone_is_a_finger_wide(phone):
    """FE01: 44 px for what stands alone; a link within a line of text is exempt (WCAG 2.5.8)."""
    phone.goto("/gaya/")
    small = phone.evaluate(
        """() => [...document.querySelectorAll("button, .button, select, textarea, summary, .nav a, .picker-result,"
               + "input:not([type=hidden], [type=radio], [type=checkbox]), label:has(input)")]
          .filter(part => part.checkVisibility())
          .map(part => [part.outerHTML.slice(0, 80), part.getBoundingClientRect().height])
          .filter(([, height]) => height < 44)"""
    )
    assert small == []


@pytest.mark.parametrize(("chosen", "system"), [("light", "dark"), ("dark", "light")])
def test_the_chosen_theme_wins_over_the_system(open_browser, chosen, system):
    page = open_browser(DESKTOP, color_scheme=system)
    page.goto("/masuk/")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click(f"button[name=theme][value={chosen}]")
    page.wait_for_selector(f"html[data-theme={chosen}]")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before


def test_a_half_filled_form_is_offered_again_after_the_tab_was_closed(phone):
    """FE02: what was typed comes back when asked for; what is private was never kept."""
    phone.goto("/gaya/")
    phone.fill(NAME, "Melati Jaya")
    phone.fill(PHONE_NUMBER, "081234567890")
    phone.fill(NOTE, "Bertemu tiap Jumat")
    phone.check("input[name=stage][value=mandiri]")
    again = phone.context.new_page()
    phone.close()
    again.goto("/gaya/")
    assert again.input_value(NAME) == ""
    again.click("text=Pulihkan isian")
    assert again.input_value(NAME) == "Melati Jaya"
    assert again.input_value(NOTE) == "Bertemu tiap Jumat"
    assert again.is_checked("input[name=stage][value=mandiri]")
    assert again.input_value(PHONE_NUMBER) == ""
    assert "081234567890" not in again.evaluate("JSON.stringify(localStorage)")


def test_a_discarded_draft_is_not_offered_again(phone):
    phone.goto("/gaya/")
    phone.fill(NAME, "Melati Jaya")
    phone.reload()
    phone.click("text=Buang")
    phone.reload()
    assert phone.locator(".draft-bar").count() == 0


@pytest.mark.parametrize("mark", ["data-drafts-clear", "data-draft-done"])
def test_a_finished_or_left_session_leaves_no_draft_on_the_device(phone, mark):
    """OF04: a save clears its draft, signing out clears them all."""
    phone.goto("/gaya/")
    phone.fill(NAME, "Melati Jaya")
    phone.reload()
    assert phone.evaluate(DRAFTS) == 1
    phone.route(
        "**/gaya/",
        lambda route: route.fulfill(
            response=(answer := route.fetch()),
            body=answer.text().replace("<main", f'<div {mark}="gaya"></div><main'),
        ),
    )
    phone.reload()
    assert phone.evaluate(DRAFTS) == 0


def test_a_receipt_proves_the_save_and_its_draft_goes(phone):
    """NX12, FE02: the page after a save shows a receipt; only then is the draft of that form dropped."""
    phone.goto("/gaya/")
    phone.fill(NAME, "Melati Jaya")
    phone.evaluate("document.querySelector('form[data-draft]').noValidate = true")
    phone.click("form[data-draft] .form-actions .button >> nth=0")
    phone.wait_for_load_state()
    assert phone.locator(".receipt-code").count() == 1
    assert phone.evaluate(DRAFTS) == 0


def test_a_second_tap_does_not_send_the_form_again(phone):
    """FE04, the browser's half: the button says it is busy, and opens again when the page comes back."""
    phone.goto("/gaya/")
    labels = phone.evaluate(
        """async () => {
          const form = document.querySelector("form[data-draft]"), button = form.querySelector(".form-actions .button");
          const sent = [];
          form.noValidate = true;
          addEventListener("submit", event => { sent.push(!event.defaultPrevented); event.preventDefault(); });
          button.click(); button.click();
          await new Promise(done => setTimeout(done, 50));
          const busy = button.textContent;
          dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
          return [sent, busy, button.textContent];
        }"""
    )
    assert labels == [[True, False], "Menyimpan…", "Simpan"]


def test_an_error_link_leads_into_its_field(phone):
    """FE09: the reader starts at the summary; each line lands in the field it speaks of."""
    phone.goto("/gaya/")
    assert phone.evaluate("document.activeElement.className") == "error-summary"
    phone.locator(".error-summary a", has_text="Tahapan").click()
    assert phone.evaluate("[document.activeElement.name, document.activeElement.type]") == ["stage", "radio"]


def test_without_script_nothing_is_hidden_and_filters_open_by_hand(phone_without_script):
    """OF06."""
    page = phone_without_script
    page.goto("/gaya/")
    page.locator("details.filters > summary").click()
    assert page.locator("details.filters select").first.is_visible()
    assert page.locator("[data-print]").is_hidden()
