"""Stock Django admin on groups, memberships and people, as a tutorial would set it up: nothing tuned, nothing slowed.

Mounted only in a server process of `benchmarks.nation`, which runs with `benchmarks.stock_settings`.
"""

from django.contrib import admin
from django.urls import path

from groups.models import EnterpriseGroup
from members.models import Membership, Person

site = admin.AdminSite()


class GroupAdmin(admin.ModelAdmin):
    """Groups by name and number."""

    list_display = ("number", "name", "village", "status", "capital_total")
    list_filter = ("status",)
    search_fields = ("name", "number")


class PersonAdmin(admin.ModelAdmin):
    """People by name."""

    list_display = ("name", "village", "birth_on")
    search_fields = ("name",)


class MembershipAdmin(admin.ModelAdmin):
    """Memberships by the names of both sides."""

    list_display = ("person", "group", "role", "started_on")
    list_filter = ("role",)
    search_fields = ("person__name", "group__name")


site.register(EnterpriseGroup, GroupAdmin)
site.register(Person, PersonAdmin)
site.register(Membership, MembershipAdmin)

urlpatterns = [path("stok/", site.urls)]
