"""Regions in the admin: looked up by code or name, begun and ended by the actions of `regions/`, never removed (DM08).

They are kept here because the rooms' street puts regions before the role table.
"""

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.admin_base import RegistryModelAdmin, RegistryTabularInline
from accounts.admin_widgets import SearchedSelectMultiple
from accounts.authorship import MAX_REASON, use_reason
from accounts.models import Territory
from regions.actions import add_region, check_new, check_retirement, new_row, retire_region
from regions.clock import local_today
from regions.codes import Level
from regions.dates import LocalDateField, set_today
from regions.models import Region, RegionSuccession
from regions.search import matching_regions


class RegionsField(forms.ModelMultipleChoiceField):
    """Some regions, found by typing."""

    def __init__(self, **kwargs):
        widget = SearchedSelectMultiple(Region._meta.get_field("successors"), admin.site)
        super().__init__(Region.objects.all(), widget=widget, **kwargs)

    def label_from_instance(self, obj) -> str:
        """The full name with the code: many villages share a name."""
        return described(obj)


def described(region: Region) -> str:
    """The full name with the code."""
    return f"{region.path_name} ({region.code})"


class RegionForm(forms.ModelForm):
    """What both forms ask: a reason, which stands in the audit trail. The user is set by the screen."""

    user = None
    reason = forms.CharField(
        label=gettext_lazy("Dasar perubahan"),
        max_length=MAX_REASON,
        help_text=gettext_lazy("Peraturan atau surat yang menetapkannya, misalnya Kepmendagri 300.2.2-2430/2025."),
    )

    class Meta:
        model = Region
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, local_today(self.user))

    def clean(self):
        """Ask the rules once each field is readable."""
        cleaned = super().clean()
        if not self.errors:
            self.check_rules(cleaned)
        return cleaned

    def _post_clean(self):
        """The actions write the row, and check it as a whole."""


class RegionAddForm(RegionForm):
    """A region that the ministry's list has gained; all but code and name follows from the code."""

    code = forms.CharField(
        label=gettext_lazy("Kode"),
        max_length=20,
        help_text=gettext_lazy("Kode Kemendagri; titik boleh ditulis. Contoh: 76.04.03.2009"),
    )
    name = forms.CharField(
        label=gettext_lazy("Nama"),
        max_length=120,
        help_text=gettext_lazy("Tanpa “Desa” atau “Kecamatan”. Contoh: Bumiayu Selatan"),
    )
    origins = RegionsField(
        label=gettext_lazy("Wilayah asal"),
        help_text=gettext_lazy("Wilayah yang dipecah, digabung, atau diganti namanya menjadi wilayah ini."),
    )
    on = LocalDateField(label=gettext_lazy("Berlaku sejak"))
    field_order = ["code", "name", "origins", "on", "reason"]

    def check_rules(self, cleaned) -> None:
        """Those of `add_region`, so that each message stands beside its field."""
        row = new_row(cleaned["code"], cleaned["name"])
        check_new(row, cleaned["origins"], cleaned["on"], today=local_today(self.user))


