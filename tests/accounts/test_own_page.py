"""The account's own page leads each role to what that role may open, and to nothing else."""

import re

import pytest
from django.urls import reverse

from accounts.roles import Role

MAIN = re.compile(r"<main.*?</main>", re.S)


@pytest.mark.parametrize("role", Role)
def test_every_link_of_the_own_page_opens(cast, sign_in, role):
    """FE01, AC01: a button that answers with a refusal is no button."""
    client = sign_in(cast.inside[role])
    page = MAIN.search(client.get(reverse("account_settings")).content.decode())[0]
    links = [link for link in re.findall(r'href="(/[^"]*)"', page) if "dua-langkah" not in link]
    assert reverse("job_list") in links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_prepared_files_are_offered_to_those_who_take_lists_away(cast, sign_in):
    """IE08"""
    url = reverse("account_settings")
    assert reverse("export_list") in sign_in(cast.regency).get(url).content.decode()
    assert reverse("export_list") not in sign_in(cast.officer).get(url).content.decode()
