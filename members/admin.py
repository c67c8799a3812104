"""People in the admin: to look up, never to change. What changes them are the actions, on the pages of the work.

The admin searches by address, so names and NIKs cannot be searched here: that is done by post on the page of people.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import ReadOnlyModelAdmin
from accounts.roles import Permission
from members.access import note_opened
from members.actions.many.writing import SOURCE_SYSTEM
from members.identity import masked
from members.models import KbRecord, Membership, Person, WelfareRecord

GROUP_NUMBER_LENGTH = 14

# Columns that need a permission of their own, besides that of seeing people (AU07).
GUARDED = {
    "kb_method": Permission.KB_METHOD_VIEW,
    "method": Permission.KB_METHOD_VIEW,
    **dict.fromkeys(
        ("kb_status", "kb_on", "welfare_stage", "welfare_on", "status", "stage", "non_use_reason"),
        Permission.KB_STATUS_VIEW,
    ),
}


class PeopleAdmin(ReadOnlyModelAdmin):
    """Rows about people: few to a page, found by number; opening one is logged (AU02)."""

    view_permission = Permission.MEMBER_VIEW
    edit_permission = Permission.MEMBER_EDIT
    list_per_page = 25

    def person_of(self, row) -> Person:
        """Whose personal data this row is."""
        return row.person

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Log whose data was opened."""
        row = self.get_object(request, object_id)
        if row is not None and self.has_view_permission(request, row):
            note_opened(request.user, self.person_of(row))
        return super().change_view(request, object_id, form_url, extra_context)

    def get_fields(self, request, obj=None) -> list[str]:
        """The fields of the screen, without those the user may not see."""
        return _allowed(super().get_fields(request, obj), request.user)

    def get_list_display(self, request) -> list[str]:
        """The columns of the list, without those the user may not see."""
        return _allowed(super().get_list_display(request), request.user)


def _allowed(names, user) -> list[str]:
    return [name for name in names if name not in GUARDED or user.allows(GUARDED[name])]


@admin.register(Person)
class PersonAdmin(PeopleAdmin):
    """Persons, with their numbers masked."""

    list_display = ["name", "sex", "birth_on", "village", "masked_nik"]
    list_select_related = ["village"]
    ordering = ["village_id", "name_key", "id"]
    sortable_by: list[str] = []
    search_fields = ["=id"]
    search_help_text = _(
        "Nomor orang, atau nomor impor dan barisnya (12:7). Nama dan NIK dicari di halaman Anggota, supaya tidak"
        " tercatat di alamat."
    )
    fields = [
        "name",
        "sex",
        "birth_on",
        "village",
        "address",
        "phone",
        "masked_nik",
        "nik_missing_reason",
        "nik_warning_reason",
        "masked_family_card",
        "family_code",
        "spouse",
        "kb_status",
        "kb_method",
        "kb_on",
        "welfare_stage",
        "welfare_on",
        "source_system",
        "source_id",
    ]
    readonly_fields = ["masked_nik", "masked_family_card"]

    def get_search_results(self, request, queryset, search_term):
        """By number, or by where she came from: `12:7` is row 7 of import 12 (AP03)."""
        if ":" in search_term:
            return queryset.filter(source_system=SOURCE_SYSTEM, source_id=search_term.strip()), False
        return super().get_search_results(request, queryset, search_term)

    def person_of(self, row) -> Person:
        """The row itself."""
        return row

    @admin.display(description=_("NIK"))
    def masked_nik(self, person: Person) -> str:
        """As on every page."""
        return masked(person.nik_sealed) or person.get_nik_missing_reason_display()

    @admin.display(description=_("No. KK"))
    def masked_family_card(self, person: Person) -> str:
        """As on every page."""
        return masked(person.family_card_sealed) or "–"


@admin.register(Membership)
class MembershipAdmin(PeopleAdmin):
    """Memberships, by village and group."""

    list_display = ["person", "group", "village", "role", "started_on", "ended_on"]
    list_select_related = ["person", "group", "village"]
    ordering = ["village_id", "group_id", "id"]
    sortable_by: list[str] = []
    search_fields = ["=person__id", "=group__number"]
    search_help_text = _("Nomor orang atau nomor kelompok (14 angka).")

    def get_search_fields(self, request) -> list[str]:
        """One of the two: both at once would be answered by no index."""
        typed = request.GET.get("q", "").strip()
        return ["=group__number"] if len(typed) == GROUP_NUMBER_LENGTH else ["=person__id"]


class FactAdmin(PeopleAdmin):
    """Dated facts, the newest entered first."""

    list_select_related = ["person", "recorded_by"]
    ordering = ["-id"]
    sortable_by: list[str] = []
    search_fields = ["=person__id"]
    search_help_text = _("Nomor orang.")


@admin.register(KbRecord)
class KbRecordAdmin(FactAdmin):
    """KB statuses; the method only for those who may know it."""

    list_display = ["person", "on", "status", "method", "recorded_by"]
    fields = ["person", "on", "status", "method", "non_use_reason", "recorded_at", "recorded_by"]


@admin.register(WelfareRecord)
class WelfareRecordAdmin(FactAdmin):
    """Welfare stages."""

    list_display = ["person", "on", "stage", "recorded_by"]
    fields = ["person", "on", "stage", "recorded_at", "recorded_by"]
