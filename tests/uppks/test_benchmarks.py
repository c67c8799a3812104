"""Every question that is measured is one the product answers (OP01)."""

import pytest
from django.core.management import call_command

from accounts.roles import Role
from benchmarks import nation_pages
from groups.forms.filters import GroupFilterForm
from groups.models import EnterpriseGroup
from tests.factories import make_user
from uppks.demo.plan import SCALES, Scale

PROVINCE = "76"


@pytest.fixture
def villages(country, monkeypatch) -> list[str]:
    """Villages with groups of a little country seeded as the measured ones are."""
    monkeypatch.setitem(SCALES, "small", Scale("small", groups=60, members=900, provinces=(PROVINCE,)))
    monkeypatch.setattr(nation_pages, "PROVINCE", PROVINCE)
    monkeypatch.setitem(nation_pages._TYPED, "wilayah", [PROVINCE])
    call_command("seed_demo", "--scale", "small", "--no-accounts", verbosity=0)
    groups = EnterpriseGroup.objects.active().exclude(memberships__person__nik_sealed__isnull=True)
    return [groups.order_by("village_id").values_list("village_id", flat=True)[0]]


def test_every_measured_question_is_answered(villages, client):
    """OP01: seeded and asked as the load test does; a filter added to the list of groups is among the questions."""
    places = {Role.ADMIN: "0", Role.PROVINCE: PROVINCE, Role.REGENCY: villages[0][:4], Role.OFFICER: villages[0]}
    users = {role: make_user(f"ukur-{role}", role, code) for role, code in places.items()}
    asked = nation_pages.questions(villages)
    named = {path for one in asked for path in one.paths}
    missing = {name for name in GroupFilterForm.base_fields if not any(f"?{name}=" in path for path in named)}
    assert missing <= {"negara"}
    for one in asked:
        client.force_login(users[one.role])
        answer = client.post(one.path(0), one.post(0)) if one.post else client.get(one.path(0))
        assert answer.status_code < 400, (one.name, one.path(0))
