"""What a page offers this user, as words its template understands."""

from accounts.roles import Permission


def rights_of(user) -> dict[str, bool]:
    """The permissions a page about people asks for."""
    return {
        "may_edit": user.allows(Permission.MEMBER_EDIT),
        "may_see_facts": user.allows(Permission.KB_STATUS_VIEW),
        "may_see_method": user.allows(Permission.KB_METHOD_VIEW),
        "may_show_nik": user.allows(Permission.NIK_SHOW),
        "may_see_audit": user.allows(Permission.AUDIT_VIEW),
        "may_see_access": user.allows(Permission.ACCESS_LOG_VIEW),
    }
