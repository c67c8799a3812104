"""Admin screens of what was read from files: looked at, never written."""

from django.contrib import admin

from accounts.admin_base import ReadOnlyModelAdmin
from accounts.roles import Permission
from imports.models import ImportBatch, SigaTable


@admin.register(SigaTable)
class SigaTableAdmin(ReadOnlyModelAdmin):
    """Tables of SIGA."""

    edit_permission = Permission.REFERENCE_EDIT
    list_display = ["__str__", "file_name", "row_count", "matched_count", "unmatched_count", "by", "at"]
    list_select_related = ["by"]
    search_fields = ["=region__code", "file_name"]
    ordering = ["-month", "-id"]


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyModelAdmin):
    """Files sent for the register: who, when, and what came of them; never their content."""

    edit_permission = Permission.REFERENCE_EDIT
    list_display = ["file_name", "state", "by", "at", "committed_at"]
    list_filter = ["state"]
    list_select_related = ["by"]
    search_fields = ["file_name", "=sha256"]
    ordering = ["-id"]
    exclude = ["places", "mapping", "sheets", "held", "job"]
