"""`manage.py first_admin NAME`: the one account that no other account can make."""

import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import Territory, User
from accounts.roles import Role
from regions.clock import local_today
from regions.codes import NATION_CODE
from regions.models import Region


class Command(BaseCommand):
    """Make the first national administrator. The password is asked for, or read from a pipe; never an argument."""

    help = "Buat administrator nasional pertama. Kata sandi ditanyakan, atau dibaca dari masukan baku."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the account name."""
        parser.add_argument("username", help="nama akun")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account. Raises CommandError where there is an administrator already or the password is weak."""
        if User.objects.filter(role=Role.ADMIN, is_active=True).exists():
            raise CommandError("Sudah ada administrator nasional: minta akun lain kepadanya.")
        nation = Region.objects.filter(code=NATION_CODE).first()
        if nation is None:
            raise CommandError("Daftar wilayah belum dimuat: jalankan `manage.py prepare` dahulu.")
        user = User(username=options["username"], role=Role.ADMIN)
        password = read_password()
        try:
            user.full_clean(exclude=["password"])
            validate_password(password, user)
        except ValidationError as problem:
            raise CommandError("\n".join(problem.messages)) from problem
        user.set_password(password)
        with transaction.atomic():
            user.save()
            Territory.objects.create(user=user, region=nation, started_on=local_today(nation))
        self.stdout.write(f"Administrator nasional {user.username} dibuat.")


def read_password() -> str:
    """Ask for the password twice, or read one line where the input is a pipe. Raises CommandError for a mismatch."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass("Kata sandi: ")
    if password != getpass("Sekali lagi: "):
        raise CommandError("Kedua kata sandi tidak sama; tidak ada yang dibuat.")
    return password
