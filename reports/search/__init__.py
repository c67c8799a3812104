"""One box for group, person, board and village: what a number leads to, and what has a name (SD01, SD02)."""
