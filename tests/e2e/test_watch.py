"""The browser fixtures themselves: a watch that sees nothing would let every page pass."""

import pytest


def test_the_watch_sees_a_request_to_another_host(desktop, watch):
    desktop.goto("/sehat/")
    desktop.set_content('<img src="http://lain.invalid/pelacak.png" alt="">')
    desktop.wait_for_timeout(300)
    seen, watch.breaches = watch.breaches, []
    assert "permintaan ke host lain: http://lain.invalid/pelacak.png" in seen


def test_the_watch_sees_what_the_content_policy_refuses(desktop, watch):
    """The policy of our own answers forbids inline script and style."""
    desktop.goto("/sehat/")
    desktop.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    desktop.wait_for_timeout(300)
    seen, watch.breaches = watch.breaches, []
    assert len(seen) == 1
    assert "Content Security Policy" in seen[0]


def test_axe_fails_on_a_field_without_a_label(desktop, axe):
    desktop.set_content('<html lang="id"><title>x</title><main><h1>Judul</h1><input></main></html>')
    with pytest.raises(AssertionError, match="label"):
        axe(desktop)


def test_a_page_wider_than_the_phone_fails(phone, no_sideways_scroll):
    phone.set_content(
        f'<html lang="id"><meta name="viewport" content="width=device-width"><pre>{"lebar" * 100}</pre></html>'
    )
    with pytest.raises(AssertionError, match="lebih lebar"):
        no_sideways_scroll(phone)
