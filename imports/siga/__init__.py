"""SIGA's table 6A beside the registry: what the ministry's system says of each village, and what the rows here say."""
