"""Pages by number, of lists that stand in memory or are short: boards, of which there are some hundreds at most.

Long lists are paged by key (`regions.keyset`); this one keeps orders that no index has, such as days past the end.
"""

from django.utils.translation import gettext as _

from regions.keyset import Page

NUMBER, WHOLE = "hal", "semua"


def numbered_page(rows, request, size: int, noun: str = "") -> Page:
    """The page of `rows` that the address asks for: `hal=2`, or all of them with `hal=semua`, to be printed.

    What means nothing gives the first page, a number past the end the last one.
    """
    asked, total = request.GET.get(NUMBER, ""), len(rows)
    if asked == WHOLE:
        return Page(list(rows), "", "", total, False, "", noun or _("data"))
    last = max(1, -(-total // size))
    number = min(max(int(asked), 1), last) if asked.isdecimal() and len(asked) < 6 else 1
    return Page(
        rows=list(rows[(number - 1) * size : number * size]),
        next_url=page_url(request, number + 1) if number < last else "",
        previous_url=page_url(request, number - 1) if number > 1 else "",
        total=total,
        is_capped=False,
        exact_url="",
        noun=noun or _("data"),
    )


def page_url(request, number: int | str) -> str:
    """This list at another page."""
    query = request.GET.copy()
    query[NUMBER] = str(number)
    return f"{request.path}?{query.urlencode()}"
