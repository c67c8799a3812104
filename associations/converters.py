"""The code of a region that can have a board, as a part of an address."""


class BoardCodeConverter:
    """Two digits for a province, four for a regency or city, `0` for the nation; anything else is not found."""

    regex = "0|[1-9][0-9]|[1-9][0-9]{3}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
