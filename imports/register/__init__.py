"""The register workbook: found, read row by row, and planned against what is on record."""
