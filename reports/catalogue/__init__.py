"""The catalogue of reports: each is one function from what is asked to one `Table`; every drawing is of that value."""
