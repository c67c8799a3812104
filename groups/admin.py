"""Reference tables of the groups for the national administrator, and groups and capital to look at.

What follows rules of several rows is not edited here: groups and capital have their own pages, where the actions are.
"""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet, ModelForm
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import ReadOnlyModelAdmin, RegistryModelAdmin, RegistryTabularInline
from accounts.roles import Permission
from groups.actions import publish_schedule
from groups.forms import RupiahField
from groups.models import (
    CapitalRecord,
    CapitalTier,
    Country,
    EnterpriseGroup,
    GroupStage,
    LicenceKind,
    Sector,
    TierSchedule,
)
from groups.money import figures
from groups.tiers import check_bands, check_publishable
from regions.clock import local_today


class CodedAdmin(RegistryModelAdmin):
    """A table of codes and names; a code stays as it is once given, and a row is retired, not removed."""

    list_display = ["name", "code", "retired_on"]
    search_fields = ["name", "code"]

    def get_readonly_fields(self, request, obj=None):
        """The code of a row on record."""
        return [*super().get_readonly_fields(request, obj), *(["code"] if obj else [])]


@admin.register(Sector)
class SectorAdmin(CodedAdmin):
    """Kinds of business."""


@admin.register(LicenceKind)
class LicenceKindAdmin(CodedAdmin):
    """Kinds of licences."""


@admin.register(GroupStage)
class GroupStageAdmin(CodedAdmin):
    """Stages of development."""

    list_display = ["name", "code", "rank", "retired_on"]


@admin.register(Country)
class CountryAdmin(RegistryModelAdmin):
    """Countries that groups export to."""

    list_display = ["name", "code"]
    search_fields = ["name", "code"]

    def get_readonly_fields(self, request, obj=None):
        """The code of a row on record."""
        return [*super().get_readonly_fields(request, obj), *(["code"] if obj else [])]


class BandFormSet(BaseInlineFormSet):
    """The bands of a set, held together against gaps and overlaps."""

    def clean(self):
        """Refuse what could not be published anyway, while it is still on the screen."""
        super().clean()
        if any(self.errors):
            return
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        check_bands([(row["code"], row["lower"]) for row in rows])


class BandForm(ModelForm):
    """One band; its edge is typed and read like all money here (NX02)."""

    lower = RupiahField(label=_("Batas bawah"))

    class Meta:
        model = CapitalTier
        fields = ["code", "name", "lower"]


class CapitalTierInline(RegistryTabularInline):
    """The bands of a draft; of a published set they can only be read."""

    model = CapitalTier
    form = BandForm
    formset = BandFormSet
    fields = ["code", "name", "lower"]
    extra = 4

    def has_add_permission(self, request, obj=None) -> bool:
        """For a draft."""
        return super().has_add_permission(request, obj) and not _is_published(obj)

    def has_change_permission(self, request, obj=None) -> bool:
        """For a draft."""
        return super().has_change_permission(request, obj) and not _is_published(obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        """For a draft: a band left out of it was never in force."""
        return self.has_change_permission(request, obj)


@admin.register(TierSchedule)
class TierScheduleAdmin(RegistryModelAdmin):
    """Sets of capital bands: a draft is written, published ahead of its day, and then holds as it is (DM04)."""

    list_display = ["valid_from", "bands", "is_published", "note"]
    fields = ["valid_from", "note", "is_published"]
    readonly_fields = ["is_published"]
    inlines = [CapitalTierInline]
    change_form_template = "groups/admin_tier_schedule.html"

    def get_queryset(self, request):
        """With their bands."""
        return super().get_queryset(request).prefetch_related("tiers")

    @admin.display(description=_("jenjang"))
    def bands(self, schedule) -> str:
        """The bands in a line."""
        return ", ".join(f"{tier.name} Rp {figures(tier.lower)}" for tier in schedule.tiers.all())

    def has_change_permission(self, request, obj=None) -> bool:
        """A published set can only be read."""
        return super().has_change_permission(request, obj) and not _is_published(obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """A form that refuses a day which has come."""
        form = super().get_form(request, obj, change=change, **kwargs)
        today = local_today(request.user)

        class DatedForm(form):
            def clean(self):
                cleaned = super().clean()
                if cleaned.get("valid_from"):
                    check_publishable(cleaned["valid_from"], _is_published(self.instance), today)
                return cleaned

        return DatedForm

    def response_change(self, request, obj):
        """The button "publish" saves the draft and publishes it."""
        return self._published(request, obj) or super().response_change(request, obj)

    def response_add(self, request, obj, post_url_continue=None):
        """A new draft can be published at once."""
        return self._published(request, obj) or super().response_add(request, obj, post_url_continue)

    def _published(self, request, obj):
        if "_publish" not in request.POST:
            return None
        try:
            publish_schedule(by=request.user, schedule=obj)
            self.message_user(request, _("Susunan jenjang diterbitkan."))
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), level="error")
        return HttpResponseRedirect(reverse("admin:groups_tierschedule_change", args=[obj.pk]))


@admin.register(EnterpriseGroup)
class EnterpriseGroupAdmin(ReadOnlyModelAdmin):
    """Groups to look up; every change is made on the group's own page."""

    view_permission = Permission.REFERENCE_EDIT
    list_display = ["number", "name", "village", "status", "stage", "capital", "page"]
    list_filter = ["status", "stage"]
    list_select_related = ["village", "stage"]
    search_fields = ["^number", "name_key__contains"]
    ordering = ["village_id", "number"]
    filter_horizontal = ["sectors", "export_countries"]

    def get_search_results(self, request, queryset, search_term):
        """Search for what the key holds: lower case, no signs."""
        return super().get_search_results(request, queryset, search_term.replace(".", "").replace("-", " ").lower())

    @admin.display(description=_("modal terakhir"), ordering="capital_total")
    def capital(self, group) -> str:
        """The newest observation, grouped as people read it."""
        return "–" if group.capital_total is None else f"Rp {figures(group.capital_total)}"

    @admin.display(description=_("halaman"))
    def page(self, group) -> str:
        """A link to the group's own page."""
        return format_html('<a href="{}">{}</a>', group.get_absolute_url(), _("Buka"))


@admin.register(CapitalRecord)
class CapitalRecordAdmin(ReadOnlyModelAdmin):
    """Observations of capital to look up; append-only."""

    list_display = ["id", "group", "on", "amount", "source", "is_void", "recorded_by"]
    list_select_related = ["group", "recorded_by"]
    search_fields = ["^group__number"]
    ordering = ["-id"]
    exclude = ["source_system", "source_id"]

    @admin.display(description=_("jumlah"), ordering="total")
    def amount(self, record) -> str:
        """The total, grouped as people read it."""
        return f"Rp {figures(record.total)}"


def _is_published(obj) -> bool:
    """What the database says, not what was typed."""
    return bool(obj and obj.pk and TierSchedule.objects.filter(pk=obj.pk, is_published=True).exists())
