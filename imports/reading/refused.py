"""That a file is refused, by its code; the sentences stand in `refusal.py`. Pure."""


class FileRefused(Exception):
    """A file that is not read: `code` names why, `message` says it to the person who sent it."""

    def __init__(self, code: str, message: str = "", **values):
        self.code = code
        self.values = values
        self._message = message
        super().__init__(code)

    @property
    def message(self) -> str:
        """The sentence, in the language of the moment."""
        from imports.reading.refusal import MESSAGES  # noqa: PLC0415  (who opens workbooks starts without Django)

        return str(self._message) or str(MESSAGES[self.code]) % self.values
