"""An audit entry in words: which record, what was done, and each field before and after, as this reader may see it."""

from dataclasses import dataclass
from datetime import UTC

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import MASK, may_read
from accounts.models import AuditEntry
from accounts.record_names import names_itself

# "None" as text stands in entries of older versions.
NOTHING = (None, "", "None")
# What is watched of the sign-in library, in our words.
OF_LIBRARIES = {"mfa.authenticator": gettext_lazy("Masuk dua langkah")}
FIELDS_OF_LIBRARIES = {
    "user": gettext_lazy("pengguna"),
    "type": gettext_lazy("cara"),
    "data": gettext_lazy("kunci rahasia"),
}


@dataclass(frozen=True)
class ChangedField:
    """One field of a change: its name in words, before and after."""

    label: str
    before: str
    after: str


class Change:
    """An entry of the trail as one reader may see it; `group` is the group it speaks of where the reader sees that."""

    def __init__(self, entry: AuditEntry, reader, place: str = "", group=None):
        self.entry = entry
        self.place = place
        self.group = group
        self.readable = may_read(reader, _label_of(entry))

    @property
    def kind(self) -> str:
        """What kind of record: `Kelompok`."""
        model = self.entry.content_type.model_class()
        return kind_of(model) if model else self.entry.content_type.model

    @property
    def record(self) -> str:
        """The record's name, or only its number for a reader who may not know it."""
        model = self.entry.content_type.model_class()
        if self.entry.object_repr and (self.readable or (model and names_itself(model))):
            return self.entry.object_repr
        return f"#{self.entry.object_pk}"

    @property
    def reason(self) -> str:
        """Why, in the author's own words; they may name what a reader without the permission must not know."""
        return self.entry.reason if self.readable or not self.entry.reason else MASK

    @property
    def action(self) -> str:
        """What was done, in one word."""
        words = {
            AuditEntry.Action.CREATE: _("Dibuat"),
            AuditEntry.Action.UPDATE: _("Diubah"),
            AuditEntry.Action.DELETE: _("Dihapus"),
        }
        return words.get(self.entry.action, _("Dibuka"))

    @property
    def tone(self) -> str:
        """The kind of badge the action is shown with."""
        tones = {AuditEntry.Action.CREATE: "ok", AuditEntry.Action.DELETE: "error"}
        return tones.get(self.entry.action, "stage")

    @property
    def fields(self) -> str:
        """The names of the changed fields, as a short list."""
        model = self.entry.content_type.model_class()
        names = [_field_label(model, name) for name, change in (self.entry.changes or {}).items() if _is_news(change)]
        return ", ".join(sorted(names))


def kind_of(model) -> str:
    """A model's name as people read it."""
    return capfirst(str(OF_LIBRARIES.get(model._meta.label_lower, model._meta.verbose_name)))


def changes_of(entry: AuditEntry, reader) -> list[ChangedField]:
    """Every changed field in the order of the record's form; values are masked for those who may not read them."""
    model = entry.content_type.model_class()
    order = {field.name: place for place, field in enumerate(model._meta.get_fields())} if model else {}
    readable = may_read(reader, _label_of(entry))
    found = sorted((entry.changes or {}).items(), key=lambda item: order.get(item[0], 999))
    return [_changed(model, name, change, readable) for name, change in found if _is_news(change)]


def _is_news(change) -> bool:
    """False for a field that was nothing and became empty: every new record has many."""
    return isinstance(change, dict) or any(value not in (*NOTHING, False) for value in change)


def _changed(model, name: str, change, readable: bool) -> ChangedField:
    label = _field_label(model, name)
    if isinstance(change, dict):
        listed = ", ".join(change.get("objects", ()))
        taken = change.get("operation") == "delete"
        return ChangedField(label, listed if taken else "", "" if taken else listed)
    before, after = (_shown(model, name, value) for value in change)
    if not readable:
        before, after = (MASK if value else "" for value in (before, after))
    return ChangedField(label, before, after)


def _shown(model, name: str, value) -> str:
    """A kept value as people write it: choices, dates, ticks and names of what it points to."""
    if value in NOTHING:
        return ""
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    field = _field(model, name)
    if field is None or value == MASK:
        return str(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.ForeignKey):
        return _pointed_to(field, value)
    if isinstance(field, models.DateField):
        return _dated(field, value)
    return formats.number_format(value, force_grouping=True) if isinstance(value, int) else str(value)


def _pointed_to(field, value) -> str:
    """The name of the record pointed to; of a person only the number, whose own page asks for its permission."""
    target = field.related_model
    if target._meta.label_lower == "regions.region":
        found = target.objects.filter(pk=value).first()
        return f"{found} ({value})" if found else str(value)
    if target._meta.label_lower.startswith("members."):
        return f"#{value}"
    found = target._base_manager.filter(pk=value).first()
    return str(found) if found else f"#{value}"


def _dated(field, value) -> str:
    """A day, or an instant on the reader's own clock with its zone; the trail keeps instants in UTC."""
    try:
        moment = field.to_python(value)
    except ValidationError:
        return str(value)
    if not isinstance(field, models.DateTimeField):
        return formats.date_format(moment, "j F Y")
    local = timezone.localtime(moment if timezone.is_aware(moment) else timezone.make_aware(moment, UTC))
    parts = {"day": formats.date_format(local, "j F Y"), "time": f"{local:%H.%M}", "zone": local.tzname()}
    return _("%(day)s pukul %(time)s %(zone)s") % parts


def _field(model, name: str):
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _field_label(model, name: str) -> str:
    if model and model._meta.label_lower in OF_LIBRARIES:
        return capfirst(str(FIELDS_OF_LIBRARIES.get(name, name)))
    return capfirst(str(getattr(_field(model, name), "verbose_name", name)))


def _label_of(entry: AuditEntry) -> str:
    return f"{entry.content_type.app_label}.{entry.content_type.model}"
