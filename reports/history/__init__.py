"""How the figures of a region have come about month by month (DB08): counted, kept and read."""
