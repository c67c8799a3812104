"""Putting what an action refused beside the fields it speaks of."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


def attach(form, error: ValidationError, names: dict[str, str] | None = None) -> None:
    """Add an action's errors to the form; `names` says which field stands for which name of the action.

    What has no field in this form goes to the top of the page.
    """
    names = names or {}
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        field = names.get(name, name)
        form.add_error(field if field in form.fields and field != NON_FIELD_ERRORS else None, errors)
