"""Admin screens of what was read from files: looked at, never written."""

from django.contrib import admin

from accounts.admin_base import ReadOnlyModelAdmin
from accounts.roles import Permission
from imports.models import SigaTable


@admin.register(SigaTable)
class SigaTableAdmin(ReadOnlyModelAdmin):
    """Tables of SIGA."""

    edit_permission = Permission.REFERENCE_EDIT
    list_display = ["__str__", "file_name", "row_count", "matched_count", "unmatched_count", "by", "at"]
    list_select_related = ["by"]
    search_fields = ["=region__code", "file_name"]
    ordering = ["-month", "-id"]
