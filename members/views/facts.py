"""Recording dated facts about a person."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.decorators import require
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from members.actions import record_kb_status, record_welfare
from members.forms import KbRecordForm, WelfareRecordForm, attach
from members.views.finding import person_or_404


@require(Permission.MEMBER_EDIT)
@never_cache
@answers_once
def kb_record_add(request, pk):
    """A KB status from a day on."""
    person = person_or_404(request.user, pk)
    form = KbRecordForm(request.POST or None, user=request.user, person=person)
    return _recorded(request, person, form, record_kb_status, "kb_record_add")


@require(Permission.MEMBER_EDIT)
@never_cache
@answers_once
def welfare_record_add(request, pk):
    """A welfare stage from a day on."""
    person = person_or_404(request.user, pk)
    form = WelfareRecordForm(request.POST or None, person=person)
    return _recorded(request, person, form, record_welfare, "welfare_record_add")


def _recorded(request, person, form, record, name: str):
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, name) as save:
                record(by=request.user, person=person, **form.cleaned_data)
                save.record = person
            return save.redirect()
        except ValidationError as error:
            attach(form, error)
    return render(request, f"members/{name}.html", {"form": form, "person": person, "token": token_for(request)})
