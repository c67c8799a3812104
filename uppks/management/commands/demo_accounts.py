"""Print the demonstration accounts, or close them."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts.models import User
from uppks.demo.accounts import PASSWORD, remove_accounts


class Command(BaseCommand):
    """`manage.py demo_accounts [--remove]`."""

    help = "Tampilkan akun contoh, atau tutup semuanya (--remove)."

    def add_arguments(self, parser):
        """One switch."""
        parser.add_argument("--remove", action="store_true", help="tutup semua akun contoh")

    def handle(self, *args, **options):
        """Print one line per account: name, role and territory."""
        if options["remove"]:
            self.stdout.write(_("%(count)d akun contoh ditutup.") % {"count": remove_accounts()})
            return
        users = User.objects.filter(is_demo=True, is_active=True).order_by("id")
        if not users:
            self.stdout.write(_("Tidak ada akun contoh: data contoh belum dimuat."))
            return
        for user in users:
            places = ", ".join(row.region.name for row in user.territories) or _("tanpa wilayah")
            self.stdout.write(f"  {user.username:<14} {user.get_role_display()} · {places}")
        self.stdout.write(_("  Kata sandi semua akun contoh: %(password)s") % {"password": PASSWORD})
