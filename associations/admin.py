"""Admin screens of the association: posts and loan schemes are kept here; the rest is only looked at.

Who leads a board, what partners offer and how referrals stand changes on the association's own pages, whose actions
keep the rules.
"""

from django.contrib import admin

from accounts.admin_base import ReadOnlyModelAdmin, RegistryModelAdmin
from associations.models import (
    Agreement,
    Board,
    BoardPosition,
    BoardSeat,
    BoardTerm,
    LoanScheme,
    Partner,
    Referral,
)


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


@admin.register(LoanScheme)
class LoanSchemeAdmin(RegistryModelAdmin):
    """Schemes of loans: named and retired here."""

    list_display = ["name", "code", "is_kur", "retired_on"]
    search_fields = ["name", "code"]

    def get_readonly_fields(self, request, obj=None):
        """The code, and whether it is KUR, are settled when a scheme is made: loans on record were checked by them."""
        return [*super().get_readonly_fields(request, obj), *(["code", "is_kur"] if obj else [])]


@admin.register(Partner)
class PartnerAdmin(ReadOnlyModelAdmin):
    """Lenders, trainers and buyers."""

    list_display = ["name", "kind", "region_id", "is_lender", "retired_on"]
    list_filter = ["kind", "is_lender"]
    search_fields = ["name"]


@admin.register(Agreement)
class AgreementAdmin(ReadOnlyModelAdmin):
    """What boards and partners have agreed."""

    list_display = ["partner", "board", "number", "starts_on", "ends_on"]
    list_select_related = ["partner", "board__region"]
    search_fields = ["number", "partner__name"]


@admin.register(Referral)
class ReferralAdmin(ReadOnlyModelAdmin):
    """Referrals of groups to lenders."""

    list_display = ["number", "state", "state_on", "village_id"]
    list_filter = ["state"]
    search_fields = ["^number"]
