"""One term in office per board and one holder per single post, on every date (BD03); and the posts boards start with."""

from django.db import migrations

from associations.positions import load_positions
from regions.database_rules import NoOverlap


def add_positions(apps, schema_editor):
    load_positions(apps.get_model("associations", "BoardPosition"))


class Migration(migrations.Migration):
    dependencies = [("associations", "0001_initial"), ("regions", "0002_postgres_extensions")]

    operations = [
        NoOverlap("BoardTerm", "board_term_one_in_office", keys=["board"], start="starts_on", end="closed_on"),
        NoOverlap(
            "BoardSeat",
            "board_seat_one_holder",
            keys=["board", "single_position"],
            start="starts_on",
            end="ends_on",
        ),
        migrations.RunPython(add_positions, migrations.RunPython.noop),
    ]
