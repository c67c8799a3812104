"""What is printed: the register R/I, the card K/0 and the one-page profile, as PDF.

Values are gathered here in Python and handed to Typst as JSON; the templates in `templates/` only lay them out, so that
no name can ever be read as markup. A printed form is an official Indonesian document: it is written in Indonesian
whatever language the reader's screen is in, and its fixed words stand in the templates.
"""
