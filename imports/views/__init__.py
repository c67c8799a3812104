"""Pages about files that were read."""

from imports.views.register import import_add, import_detail, import_list
from imports.views.register_acts import import_columns, import_commit, import_discard, import_places, import_undo
from imports.views.register_files import import_refused, import_template
from imports.views.siga import siga_add, siga_detail, siga_list

__all__ = [
    "import_add",
    "import_columns",
    "import_commit",
    "import_detail",
    "import_discard",
    "import_list",
    "import_places",
    "import_refused",
    "import_template",
    "import_undo",
    "siga_add",
    "siga_detail",
    "siga_list",
]
