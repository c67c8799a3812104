"""The posts a board starts with. The national administrator can rename, add and retire them in the admin."""

CHAIR = "chair"

# code, name, rank, one holder at a time, must be filled
STANDARD_POSITIONS = (
    ("advisor", "Penasihat", 10, False, False),
    (CHAIR, "Ketua", 20, True, True),
    ("vice_chair", "Wakil Ketua", 30, False, False),
    ("secretary", "Sekretaris", 40, True, True),
    ("vice_secretary", "Wakil Sekretaris", 50, False, False),
    ("treasurer", "Bendahara", 60, True, True),
    ("vice_treasurer", "Wakil Bendahara", 70, False, False),
    ("division_head", "Ketua Bidang", 80, False, False),
    ("member", "Anggota", 90, False, False),
)


def load_positions(position_model) -> None:
    """Add the standard posts that are missing; posts that exist keep what an office made of them."""
    for code, name, rank, is_single, is_required in STANDARD_POSITIONS:
        position_model.objects.get_or_create(
            code=code,
            defaults={"name": name, "rank": rank, "is_single": is_single, "is_required": is_required},
        )
