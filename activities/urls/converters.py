"""The month in an address: `2026-10` becomes the first day of that month; anything else is no address (404)."""

from datetime import date

from django.urls import register_converter

from regions.months import month_key, parse_month

EARLIEST_YEAR, LATEST_YEAR = 1979, 2100


class MonthInAddress:
    """A month, from the first year of the programme on."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """The first day of the month. ValueError, which Django answers with 404, for a month that cannot be."""
        month = parse_month(value)
        if not EARLIEST_YEAR <= month.year <= LATEST_YEAR:
            raise ValueError(value)
        return month

    def to_url(self, value: date | str) -> str:
        """A month, or the same already written as in an address."""
        return value if isinstance(value, str) else month_key(value)


register_converter(MonthInAddress, "month")
