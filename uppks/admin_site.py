"""Django's admin at `/kelola/`, entered by the role table and by the product's own sign-in page."""

from dataclasses import dataclass
from functools import wraps

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import RegistryModelAdmin
from accounts.views import sign_out

ROOMS = ("regions", "accounts", "groups", "members", "activities", "associations", "imports", "reports")


@dataclass(frozen=True)
class Card:
    """Tables that belong together on the first page, with a sentence for those who do not know them yet."""

    title: str | Promise
    sentence: str | Promise
    models: tuple[str, ...]


CARDS = (
    Card(
        _("Tabel acuan"),
        _("Daftar pilihan yang dipakai di formulir. Baris lama diberi tanggal berakhir, tidak dihapus."),
        ("groups.Sector", "groups.LicenceKind", "groups.GroupStage", "groups.Country"),
    ),
    Card(
        _("Pengguna"),
        _("Siapa boleh masuk, dengan peran apa, dan di wilayah mana. Akun dinonaktifkan, tidak dihapus."),
        ("accounts.User",),
    ),
    Card(
        _("Jenjang modal"),
        _("Batas jenjang dalam rupiah. Susunan baru disimpan sebagai rancangan, lalu terbit sebelum hari berlakunya."),
        ("groups.TierSchedule",),
    ),
    Card(
        _("Sasaran dan angka terbitan"),
        _("Yang dituju wilayah dalam setahun, dan angka yang pernah diumumkan dengan tahun, bunyi, dan sumbernya."),
        ("reports.Target", "reports.ReferenceFigure"),
    ),
    Card(
        _("Masa pelaporan"),
        _("Bulan atau tahun yang batasnya lain daripada aturan, misalnya diperpanjang karena banjir."),
        ("activities.ReportingPeriod",),
    ),
    Card(
        _("AKU"),
        _("Jabatan pengurus, dan kepengurusan yang tercatat. Kepengurusan diubah di halaman AKU."),
        ("associations.BoardPosition", "associations.Board", "associations.BoardTerm", "associations.BoardSeat"),
    ),
    Card(
        _("Mitra dan pinjaman"),
        _("Skema pinjaman, dan mitra serta usulan yang tercatat. Mitra dan usulan diubah di halaman AKU."),
        ("associations.LoanScheme", "associations.Partner", "associations.Agreement", "associations.Referral"),
    ),
    Card(
        _("Wilayah"),
        _("Provinsi sampai desa menurut daftar Kemendagri. Wilayah yang tidak berlaku lagi dicatat penggantinya."),
        ("regions.Region",),
    ),
    Card(
        _("Data"),
        _("Catatan kelompok dan anggota untuk dilihat. Perubahan hanya lewat halaman kerja, supaya aturannya terjaga."),
        (
            "groups.EnterpriseGroup",
            "groups.CapitalRecord",
            "members.Person",
            "members.Membership",
            "members.KbRecord",
            "members.WelfareRecord",
            "imports.ImportBatch",
            "imports.SigaTable",
        ),
    ),
)


class DescribedResults(AutocompleteJsonView):
    """What a searched select offers: each row as its own screen describes it."""

    def process_request(self, request):
        """What is asked for; the words as clean as those of a list's own search."""
        term, *rest = super().process_request(request)
        return term.replace("\0", ""), *rest

    def serialize_result(self, obj, to_field_name):
        """The key and the description."""
        return {"id": str(getattr(obj, to_field_name)), "text": self.model_admin.describe(obj)}


class RegistryAdminSite(admin.AdminSite):
    """The admin for reference tables, users, bands, positions and regions."""

    site_title = _("Registri UPPKS")
    site_header = _("Registri UPPKS · Kelola")
    index_title = _("Tabel acuan dan pengguna")
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options):
        """Hang up only screens that follow the role table and the territory; those of libraries are left out."""
        if admin_class is not None and issubclass(admin_class, RegistryModelAdmin):
            super().register(model_or_iterable, admin_class, **options)
        elif admin_class is None or admin_class.__module__.partition(".")[0] in ROOMS:
            raise ImproperlyConfigured(f"{admin_class or model_or_iterable} must be a RegistryModelAdmin")

    def has_permission(self, request) -> bool:
        """True for those whose role keeps reference tables or users."""
        return request.user.is_authenticated and request.user.is_staff_role

    def admin_view(self, view, cacheable=False):
        """Guard a screen: a signed-in user without the permission is refused, not sent to sign in again."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def refused_or_shown(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        return refused_or_shown

    def index(self, request, extra_context=None):
        """The tables in cards, by what they are for."""
        return super().index(request, {**(extra_context or {}), "cards": self._cards(request)})

    def app_index(self, request, app_label, extra_context=None):
        """Rooms of the code say nothing to those who keep the tables: the cards stand on the first page."""
        return redirect("admin:index")

    def _cards(self, request) -> list[dict]:
        tables = {table["model"]._meta.label: table for app in self.get_app_list(request) for table in app["models"]}
        cards = [
            {"title": card.title, "sentence": card.sentence, "tables": [tables[m] for m in card.models if m in tables]}
            for card in CARDS
        ]
        return [card for card in cards if card["tables"]]

    def autocomplete_view(self, request):
        """What a searched select asks for."""
        return DescribedResults.as_view(admin_site=self)(request)

    def logout(self, request, extra_context=None):
        """The product's own way out."""
        return sign_out(request)

    def password_change(self, request, extra_context=None):
        """The product's own page for it."""
        return redirect("account_change_password")

    def login(self, request, extra_context=None):
        """Send to the one sign-in page; a signed-in user without the permission is refused plainly."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
