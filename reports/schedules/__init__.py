"""Reports that are made and sent by the calendar, to each recipient of the recipient's own territory (RP05)."""
