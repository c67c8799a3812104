"""The pages of the reports, a file per report or task."""
