"""What can be chosen or typed on the pages of the reports."""
