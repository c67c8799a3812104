"""What the pages of savings and credit share: the day asked for, saving once, and the note that a book was opened."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.http import HttpResponse

from accounts.audit import log_access
from accounts.models import AccessKind
from accounts.receipts import saving, token_for
from accounts.roles import Permission
from associations.forms.money import DayForm
from groups.forms.errors import take_errors
from groups.models import EnterpriseGroup
from regions.clock import local_now, local_today

CHECK = "periksa"
"""The button that only echoes what was typed; saves without JavaScript need it (NX02)."""


@dataclass(frozen=True)
class AskedDay:
    """The day a page speaks of, and the form that asks for another."""

    form: DayForm
    day: date
    today: date

    @property
    def is_past(self) -> bool:
        """True if another day than today was asked for."""
        return self.day != self.today


def asked_day(request, group: EnterpriseGroup) -> AskedDay:
    """The day in the address; today where there is none, or none that can be read."""
    today = local_today(group)
    form = DayForm(request.GET if "per" in request.GET else None, group=group, initial={"per": today})
    day = form.cleaned_data["per"] if form.is_bound and form.is_valid() else today
    return AskedDay(form, min(day, today), today)


def page_of(request, group: EnterpriseGroup, **more) -> dict:
    """The context of every page of a group's money."""
    return {
        "group": group,
        "may_edit": request.user.allows(Permission.MONEY_EDIT),
        "printed_at": local_now(request.user),
        **more,
    }


def form_page(request, group: EnterpriseGroup, form, **more) -> dict:
    """The context of a page with a form."""
    checked = CHECK in request.POST and form.is_valid()
    return page_of(request, group, form=form, token=token_for(request), checked=checked, **more)


def note_book_opened(user, group: EnterpriseGroup, person, number: str) -> None:
    """Keep that somebody looked at the money of a member: whose, where and in which book, never how much."""
    if person is not None:
        log_access(user, AccessKind.PERSON_OPENED, person=person, region_code=group.village_id, detail=number)


def saved(request, form, action: str, store, group: EnterpriseGroup) -> HttpResponse | None:
    """Save a valid form once and redirect to the record that `store` returns; None if the page is to be shown."""
    if request.method != "POST" or not form.is_valid() or CHECK in request.POST:
        return None
    try:
        with saving(request, action) as save:
            record = store()
            save.url, save.region_code = record.get_absolute_url(), group.region_code
        return save.redirect()
    except ValidationError as error:
        take_errors(form, error)
        return None
