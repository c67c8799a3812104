"""Users and their territories, kept by the national administrator."""

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import admin_regions  # noqa: F401  (hangs up the screen of regions)
from accounts.admin_base import RegistryModelAdmin, RegistryTabularInline
from accounts.forms import UserForm
from accounts.locking import unlock
from accounts.models import Territory, User
from accounts.roles import Permission

# Done for another only: on one's own account the sign-in pages ask for the present password first.
ANOTHERS = ("initial_password", "remove_second_factor")


class TerritoryInline(RegistryTabularInline):
    """Regions with their dates; a territory ends with a date, it is not removed."""

    model = Territory
    edit_permission = view_permission = Permission.USER_MANAGE


@admin.register(User)
class UserAdmin(RegistryModelAdmin):
    """Nobody becomes a superuser here, and nobody changes the own role."""

    edit_permission = view_permission = Permission.USER_MANAGE
    form = UserForm
    inlines = [TerritoryInline]
    list_display = ["username", "full_name", "role", "where", "is_active", "must_change_password", "last_login"]
    list_filter = ["role", "is_active", "must_change_password"]
    search_fields = ["username", "full_name"]
    search_help_text = gettext_lazy("Nama pengguna atau nama lengkap")
    readonly_fields = ["must_change_password", "last_login", "date_joined"]

    def get_queryset(self, request):
        """Users with their territories, in one more query for the whole page."""
        return super().get_queryset(request).prefetch_related("territory_set__region")

    def get_fields(self, request, obj=None):
        """What a new user needs; the rest only where there is someone already."""
        asked = ["username", "full_name", "role", "initial_password"]
        if obj is None:
            return asked
        asked += ["is_active", "remove_second_factor", *self.readonly_fields]
        return [name for name in asked if obj.pk != request.user.pk or name not in ANOTHERS]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Without what nobody does to the own account; a field left out of the page would still be read if posted."""
        form = super().get_form(request, obj, change=change, **kwargs)
        for name in ANOTHERS if obj is not None and obj.pk == request.user.pk else ():
            form.base_fields.pop(name, None)
        return form

    def get_readonly_fields(self, request, obj=None):
        """One's own role and activity are for another administrator to change."""
        own = ["role", "is_active"] if obj is not None and obj.pk == request.user.pk else []
        return [*super().get_readonly_fields(request, obj), *own]

    def has_change_permission(self, request, obj=None) -> bool:
        """A superuser is changed by superusers alone."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    @admin.display(description=gettext_lazy("wilayah binaan"))
    def where(self, user: User) -> str:
        """The regions ever given that have not ended."""
        return ", ".join(row.region.name for row in user.territory_set.all() if row.ended_on is None) or "–"

    def save_model(self, request, obj, form, change):
        """Save the user; a new initial password also forgets the failures that locked the account."""
        if form.cleaned_data.get("initial_password"):
            obj.give_initial_password(form.cleaned_data["initial_password"])
            unlock(obj.username)
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("remove_second_factor"):
            for authenticator in Authenticator.objects.filter(user=obj):
                authenticator.delete()
            obj.end_sessions()
            messages.warning(request, _("Masuk dua langkah pengguna ini sudah dihapus dan semua sesinya berakhir."))
