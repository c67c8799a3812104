"""What bulk rows cannot show: the boards, and things done by hand through the registry's own actions."""


def tell(*, scale, seed, day, users):
    """Nothing yet."""
