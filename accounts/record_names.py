"""What a record is called in the audit trail, and which group it speaks of: kept with each change as it is written.

A model may say in `audit_name()` what one of its rows is called, for every reader of the trail: never with the name or
a value of a person. Others are called by their `str()`. Names are kept, like the values, and therefore Indonesian.
"""

from django.utils import translation

_OF_LIBRARIES = {"mfa.authenticator": "Masuk dua langkah {0.user}"}


def record_name(instance) -> str:
    """The name under which a change of this row stands in the trail."""
    with translation.override("id"):
        if names_itself(type(instance)):
            return instance.audit_name()
        return _OF_LIBRARIES.get(instance._meta.label_lower, "{0}").format(instance)


def names_itself(model) -> bool:
    """True if the model's `audit_name()` says what its rows are called, so that the name is nobody's secret."""
    return hasattr(model, "audit_name")


def traces_of(instance) -> dict | None:
    """What is kept beside a change to find more by: the version it made, and the number of the group it speaks of."""
    group = getattr(instance, "group", instance)
    traces = {
        "version": getattr(instance, "version", None),
        "group": getattr(group, "number", None) if group._meta.label_lower == "groups.enterprisegroup" else None,
    }
    return {name: value for name, value in traces.items() if value is not None} or None
