"""Which region a record of any kind belongs to, so that its audit entries can be scoped."""

_OWN = ("region_code", "village_id", "region_id")
_OWNERS = ("group", "person", "board", "term", "user")


def region_code_of(instance) -> str:
    """The region code of a record or of what it hangs on (a group, a person, a user); empty for national ones."""
    for name in _OWN:
        code = getattr(instance, name, None)
        if code:
            return str(code)
    for name in _OWNERS:
        owner = getattr(instance, name, None)
        if owner is not None:
            return region_code_of(owner)
    return ""
