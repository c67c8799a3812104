"""Reports as they were made: kept with every value, made again, compared, and what was entered in between (NX09)."""
