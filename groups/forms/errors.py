"""Errors of an action, put beside the fields of the form that asked for it."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


def take_errors(form, error: ValidationError) -> None:
    """Add every error to its field; what belongs to no field of this form stands above it."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, found in error.error_dict.items():
        form.add_error(name if name in form.fields else None, found)


def has_code(form, code: str) -> bool:
    """True if any field, or the form itself, has an error with this code."""
    return any(form.has_error(name, code) for name in [NON_FIELD_ERRORS, *form.fields])
