"""The loan schemes a registry starts with.

Safe to load again: what is there is left as it is, also where the administrator has changed it.
"""

# Code, name, whether it is KUR (of which one NIK has one at a time).
LOAN_SCHEMES = (
    ("kukesra", "Kukesra", False),
    ("kur-mikro", "KUR Mikro", True),
    ("kur-super-mikro", "KUR Super Mikro", True),
    ("mekaar", "PNM Mekaar", False),
    ("pegadaian", "Pegadaian", False),
    ("bumdes", "BUMDes", False),
    ("lain", "Lainnya", False),
)


def load_loan_schemes(model) -> None:
    """Add the schemes that are missing; `model` is LoanScheme, also as a migration sees it."""
    for code, name, is_kur in LOAN_SCHEMES:
        model.objects.get_or_create(code=code, defaults={"name": name, "is_kur": is_kur})
