"""Admin screens of the association: posts are kept here; boards, terms and holders only looked at.

Who leads a board changes on the association's own pages, whose actions close what a change ends.
"""

from django.contrib import admin

from accounts.admin_base import ReadOnlyModelAdmin, RegistryModelAdmin
from associations.models import Board, BoardPosition, BoardSeat, BoardTerm


@admin.register(BoardPosition)
class BoardPositionAdmin(RegistryModelAdmin):
    """Posts of a board: named, ordered and retired here."""

    list_display = ["name", "code", "rank", "is_single", "is_required", "retired_on"]
    search_fields = ["name", "code"]

    def get_readonly_fields(self, request, obj=None):
        """Code and single holder are settled when a post is made: seats on record were checked by them."""
        return [*super().get_readonly_fields(request, obj), *(["code", "is_single"] if obj else [])]


@admin.register(Board)
class BoardAdmin(ReadOnlyModelAdmin):
    """Boards, by region."""

    list_display = ["__str__", "region_id", "level", "changed_at"]
    list_select_related = ["region"]
    list_filter = ["level"]
    search_fields = ["region__code", "region__name"]


@admin.register(BoardTerm)
class BoardTermAdmin(ReadOnlyModelAdmin):
    """Terms of office."""

    list_display = ["board", "starts_on", "ends_on", "inaugurated_on", "closed_on"]
    list_select_related = ["board__region"]
    search_fields = ["board__region__code", "board__region__name"]
    ordering = ["board__region_id", "-starts_on"]


@admin.register(BoardSeat)
class BoardSeatAdmin(ReadOnlyModelAdmin):
    """Who holds or held which post."""

    list_display = ["board", "position", "holder_name", "starts_on", "ends_on"]
    list_select_related = ["board__region", "position"]
    search_fields = ["board__region__code", "board__region__name", "holder_name"]
    ordering = ["board__region_id", "position__rank", "-starts_on"]
