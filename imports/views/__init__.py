"""Pages about files that were read."""

from imports.views.siga import siga_add, siga_detail, siga_list

__all__ = ["siga_add", "siga_detail", "siga_list"]
