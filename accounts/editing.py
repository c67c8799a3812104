"""Two people change one record: the second sees what the first did, field by field, and nothing typed is lost (FE05).

    form = GroupForm(typed_data(request, GroupForm, group), instance=group)      # a VersionedForm
    if request.method == "POST" and form.is_valid():
        try:
            group = group_change(by=request.user, group=group, version=form.cleaned_data["version"], …)
        except StaleEdit as stale:
            return stale_edit_response(request, form, stale.current)

and in the action, inside its transaction:

    locked = EnterpriseGroup.objects.select_for_update().get(pk=group.pk)
    check_version(locked, version)
    sign(locked, by)                                                             # raises the version, names the author
"""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.http import QueryDict
from django.shortcuts import render
from django.utils import formats
from django.utils.translation import gettext as _

from accounts.models import AuditEntry, Recorded

VERSION_FIELD = "version"
HIDDEN_VALUE = "••••"


class StaleEdit(Exception):
    """Someone saved the record after it was opened; `current` is the record as it stands."""

    def __init__(self, current: Recorded):
        super().__init__(f"{current._meta.label} {current.pk}")
        self.current = current


class VersionedForm(forms.ModelForm):
    """A form that remembers which version of the record it was opened on.

    `sensitive_fields` are never shown in a comparison.
    """

    sensitive_fields: tuple[str, ...] = ()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[VERSION_FIELD].initial = self.instance.version

    def opened_with(self) -> dict:
        """What fields held when the form was opened, where the audit trail cannot tell (rows of another table)."""
        return {}


@dataclass(frozen=True)
class ComparedField:
    """One field of a stale edit as `components/comparison.html` shows it."""

    name: str
    label: str
    was: str
    theirs: str
    yours: str
    changed: bool


def check_version(locked: Recorded, version: int) -> None:
    """Raise StaleEdit unless the record, held under lock, is still at the version the form was opened on."""
    if locked.version != int(version):
        raise StaleEdit(locked)


def sign(instance: Recorded, by) -> None:
    """Name the author of the coming save and raise the version."""
    instance.changed_by = by
    instance.version += 1


def typed_data(request, form_class, instance):
    """What was posted, with the choices made on the comparison page put in; None for a page that is only opened."""
    if request.method != "POST":
        return None
    stored = form_class(instance=instance)
    data = request.POST.copy()
    for name in stored.fields:
        if request.POST.get(f"keep_{name}") == "theirs":
            _put(data, stored, name)
    return data


def stale_edit_response(request, form, current: Recorded, back_url: str = ""):
    """The comparison page (409): what it was, what the other person saved, what was typed, and a choice for each."""
    before = _before(current, form) | getattr(form, "opened_with", dict)()
    stored = form.__class__(instance=current)
    rows = [row for name in _comparable(form) if (row := _compare(form, stored, name, before))]
    context = {
        "rows": rows,
        "by": current.changed_by,
        "at": current.changed_at,
        "choose": True,
        "form_url": request.path,
        "hidden": _hidden(form, stored, rows),
        "back_url": back_url or (current.get_absolute_url() if hasattr(current, "get_absolute_url") else ""),
    }
    return render(request, "409.html", context, status=409)


def _comparable(form) -> list[str]:
    """The fields that hold something of the record; a tick that only confirms has no value of two people to compare."""
    of_record = {field.name for field in form._meta.model._meta.get_fields()}
    return [
        name
        for name, field in form.fields.items()
        if name != VERSION_FIELD and (name in of_record or not isinstance(field, forms.BooleanField))
    ]


def _before(current: Recorded, form) -> dict:
    """The values at the version the form was opened on, of the fields that have changed since."""
    opened_on = _opened_on(form)
    later = AuditEntry.objects.get_for_object(current).filter(additional_data__version__gt=opened_on).order_by("id")
    before: dict = {}
    for entry in later:
        for name, change in (entry.changes or {}).items():
            if isinstance(change, list):
                before.setdefault(name, change[0])
    return before


def _opened_on(form) -> int:
    posted = form.data.get(form.add_prefix(VERSION_FIELD), "")
    return int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 10 else 0


def _compare(form, stored, name: str, before: dict) -> ComparedField | None:
    """The row of one field, or None where all three agree."""
    theirs = _stored_value(stored, name)
    yours = _typed_value(form, name)
    field = form.fields[name]
    was = _revived(form, name, before[name]) if name in before else theirs
    was_text, theirs_text, yours_text = (_shown(field, value) for value in (was, theirs, yours))
    if was_text == theirs_text == yours_text:
        return None
    changed = theirs_text not in (was_text, yours_text) and yours_text != was_text
    if name in getattr(form, "sensitive_fields", ()):
        was_text, theirs_text, yours_text = (
            HIDDEN_VALUE if text else "" for text in (was_text, theirs_text, yours_text)
        )
    return ComparedField(name, str(field.label or name), was_text, theirs_text, yours_text, changed)


def _hidden(form, stored, rows) -> list[dict]:
    """What is posted again: typed values, the stored one where only the other person changed it, the new version."""
    data = form.data.copy()
    mine = {row.name for row in rows if row.yours != row.was}
    for row in rows:
        if row.name not in mine:
            _put(data, stored, row.name)
    data[form.add_prefix(VERSION_FIELD)] = str(stored.instance.version)
    kept = [name for name in data if name != "csrfmiddlewaretoken" and not name.startswith("keep_")]
    return [{"name": name, "value": value} for name in kept for value in data.getlist(name)]


def _put(data: QueryDict, stored, name: str) -> None:
    """Replace what was typed for a field by what is stored, in the form the field's widget posts it."""
    bound = stored[name]
    value = bound.field.prepare_value(bound.value())
    values = value if isinstance(value, list | tuple) else [value]
    shown = [bound.field.widget.format_value(one) for one in values if one not in (None, "", False)]
    flat = [str(one) for item in shown for one in (item if isinstance(item, list) else [item])]
    data.setlist(bound.html_name, flat)


def _stored_value(stored, name: str):
    instance, known = stored.instance, {field.name for field in stored.instance._meta.get_fields()}
    if name not in known:
        return stored[name].value()
    value = getattr(instance, name)
    return list(value.all()) if hasattr(value, "all") else value


def _typed_value(form, name: str):
    return form.cleaned_data[name] if name in getattr(form, "cleaned_data", {}) else form[name].value()


def _revived(form, name: str, kept):
    """A value as the audit trail kept it (text), turned back into what the field holds."""
    try:
        return form._meta.model._meta.get_field(name).to_python(kept) if not isinstance(kept, dict) else kept
    except (ValidationError, FieldDoesNotExist):
        return kept


def _shown(field, value) -> str:
    """A value in words: as chosen, counted or dated by people."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    if isinstance(value, list | tuple | models.QuerySet):
        return ", ".join(sorted(_shown(field, one) for one in value))
    if isinstance(value, date):
        return formats.date_format(value, "j F Y")
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(field, forms.ModelChoiceField):
        found = field.queryset.filter(pk=value).first()
        return str(found or value)
    if isinstance(value, int):
        return formats.number_format(value, force_grouping=True)
    return str(dict(getattr(field, "choices", ())).get(value, value))
