"""What every admin screen of the registry shares: the role table, the territory, bounded queries, no way to delete.

    @admin.register(Sector)
    class SectorAdmin(RegistryModelAdmin):
        edit_permission = Permission.REFERENCE_EDIT      # the default; also who may open it
        view_permission = Permission.REFERENCE_EDIT      # the default; give a wider one to let others look
        list_display = ["code", "name"]
        search_fields = ["^code", "name"]                # needed on both sides of an autocomplete

Foreign keys to the big tables become autocompletes (or a raw number where the other side has no admin) by themselves.
"""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import ForeignKeyRawIdWidget, RelatedFieldWidgetWrapper
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.forms import DateInput
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property

from accounts.admin_widgets import SearchedSelect
from accounts.editing import sign
from accounts.models import Recorded
from accounts.roles import Permission

COUNTED_AT_MOST = 10_000
SEARCH_AT_MOST = 80
# What a filter's link may ask of its column.
_FILTER_LOOKUPS = {"", "exact", "isnull", "gte", "lt", "in"}
# Too many rows for a select.
BIG_TABLES = {"regions.Region", "accounts.User", "groups.EnterpriseGroup", "members.Person", "members.Membership"}


class BoundedPaginator(Paginator):
    """Counts at most 10,000 rows, so that opening a list of 13 million stays quick (OP05)."""

    @cached_property
    def count(self) -> int:
        """The number of rows, or 10,000 where there are more."""
        return self.object_list.order_by()[:COUNTED_AT_MOST].count()


class BoundedChangeList(ChangeList):
    """A list ordered only by what the screen lets people order by, whatever the address says."""

    @property
    def is_capped(self) -> bool:
        """True where there are more rows than are counted and paged."""
        return self.result_count >= COUNTED_AT_MOST

    def get_ordering_field(self, field_name):
        """The column behind a heading; none where the screen does not offer it."""
        offered = self.sortable_by is None or field_name in self.sortable_by
        return super().get_ordering_field(field_name) if offered else None


class RegistryAdminMixin:
    """Permissions by role, rows by territory, autocompletes for big tables; for models and for inlines."""

    edit_permission: str = Permission.REFERENCE_EDIT
    view_permission: str = Permission.REFERENCE_EDIT
    formfield_overrides = {models.DateField: {"widget": DateInput(format="%Y-%m-%d", attrs={"type": "date"})}}

    def has_module_permission(self, request) -> bool:
        """True for those who may look."""
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None) -> bool:
        """True for those who may look or edit."""
        return request.user.allows(self.view_permission) or request.user.allows(self.edit_permission)

    def has_add_permission(self, request, obj=None) -> bool:
        """True for those who may edit."""
        return request.user.allows(self.edit_permission)

    def has_change_permission(self, request, obj=None) -> bool:
        """True for those who may edit."""
        return request.user.allows(self.edit_permission)

    def has_delete_permission(self, request, obj=None) -> bool:
        """Never: records are retired with a date, not removed."""
        return False

    def get_queryset(self, request):
        """The rows in the user's territory, where the rows have a place."""
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def get_autocomplete_fields(self, request) -> list[str]:
        """The fields named, and every relation to a big table that can be searched."""
        named = [*super().get_autocomplete_fields(request)]
        return [*named, *(name for name in self._big_relations(searchable=True) if name not in named)]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """A big table is searched, and one that cannot be searched is asked for by number."""
        if db_field.name in self._big_relations(searchable=False):
            kwargs.setdefault("widget", ForeignKeyRawIdWidget(db_field.remote_field, self.admin_site))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SearchedSelect(db_field, self.admin_site, using=kwargs.get("using")))
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        screen = self.admin_site._registry.get(db_field.related_model)
        if field is not None and screen is not None:
            field.label_from_instance = screen.describe
        return field

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Relations without the small windows that add and change what they lead to: each table has its own screen."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def _big_relations(self, *, searchable: bool) -> list[str]:
        """Names of the relations to big tables whose own screen can (or cannot) be searched."""
        options = self.model._meta
        screens = self.admin_site._registry
        return [
            field.name
            for field in [*options.fields, *options.many_to_many]
            if field.related_model is not None
            and field.related_model._meta.label in BIG_TABLES
            and field.name not in self.raw_id_fields
            and bool(getattr(screens.get(field.related_model), "search_fields", ())) is searchable
        ]


