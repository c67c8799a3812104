"""Imported by the server process that children are forked from, and by nobody else: they share what it has loaded."""

import django

django.setup()

import imports.register.parsing  # noqa: E402, F401
