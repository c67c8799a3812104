"""Round marks for an axis that begins at nought. Pure."""

from decimal import Decimal
from math import ceil

Number = int | Decimal
# Marks stand at 1, 2, 2.5 or 5 times a power of ten: figures that people divide by in their heads.
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


def marks_up_to(highest: Number, most: int = 4, is_whole: bool = True) -> list[Number]:
    """Round numbers from nought to the first at or above `highest`, at most `most` of them above nought."""
    if highest <= 0:
        return [0, 1]
    wanted = Decimal(highest) / most
    power = Decimal(10) ** wanted.adjusted()
    steps = [power * each for each in STEPS]
    step = next(each for each in steps if each >= wanted and (each == int(each) or not is_whole))
    count = ceil(highest / step)
    return [int(step * place) if is_whole else step * place for place in range(count + 1)]