class RegistryModelAdmin(RegistryAdminMixin, admin.ModelAdmin):
    """An admin screen of the registry; see the top of this file."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    save_on_top = False
    actions = None

    def get_changelist(self, request, **kwargs):
        """A list that nobody can order by what has no index."""
        return BoundedChangeList

    def lookup_allowed(self, lookup, value, request):
        """Only what the filters of the screen offer: not any column, by any means, over millions of rows."""
        for offered in map(_filtered_by, self.get_list_filter(request)):
            rest = lookup.removeprefix(offered)
            if rest != lookup and (rest.removeprefix("__") in _FILTER_LOOKUPS or rest.endswith("__exact")):
                return True
        return False

    def get_search_results(self, request, queryset, search_term):
        """Rows in which every word typed is found in one of `search_fields`.

        `=name` compares the whole value as it stands and `^name` its beginning, so that an index answers (Django's own
        search casts numbers to text and reads all 13 million rows); a bare name is searched in any part of it.
        """
        for word in search_term.replace("\0", "")[:SEARCH_AT_MOST].split():
            found = Q(pk__in=[])
            for name in self.get_search_fields(request):
                found |= self._found_in(name, word)
            queryset = queryset.filter(found)
        return queryset, False

    def _found_in(self, name: str, word: str) -> Q:
        """The condition that the word stands in this search field."""
        if name.startswith("="):
            number = name.lstrip("=").rpartition("__")[2] == "id"
            possible = not number or (
                word.isascii() and word.isdigit() and int(word) <= models.BigIntegerField.MAX_BIGINT
            )
            return Q(**{name[1:]: word}) if possible else Q(pk__in=[])
        if name.startswith("^"):
            return Q(**{f"{name[1:]}__startswith": word})
        return Q(**{name if name.endswith("__contains") else f"{name}__icontains": word})

    def get_object(self, request, object_id, from_field=None):
        """The record; None for a number that cannot be one."""
        return None if "\0" in object_id else super().get_object(request, object_id, from_field)

    def describe(self, obj) -> str:
        """How a searched select shows a row of this table."""
        return str(obj)

    def get_readonly_fields(self, request, obj=None):
        """What the record says of itself is shown and never typed."""
        own = ("created_at", "created_by", "changed_at", "changed_by", "version")
        shown = [name for name in own if issubclass(self.model, Recorded) and obj is not None]
        return [*super().get_readonly_fields(request, obj), *shown]

    def save_model(self, request, obj, form, change):
        """Save with the author and a new version, where the record keeps them."""
        if isinstance(obj, Recorded):
            if change:
                sign(obj, request.user)
            else:
                obj.created_by = obj.changed_by = request.user
        super().save_model(request, obj, form, change)

    def history_view(self, request, object_id, extra_context=None):
        """The history of a record is the audit trail, which everyone reads in one place."""
        try:
            target = reverse("audit_list")
        except NoReverseMatch:
            return super().history_view(request, object_id, extra_context)
        return redirect(f"{target}?jenis={self.model._meta.label_lower}&nomor={object_id}")

    def log_addition(self, request, obj, message):
        """The audit trail keeps it already."""

    def log_change(self, request, obj, message):
        """The audit trail keeps it already."""


class ReadOnlyModelAdmin(RegistryModelAdmin):
    """A screen on which nothing can be added, changed or removed."""

    def has_add_permission(self, request, obj=None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """Never."""
        return False


class RegistryTabularInline(RegistryAdminMixin, admin.TabularInline):
    """Rows inside a record's screen, under the same rules."""

    extra = 0
    show_change_link = False


def _filtered_by(item) -> str:
    """The part of the address that a filter answers to."""
    return getattr(item, "parameter_name", None) or (item[0] if isinstance(item, tuple | list) else item)
