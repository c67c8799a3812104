"""The role table, written out once more by hand: who may do what (domain.md, "Who uses it")."""

import pytest

from accounts.models import User
from accounts.roles import Permission, Role, permissions_of, role_allows

P = Permission
VIEWS = {P.GROUP_VIEW, P.BOARD_VIEW, P.REPORT_VIEW}
PEOPLE = {P.MEMBER_VIEW, P.KB_STATUS_VIEW, P.ACTIVITY_VIEW}
REGISTER = {P.GROUP_EDIT, P.CAPITAL_RECORD, P.MEMBER_EDIT, P.NIK_SHOW, P.KB_METHOD_VIEW, P.IMPORT}
MONEY = {P.CONSENT_RECORD, P.MONEY_VIEW, P.MONEY_EDIT}
OFFICE = {P.ACTIVITY_REVIEW, P.HAND_OVER, P.MEMBER_MERGE, P.SIGA_COMPARE, P.EXPORT, P.EXPORT_PERSONAL}
SECOND = {P.GRADUATION_DECIDE, P.CHANGE_REVIEW}
EXPECTED = {
    Role.OFFICER: VIEWS | PEOPLE | REGISTER | MONEY | {P.ACTIVITY_EDIT},
    Role.COORDINATOR: VIEWS | PEOPLE | {P.ACTIVITY_REVIEW},
    Role.REGENCY: VIEWS | PEOPLE | REGISTER | MONEY | OFFICE | SECOND,
    Role.PROVINCE: VIEWS | PEOPLE | {P.SIGA_COMPARE, P.EXPORT},
    Role.AKU: VIEWS | {P.BOARD_EDIT, P.REFERRAL_EDIT, P.CONSENT_RECORD, P.EXPORT},
    Role.ADMIN: set(Permission),
    Role.AUDITOR: {P.GROUP_VIEW, P.AUDIT_VIEW, P.ACCESS_LOG_VIEW},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_every_cell_of_the_role_table(role, permission):
    """AC01, OP06"""
    assert role_allows(role, permission) is (permission in EXPECTED[role])
    assert User(role=role).allows(permission) is (permission in EXPECTED[role])


@pytest.mark.parametrize("role", ["", "superhero", None])
def test_no_role_or_an_unknown_one_is_allowed_nothing(role):
    assert not any(role_allows(role, permission) for permission in Permission)


def test_an_inactive_user_is_allowed_nothing():
    assert not any(User(role=Role.ADMIN, is_active=False).allows(permission) for permission in Permission)


def test_only_who_may_keep_people_may_open_a_nik_or_a_method():
    """AU04, AU07: province staff read totals, not the sensitive values of a person."""
    for role in (Role.COORDINATOR, Role.PROVINCE, Role.AKU, Role.AUDITOR):
        assert not {P.NIK_SHOW, P.KB_METHOD_VIEW} & set(permissions_of(role))