class RegionRetireForm(RegionForm):
    """The end of a region, and what takes its place."""

    retired_on = LocalDateField(label=gettext_lazy("Tidak berlaku sejak"))
    successors = RegionsField(
        label=gettext_lazy("Wilayah pengganti"),
        help_text=gettext_lazy("Satu atau lebih wilayah setingkat yang masih berlaku. Ketik nama atau kodenya."),
    )
    field_order = ["retired_on", "successors", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["retired_on"].initial = self.instance.retired_on

    def check_rules(self, cleaned) -> None:
        """Those of `retire_region`, so that each message stands beside its field."""
        check_retirement(self.instance, cleaned["retired_on"], cleaned["successors"], today=local_today(self.user))


class RetiredFilter(admin.SimpleListFilter):
    """Regions that hold, and those that do not any more."""

    title = gettext_lazy("keberlakuan")
    parameter_name = "berakhir"

    def lookups(self, request, model_admin):
        """Two states."""
        return [("tidak", _("Berlaku")), ("ya", _("Tidak berlaku"))]

    def queryset(self, request, queryset):
        """The rows of the chosen state; an unknown one is no choice."""
        if self.value() not in ("ya", "tidak"):
            return queryset
        return queryset.filter(retired_on__isnull=self.value() == "tidak")


class SuccessionInline(RegistryTabularInline):
    """What is on record of a region's changes; new rows are written by the form above."""

    model = RegionSuccession
    fields = ["described", "on"]
    readonly_fields = ["described", "on"]
    extra = 0

    def has_add_permission(self, request, obj=None) -> bool:
        """Never here."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """Never here."""
        return False


class SuccessorInline(SuccessionInline):
    """The regions that took this one's place."""

    fk_name = "predecessor"
    verbose_name_plural = gettext_lazy("wilayah pengganti yang tercatat")

    def get_queryset(self, request):
        """With the regions they name."""
        return super().get_queryset(request).select_related("successor")

    @admin.display(description=gettext_lazy("wilayah"))
    def described(self, row) -> str:
        """The new region."""
        return described(row.successor)


class OriginInline(SuccessionInline):
    """The regions this one was made from."""

    fk_name = "successor"
    verbose_name_plural = gettext_lazy("wilayah asal yang tercatat")

    def get_queryset(self, request):
        """With the regions they name."""
        return super().get_queryset(request).select_related("predecessor")

    @admin.display(description=gettext_lazy("wilayah"))
    def described(self, row) -> str:
        """The old region."""
        return described(row.predecessor)


@admin.register(Region)
class RegionAdmin(RegistryModelAdmin):
    """The national list: looked up, added to and retired from; code, name and level come from the ministry."""

    list_display = ["code", "name", "level", "above", "retired_on"]
    list_filter = ["level", RetiredFilter]
    search_fields = ["code"]
    search_help_text = gettext_lazy("Awal kode, atau bagian nama desa, kecamatan, kabupaten (sedikitnya dua huruf).")
    ordering = ["code"]
    sortable_by = ["code"]
    inlines = [SuccessorInline, OriginInline]
    shown = ["code", "name", "level", "path_name", "time_zone"]

    def get_search_results(self, request, queryset, search_term):
        """By code prefix or by any part of the full name; a searched select offers only what holds."""
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            queryset = queryset.current()
        return (matching_regions(queryset, search_term) if search_term.strip() else queryset), False

    def has_change_permission(self, request, obj=None) -> bool:
        """Any region but the nation itself."""
        return super().has_change_permission(request, obj) and (obj is None or obj.level != Level.NATION)

    def describe(self, obj) -> str:
        """The full name with the code: many villages share a name."""
        return described(obj)

    @admin.display(description=gettext_lazy("di dalam"))
    def above(self, region) -> str:
        """The regions around it, nearest first."""
        return region.path_above or "–"

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form for a new region, or for the end of one."""
        base = RegionRetireForm if obj else RegionAddForm
        return type(base.__name__, (base,), {"user": request.user})

    def get_fieldsets(self, request, obj=None):
        """What is known above what is asked."""
        if obj is None:
            return [(None, {"fields": RegionAddForm.field_order})]
        if not self.has_change_permission(request, obj):
            return [(None, {"fields": [*self.shown, "retired_on"]})]
        asked = (_("Akhiri wilayah ini"), {"fields": RegionRetireForm.field_order})
        return [(None, {"fields": self.shown}), asked]

    def get_readonly_fields(self, request, obj=None):
        """The ministry's columns."""
        return self.shown if obj else []

    def get_inlines(self, request, obj):
        """What is on record, for a region on record."""
        return self.inlines if obj else []

    def save_form(self, request, form, change):
        """Let the action write, with the reason in the trail."""
        cleaned = form.cleaned_data
        with use_reason(cleaned["reason"]):
            if change:
                return retire_region(
                    by=request.user,
                    region=form.instance,
                    on=cleaned["retired_on"],
                    successors=cleaned["successors"],
                )
            names = ("code", "name", "origins", "on")
            return add_region(by=request.user, **{name: cleaned[name] for name in names})

    def save_model(self, request, obj, form, change):
        """Written already by the action; say what is left to do by hand."""
        if change:
            for warning in left_behind(obj):
                messages.warning(request, warning)

    def save_related(self, request, form, formsets, change):
        """Written already by the action."""

    def construct_change_message(self, request, form, formsets, add=False) -> list:
        """The audit trail keeps it already."""
        return []


def left_behind(region: Region) -> list[str]:
    """What still stands in a retired region and is moved by choice, record by record (DM08)."""
    found = []
    if region.level == Level.VILLAGE:
        groups = apps.get_model("groups", "EnterpriseGroup").objects.filter(village=region, status="active").count()
        if groups:
            found.append(
                ngettext(
                    "Masih ada %(count)s kelompok aktif di wilayah ini. Pindahkan desanya di halaman kelompok itu.",
                    "Masih ada %(count)s kelompok aktif di wilayah ini. Pindahkan desanya di halaman tiap kelompok.",
                    groups,
                )
                % {"count": groups}
            )
    users = sum(row.holds_on(local_today(region)) for row in Territory.objects.filter(region=region))
    if users:
        found.append(
            ngettext(
                "Masih ada %(count)s pengguna dengan wilayah binaan ini. Beri pengguna itu wilayah penggantinya.",
                "Masih ada %(count)s pengguna dengan wilayah binaan ini. Beri tiap pengguna wilayah penggantinya.",
                users,
            )
            % {"count": users}
        )
    return found
