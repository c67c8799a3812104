"""Parts of addresses: the code of a region that can have a board, and the secret of a partner's link."""


class BoardCodeConverter:
    """Two digits for a province, four for a regency or city, `0` for the nation; anything else is not found."""

    regex = "0|[1-9][0-9]|[1-9][0-9]{3}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class LinkSecretConverter:
    """The secret of a partner's link. A copied link that lost its last stroke is answered, not sent on: a redirection
    may be kept by whatever stands in between, secret and all.
    """

    regex = "[^/]+/?"

    def to_python(self, value: str) -> str:
        """The secret alone."""
        return value.removesuffix("/")

    def to_url(self, value: str) -> str:
        """The address ends as all others do."""
        return f"{value}/"
